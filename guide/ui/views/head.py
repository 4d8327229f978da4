"""The head of the pages: the order in one line and the five steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.facts import WORDS
from guide.engine.case import read_sum
from guide.engine.drafts import say_moment
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.ui.session import CaseState

STAGES = WORDS["stage"]


@dataclass(frozen=True)
class Step:
    """One of the five steps."""

    id: str  #: an id of `stage.*`
    state: str  #: `done`, `now` or `next`
    note: str  #: a remark under it
    spoken: str  #: the state for who does not see the picture


@dataclass(frozen=True)
class Banner(Context):
    """The sentence about a failure, above a page."""

    template: ClassVar[str] = "banner.html"
    failed: str  #: the sentence; empty where nothing failed


@dataclass(frozen=True)
class Head(Context):
    """The order in one line, and the five steps with the place of the case."""

    template: ClassVar[str] = "head.html"
    printed: str  #: the moment of a printed page
    item: str  #: what was ordered; empty where it is not said
    tail: str  #: the last signs of the order number
    amount: str  #: the sum in yuan
    stages: tuple[Step, ...]  #: the steps in their order
    answered: bool  #: whether there is a case to leave
    kept: bool  #: whether a store keeps the case
    clearing: bool  #: whether the page asks before it leaves the case
    listed: bool  #: whether this device has a list of cases
    listing: bool  #: whether that list is open
    former: bool  #: whether there is a way back to the case that was in hand before
    brief: bool  #: whether it stands in a chapter: the case alone, without its steps
    failed: str  #: what went wrong, as in the banner


def _step(state: CaseState, advice: Advice, stage: str) -> Step:
    say, place, here = state.session.say, STAGES.index(stage), STAGES.index(advice.stage)
    if place == here:
        return Step(stage, "now", say("ui.steps.here"), "")
    note, at = "", "done" if place < here else "next"
    if stage == "platform" and at == "next":
        lacking = next((len(o.blockers) for o in advice.ways if o.action == "apply_platform"), 0)
        note = say("ui.steps.lack", count=lacking) if lacking else ""
    return Step(stage, at, note, say(f"ui.steps.{at}"))


def head(state: CaseState, advice: Advice, *, failed: str = "", clearing: bool = False,
         kept: bool = False, listing: bool = False, former: bool = False, brief: bool = False) -> Head:  # fmt: skip
    """The head for a case."""
    session, facts = state.session, state.case.facts
    return Head(
        printed=say_moment(session.lang, advice.now, session.now()),
        item=facts.item or "",
        tail=(facts.order_no or "")[-4:],
        amount=str(read_sum(facts.amount) or ""),
        stages=tuple(_step(state, advice, stage) for stage in STAGES),
        answered=bool(state.dump()),
        kept=kept,
        clearing=clearing,
        listed=session.store is not None,
        listing=listing,
        former=former,
        brief=brief,
        failed=failed,
    )
