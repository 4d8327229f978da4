"""Evidence slots: how much each is needed for this problem, and which are in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.slots import BY_PROBLEM, DECISION, SLOTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from guide.book.tables import Rule


class Slot(NamedTuple):
    """One kind of evidence: its level for this case, and whether it has been kept."""

    id: str
    level: str  # required, recommended, optional
    held: bool


def levels(rule: Rule, notes: Collection[str]) -> Mapping[str, str]:
    """How much each slot is needed: by the problem; and the page of a decision where the kinds of notes tell of one."""
    by_problem = {slot: rule.then[slot] for slot in BY_PROBLEM}
    return {**by_problem, DECISION: "recommended" if "proof" in notes else "none"}


def slots(levels: Mapping[str, str], held: frozenset[str], outcome: str) -> tuple[Slot, ...]:
    """The slots that are asked for, in the order in which they are handed in.

    Where the case is over nothing has to be proved: what is in hand stays, and nothing is asked for.
    """
    asked = tuple(Slot(s, levels[s], s in held) for s in SLOTS if levels[s] != "none")
    if outcome == "open":
        return asked
    return tuple(slot._replace(level="optional") for slot in asked if slot.held)


def missing(rule: Rule, held: frozenset[str]) -> tuple[str, ...]:
    """Required slots that are not in hand yet."""
    return tuple(slot for slot in BY_PROBLEM if rule.then[slot] == "required" and slot not in held)
