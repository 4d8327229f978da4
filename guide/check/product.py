"""Every state of a case: each situation of the parcel with each standing, and what the tables make of it.

Nothing is multiplied out: a table is read by adding two halves of an index, a condition holds where both halves hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.book.kinds import DECIDING, STEP, named
from guide.check.standings import NAMES as STANDING
from guide.check.states import decide, papers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule, Table
    from guide.check.rows import Codes, Flags
    from guide.check.standings import Standings
    from guide.check.states import Parcels, Relation


#: The tables that say what to do, and those that say what may be done.
ADVISING = tuple(name for name in named(roles=(STEP,)) if name in DECIDING)
TABLES = (*ADVISING, "actions", "blockers")
#: Columns that only the product has, and those that are not about the parcel.
ADVICE = ("action", "stage", "turn", "may", "blocked")
ELSEWHERE = frozenset({*STANDING, *ADVICE, "patience", "approach", "papers"})
_NOWHERE = np.zeros((1, 1), dtype=bool)


@dataclass(frozen=True)
class States:
    """The product of situations of the parcel (rows) and standings (columns)."""

    book: Book
    parcel: Relation  # with the outcomes of self_check as `action` and `turn`, and with `papers`
    standings: Standings

    @cached_property
    def standing(self) -> Relation:
        """The standings, with what patience.csv says of them."""
        return decide(self.book.tables["patience"], self.standings.relation)

    @property
    def shape(self) -> tuple[int, int]:
        """How many situations, and how many standings."""
        return len(self.parcel), len(self.standings)

    def fired(self, table: Table) -> Codes:
        """The number of the rule of a unique table that decides each state."""
        rows, columns = np.zeros(self.shape[0], dtype=np.intp), np.zeros(self.shape[1], dtype=np.intp)
        stride = len(table.cells)
        for name in table.conditions:
            stride //= len(WORDS[name])
            if name in self.standing.names:
                columns += self.standing.column(name).astype(np.intp) * stride
            else:
                rows += self.parcel.column(name).astype(np.intp) * stride
        # Few halves differ, so the table is read once for each pair of them and then spread.
        (rows, row), (columns, column) = (np.unique(half, return_inverse=True) for half in (rows, columns))
        cells = np.frombuffer(table.cells, dtype=np.uint8) - np.uint8(1)
        few: Codes = cells[rows[:, None] + columns[None, :]]
        return few[row][:, column]

    def where(self, name: str, words: Iterable[str]) -> Flags:
        """The states in which a column has one of these words."""
        words = list(words)
        if name == "may":
            return reduce(or_, (self.may(word) for word in words), _NOWHERE)
        if name == "blocked":
            return self.blocked if words == ["yes"] else ~self.blocked
        if name in self.advice:
            return reduce(or_, (self.advice[name] == WORDS[name].index(word) for word in words), _NOWHERE)
        if name in self.standing.names:
            return self.standing.where(name, words)[None, :]
        return self.parcel.where(name, words)[:, None]

    def holds(self, conditions: Mapping[str, Iterable[str]]) -> Flags:
        """The states in which all conditions hold."""
        found = np.ones((1, 1), dtype=bool)
        for name, accepted in conditions.items():
            found = found & self.where(name, accepted)
        return found

    @cached_property
    def advice(self) -> dict[str, Codes]:
        """Action, stage and turn of each state, as codes."""
        table = self.book.tables["next_step"]
        rule = self.fired(table)
        said = {o: _outcome(table, o)[rule] for o in table.outcomes}
        ladder = self.book.tables["ladder"]
        up, check = (said["action"] == WORDS["action"].index(word) for word in ("ladder", "self_check"))
        higher = self.fired(ladder)
        for outcome in ("action", "turn"):
            np.copyto(said[outcome], _outcome(ladder, outcome)[higher], where=up)
            np.copyto(said[outcome], self.parcel.column(outcome)[:, None], where=check)
        return said

    def may(self, action: str) -> Flags:
        """The states in which an action is advised or offered, and nothing blocks it."""
        return self.open(action) & ~self.blocks(action)

    def open(self, action: str) -> Flags:
        """The states in which an action is advised or offered, blocked or not."""
        table = self.book.tables["actions"]
        row = next((rule for rule in table.rules if rule.id == action), None)
        found = self.where("action", [action])
        if row is not None and row.then["offered"] == "yes":
            found = found | self.holds(dict(table.asks(row)))
        return found

    def hands_to(self, table: str) -> Flags:
        """The states in which next_step leaves the last word to a deeper table."""
        step = self.book.tables["next_step"]
        return np.array([rule.then["action"] == table for rule in step.rules])[self.fired(step)]

    def blocks(self, action: str) -> Flags:
        """The states in which something is missing before an action."""
        table = self.book.tables["blockers"]
        found = _NOWHERE
        for rule in table.rules:
            conditions = dict(table.asks(rule))
            if action in conditions.pop("action", {action}):
                found = found | self.holds(conditions)
        return found

    def _named(self, blocker: Rule) -> Iterable[str]:
        table = self.book.tables["blockers"]
        return blocker.when[table.conditions.index("action")] if "action" in table.conditions else WORDS["action"]

    @cached_property
    def blocked(self) -> Flags:
        """The states whose advised action is blocked."""
        found = np.zeros(self.shape, dtype=bool)
        for action in sorted({a for rule in self.book.tables["blockers"].rules for a in self._named(rule)}):
            blocks = self.blocks(action)
            if blocks.any():
                found |= self.where("action", [action]) & blocks
        return found


def _outcome(table: Table, outcome: str) -> Codes:
    return np.array([WORDS[outcome].index(rule.then[outcome]) for rule in table.rules], dtype=np.uint8)


def states(
    parcels: Parcels,
    walked: Standings,
    columns: Iterable[str] = (),
    tables: Iterable[str] = TABLES,
    apart: Iterable[Table] = (),
) -> States:
    """All states, as far as some tables can tell them apart; `columns` about the parcel are wanted besides."""
    book = parcels.book
    needed = [c for name in tables for c in book.tables[name].conditions]
    about = [c for c in (*needed, *columns) if c not in ELSEWHERE]
    wanted = dict.fromkeys([*about, "problem", "claim", "action", "turn"])
    return States(book, papers(book, parcels.all(wanted, apart)), walked)
