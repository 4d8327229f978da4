"""Practice on a page: a decision to make, the verdict on it, and the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.engine.advice import advise
from guide.engine.changes import say_cause
from guide.engine.drafts import SENT_IN, say_moment
from guide.practice import choices
from guide.ui.views.draft import title_id
from guide.ui.views.parts import Answer, Clock, Happening, Reason, answers, clock, happenings, listed, reason
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.practice import Chosen, Decision
    from guide.ui.session import Session


@dataclass(frozen=True)
class Verdict:
    """The verdict on a choice, and the next events of the case."""

    chosen: str  #: the action that was chosen: an id of `action.*`
    mark: str  #: `right`, `also` or `missed`
    kind: str  #: an id of `practice.verdict.*`
    missing: tuple[str, ...]  #: what blocks the chosen action, a sentence each
    cause: str  #: when the chosen action would be right; empty where nothing leads to it
    advised: str  #: the advised action: an id of `action.*`
    reasons: tuple[Reason, ...]  #: why, the deciding one first
    clock: Clock | None  #: the clock of the advised action
    draft_title: str  #: the heading of the draft
    draft: str  #: the words to send then; empty where there are none
    translation: str  #: what they say, for whoever reads the page in another language
    then: tuple[Happening, ...]  #: what happened next


@dataclass(frozen=True)
class Practice(Context):
    """A decision, and once it is made the verdict."""

    template: ClassVar[str] = "practice.html"
    about: str  #: where the case comes from, as a sentence
    dots: tuple[str, ...]  #: each decision: `right`, `also`, `missed`, `now` or `next`
    number: int  #: the decision that is shown, from 1
    when: str  #: its moment
    events: tuple[Happening, ...]  #: what happened until then
    old: int  #: how many of these were known at the decision before
    answers: tuple[Answer, ...]  #: what is known
    held: str  #: the evidence in hand, as a list; empty where there is none
    choices: tuple[str, ...]  #: the actions to choose from: ids of `action.*`
    verdict: Verdict | None  #: nothing before the choice


@dataclass(frozen=True)
class Missed:
    """A decision to look at again."""

    number: int  #: its number, from 1
    when: str  #: its moment
    mark: str  #: `also` or `missed`
    chosen: str  #: the action that was chosen
    kind: str  #: an id of `practice.verdict.*`
    advised: str  #: the advised action
    why: str  #: the deciding reason


@dataclass(frozen=True)
class PracticeEnd(Context):
    """The result of a practice."""

    template: ClassVar[str] = "practice_end.html"
    about: str  #: where the case comes from, as a sentence
    dots: tuple[str, ...]  #: each decision: `right`, `also` or `missed`
    again: tuple[Missed, ...]  #: decisions to look at again


def practising(
    session: Session, decisions: Sequence[Decision], chosen: Sequence[Chosen], place: int, about: str
) -> Practice | PracticeEnd:
    """The decision with this number, or after the last one the result; `chosen` holds the choices so far."""
    dots = [choice.mark for choice in chosen]
    dots += ["now"] if len(chosen) == place < len(decisions) else []
    dots += ["next"] * (len(decisions) - len(dots))
    if place < len(decisions):
        return _decision(
            session, decisions[place], chosen[place] if place < len(chosen) else None, about, dots, place + 1
        )
    again = [
        _missed(session, number, choice) for number, choice in enumerate(chosen, start=1) if choice.mark != "right"
    ]
    return PracticeEnd(about, tuple(dots), tuple(again))


def _missed(session: Session, number: int, chosen: Chosen) -> Missed:
    when, why = say_moment(session.lang, chosen.decision.now, session.now()), chosen.advice.reasons[0]
    return Missed(number, when, chosen.mark, chosen.action, chosen.verdict.kind, chosen.advice.action,
                  why.because[session.lang])  # fmt: skip


def _decision(
    session: Session, decision: Decision, chosen: Chosen | None, about: str, dots: Sequence[str], number: int
) -> Practice:
    """The moment of a decision in words, and what there is to choose from."""
    advice, now = chosen.advice if chosen else advise(decision.case, session.book, decision.now), session.now()
    return Practice(
        about=about,
        dots=tuple(dots),
        number=number,
        when=say_moment(session.lang, decision.now, now),
        events=happenings(session, decision.case.journal, now),
        old=len(decision.case.journal) - len(decision.since),
        answers=answers(session, decision.case.facts, advice.route.facts.answered()),
        held=listed(session, [session.say(f"evidence.{slot.id}") for slot in advice.evidence if slot.held]),
        choices=choices(advice, session.book),
        verdict=_verdict(session, chosen) if chosen else None,
    )


def _verdict(session: Session, chosen: Chosen) -> Verdict:
    advice, verdict, lang, now = chosen.advice, chosen.verdict, session.lang, session.now()
    draft, meant = advice.drafts[SENT_IN], advice.drafts[lang]
    return Verdict(
        chosen=chosen.action,
        mark=chosen.mark,
        kind=verdict.kind,
        missing=tuple(why.because[lang] for why in verdict.missing),
        cause=say_cause(session.book, lang, verdict.when, now) if verdict.when else "",
        advised=advice.action,
        reasons=tuple(reason(session, why) for why in advice.reasons),
        clock=clock(session, advice.clock, chosen.decision.now) if advice.clock else None,
        draft_title=session.say(title_id(advice)),
        draft=draft.text if draft is not None else "",
        translation=meant.text if meant is not None and lang != SENT_IN else "",
        then=happenings(session, chosen.decision.then, now),
    )
