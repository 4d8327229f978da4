"""What the page of practice shows: a decision to make, what the engine makes of it, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from guide.advice import advise, say_cause
from guide.messages import say_moment
from guide.practice import choices, judge
from guide.ui import views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.advice import Advice
    from guide.practice import Decision, Verdict
    from guide.ui.state import Session


class Judged(NamedTuple):
    """A decision that has been made."""

    number: int
    when: str
    chosen: str
    verdict: Verdict
    advice: Advice


def _advice(session: Session, decision: Decision) -> Advice:
    return advise(decision.case, session.book, decision.now)


def offered(session: Session, decision: Decision) -> tuple[str, ...]:
    """The actions that there are to choose from."""
    return choices(_advice(session, decision), session.book)


def _judged(session: Session, decisions: Sequence[Decision], chosen: Sequence[str]) -> list[Judged]:
    found = []
    for number, (decision, action) in enumerate(zip(decisions, chosen, strict=False), start=1):
        advice = _advice(session, decision)
        when = say_moment(session.lang, decision.now, session.now())
        found.append(Judged(number, when, action, judge(advice, action), advice))
    return found


def view(session: Session, decisions: Sequence[Decision], chosen: Sequence[str], place: int, told: str) -> str:
    """The decision at a place, or after the last one how it went; `chosen` are the actions so far."""
    judged = _judged(session, decisions, chosen)
    went = ["right" if one.verdict.kind == "right" else "missed" for one in judged]
    dots = [*went, *(["now"] if len(went) == place < len(decisions) else [])]
    dots += ["next"] * (len(decisions) - len(dots))
    if place == len(decisions):
        missed = [one for one in judged if one.verdict.kind != "right"]
        return views.render("practice_end", session, told=told, dots=dots, missed=missed)
    made = judged[place] if place < len(judged) else None
    return views.render("practice", session, told=told, dots=dots, number=place + 1, made=made,
                        **_shown(session, decisions[place], made))  # fmt: skip


def _shown(session: Session, decision: Decision, made: Judged | None) -> dict[str, Any]:
    """The moment of a decision in words, and what there is to choose from."""
    advice, now = made.advice if made else _advice(session, decision), session.now()
    change, clock = made and made.verdict.when, advice.clock
    return {
        "when": say_moment(session.lang, decision.now, now),
        "events": views.told(session, decision.case.journal, now),
        "old": len(decision.case.journal) - len(decision.since),
        "answers": views.answers(session, decision.case.facts, advice.route.facts.answered()),
        "held": [session.say(f"evidence.{slot.id}") for slot in advice.evidence if slot.held],
        "choices": choices(advice, session.book),
        "advice": advice,
        "cause": say_cause(session.book, session.lang, change, now) if change else "",
        "clock": views.clock_words(session, clock, decision.now) if clock else None,
        "draft": advice.drafts[session.lang],
        "draft_title": views.draft_title(advice, session.lang),
        "then": views.told(session, decision.then, now),
    }
