"""The path of one case through all tables, as a value: the facts that apply and the rules that decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guide.book.kinds import DEEPER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.book.tables import Rule
    from guide.engine.journal import Replay, Standing


@dataclass(frozen=True)
class Route:
    """One case at one moment under one book; `guide.engine.follow` makes it."""

    book: Book = field(repr=False)
    now: datetime
    facts: Facts  # the answers that apply; the others are blank here and kept in the case
    replay: Replay
    state: Mapping[str, str]  # every named fact, asked or derived
    rules: Mapping[str, Rule]  # table -> the rule that decided

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
        elif step["stage"] == "seller" and self.state["seller"] != "none":
            order = ["patience", "next_step"]  # the seller's answer says more than the stage
        if self.state["outcome"] == "open" and self.state["platform"] == "none":
            order += ["patience"] if self.state["seller"] != "none" else []
            order += ["problem", "parcel"]
            order += ["self_check"] if self.state["check"] in ("done", "ask", "fix") else []
        return tuple(self.rules[name] for name in dict.fromkeys(order))
