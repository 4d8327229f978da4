"""What the page of practice shows: a decision to make, what the engine makes of it, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from guide.engine.advice import advise, say_cause
from guide.engine.drafts import say_moment
from guide.practice import choices, judge
from guide.ui.views import case as views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.engine.advice import Advice
    from guide.practice import Decision, Verdict
    from guide.ui.session import Session


class Made(NamedTuple):
    """A decision, the action that was chosen, and the advice of that moment."""

    decision: Decision
    chosen: str
    advice: Advice

    @property
    def verdict(self) -> Verdict:
        """What the engine makes of it."""
        return judge(self.advice, self.chosen)

    @property
    def mark(self) -> str:
        """How it is shown: right, also, or missed."""
        kind = self.verdict.kind
        return kind if kind in ("right", "also") else "missed"


def make(session: Session, decision: Decision, action: str) -> Made | None:
    """A decision made by an action; None where that is not among the choices."""
    advice = advise(decision.case, session.book, decision.now)
    return Made(decision, action, advice) if action in choices(advice, session.book) else None


def view(session: Session, decisions: Sequence[Decision], made: Sequence[Made], place: int, told: str) -> str:
    """The decision at a place, or after the last one how it went; `made` are the decisions so far."""
    dots = [one.mark for one in made]
    dots += ["now"] if len(made) == place < len(decisions) else []
    dots += ["next"] * (len(decisions) - len(dots))
    if place == len(decisions):
        now = session.now()
        again = [(number, say_moment(session.lang, one.decision.now, now), one)
                 for number, one in enumerate(made, start=1) if one.mark != "right"]  # fmt: skip
        return views.render("practice_end", session, told=told, dots=dots, again=again)
    return views.render("practice", session, told=told, dots=dots, number=place + 1,
                        **_shown(session, decisions[place], made[place] if place < len(made) else None))  # fmt: skip


def _shown(session: Session, decision: Decision, made: Made | None) -> dict[str, Any]:
    """The moment of a decision in words, and what there is to choose from."""
    advice, now = made.advice if made else advise(decision.case, session.book, decision.now), session.now()
    change, clock = made and made.verdict.when, advice.clock
    return {
        "made": made,
        "when": say_moment(session.lang, decision.now, now),
        "events": views.told(session, decision.case.journal, now),
        "old": len(decision.case.journal) - len(decision.since),
        "answers": views.answers(session, decision.case.facts, advice.route.facts.answered()),
        "held": views.listed(session, [session.say(f"evidence.{slot.id}") for slot in advice.evidence if slot.held]),
        "choices": choices(advice, session.book),
        "advice": advice,
        "cause": say_cause(session.book, session.lang, change, now) if change else "",
        "clock": views.clock_words(session, clock, decision.now) if clock else None,
        "draft": advice.drafts[session.lang],
        "draft_title": views.draft_title(advice, session.lang),
        "then": views.told(session, decision.then, now),
    }
