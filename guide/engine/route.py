"""The path of one case through all tables, as a value: the facts that apply, the rules that decide, the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.chain import DEEPER
from guide.book.slots import BY_PROBLEM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.book.tables import Rule
    from guide.engine.case import Case
    from guide.engine.journal import Replay, Standing


_LEVELS = itemgetter(*BY_PROBLEM)


class Verdict(NamedTuple):
    """All of the advice that an answer is asked for: what to do, who, and what is claimed and proved."""

    action: str
    stage: str
    turn: str
    claim: str
    refund: str
    levels: tuple[str, ...]  # how much each slot of evidence is needed for the problem


#: What patience says while the seller still has time, or is to be given some.
_TIMED = ("waiting", "remind", "promised", "agreed", "broken")


def for_window(step: Rule) -> bool:
    """Whether a rule of next_step sends to the order page because a window closes, whatever the seller does."""
    return step.then["action"] == "request_refund" and "none" not in step.when["window"]


@dataclass(frozen=True)
class Route:
    """One case at one moment under one book; `guide.engine.follow` makes it.

    `tried` holds the verdicts on other answers, so that each is worked out once however many questions ask for it.
    """

    case: Case
    book: Book = field(repr=False)
    now: datetime
    facts: Facts  # the answers that apply; the others are blank here and kept in the case
    replay: Replay
    state: Mapping[str, str]  # every named fact, asked or derived
    rules: Mapping[str, Rule]  # table -> the rule that decided
    tried: dict[frozenset[tuple[str, Any]], Verdict] = field(default_factory=dict, init=False, compare=False)

    @cached_property
    def verdict(self) -> Verdict:
        """All of the advice that an answer is asked for."""
        state = self.state
        shown = (state["action"], state["stage"], state["turn"], state["claim"], state["refund"])
        return Verdict(*shown, _LEVELS(self.rules["evidence"].then))

    @property
    def standing(self) -> Standing:
        """The state of the case after its events."""
        return self.replay.standing

    @property
    def deciding(self) -> tuple[Rule, ...]:
        """The rules that led to the action, the decisive one first."""
        step = self.rules["next_step"].then
        order = ["next_step"]
        if step["action"] in DEEPER:
            order = [step["action"], "next_step"]
        elif step["stage"] == "seller" and self.state["seller"] != "none" and not for_window(self.rules["next_step"]):
            order = ["patience", "next_step"]  # the seller's answer says more than the stage
        if self.state["outcome"] == "open" and self.state["body"] == "none":
            order += ["patience"] if self.state["seller"] != "none" and self._heeds_seller else []
            order += ["problem"]
            order += [self._where] if self.state["matter"] == "parcel" else []  # of other troubles it is no reason
            order += ["self_check"] if self.state["check"] in self._checked else []
        return tuple(self.rules[name] for name in dict.fromkeys(order))

    @property
    def _where(self) -> str:
        """The table that says where the parcel is: what the tracking says is no reason where the trouble is another."""
        says = self.rules["whereabouts"].then["whereabouts"]
        alone = self.rules["problem"].when["whereabouts"] == {says}
        return "whereabouts" if alone and says != self.rules["parcel"].then["parcel"] else "parcel"

    @property
    def _checked(self) -> tuple[str, ...]:
        """Results of the self-check that are a reason; that the seller can be asked is none once this has been done."""
        return ("done", "ask", "mend", "fix") if self.state["seller"] == "none" else ("mend", "fix")

    @property
    def _heeds_seller(self) -> bool:
        """Whether the seller's time has a say: not in the self-check, nor where a window closes before it is over."""
        step, says = self.rules["next_step"], self.rules["patience"].then["patience"]
        if for_window(step):
            return False
        is_late = step.then["stage"] == "platform" and step.when["window"] == {"closing"}
        return step.then["stage"] != "self_check" and not (is_late and says in _TIMED)
