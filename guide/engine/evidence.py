"""Evidence slots: how much each is needed for this problem, and which are in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.slots import SLOTS

if TYPE_CHECKING:
    from guide.book.tables import Rule


class Slot(NamedTuple):
    """One kind of evidence: its level for this case, and whether it has been kept."""

    id: str
    level: str  # required, recommended, optional
    held: bool


def slots(rule: Rule, held: frozenset[str], outcome: str) -> tuple[Slot, ...]:
    """The slots a rule of the evidence table asks for, in the order in which they are handed in.

    Where the case is over nothing has to be proved: what is in hand stays, and nothing is asked for.
    """
    asked = tuple(Slot(s, rule.then[s], s in held) for s in SLOTS if rule.then[s] != "none")
    if outcome == "open":
        return asked
    return tuple(slot._replace(level="optional") for slot in asked if slot.held)


def missing(rule: Rule, held: frozenset[str]) -> tuple[str, ...]:
    """Required slots that are not in hand yet."""
    return tuple(slot for slot in SLOTS if rule.then[slot] == "required" and slot not in held)
