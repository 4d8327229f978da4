"""Answers as moves: for each section of questions, the situations that filling it in can lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guide.book.clocks import PARCEL_READINGS
from guide.book.facts import CHOICES, UNKNOWN
from guide.check.states.relation import firsts, looked_up

if TYPE_CHECKING:
    from guide.book.tables import Table
    from guide.check.states import Relation, Situations
    from guide.check.states.relation import Flags, Numbers


class Answers:
    """All situations in detail, and for each section the classes of them that it can lead to.

    A class is a row of `classes`. Two situations of one class may differ in what their answers can do, so each class
    has several *ways*, and something is certain only if it holds for every way. What a table tells of a class by a
    clock that looks at no answer would only multiply the situations: it is left out, and put back at the end.
    """

    def __init__(self, situations: Situations, classes: Relation) -> None:
        self.situations = situations
        tables = [situations.editions.tables(name)[0] for name in ("problem", "self_check", "claim")]
        columns = dict.fromkeys(c for table in tables for c in table.conditions)
        while not columns.keys() >= (seen := dict.fromkeys(n for c in columns for n in self._seen(c))).keys():
            columns |= seen
        core = classes.keep(
            classes.columns.keys() - {name for name in classes.columns if self._by_clock(name, classes)}
        )
        self.core_of = core.places(classes)
        self.all = situations.all([*columns, *core.columns])
        self.outcomes = situations.decides.keys() - columns.keys()
        alike, many = self.all.kinds(core.columns)
        few = self.all.only(core.columns).take(firsts(alike, many))
        self.of_core = looked_up(core.places(few).astype(np.min_scalar_type(len(core))), alike)
        self.many = len(core)

    def _by_clock(self, column: str, classes: Relation) -> bool:
        """Whether a table decides a column by others of the classes, and by a clock that looks at no answer."""
        if column not in self.situations.decides:
            return False
        others = {*self.situations.needs(column)} - classes.columns.keys()
        return bool(others) and all(c in PARCEL_READINGS and not PARCEL_READINGS[c].answers for c in others)

    def _seen(self, column: str) -> tuple[str, ...]:
        """What has to be seen beside a column: when a question is asked, and the answers beside a clock's reading."""
        decided = column in self.situations.decides
        if column in PARCEL_READINGS or not (column in CHOICES or decided):
            return ()
        needs = self.situations.needs(column)
        return needs if column in CHOICES or any(need in PARCEL_READINGS for need in needs) else ()

    def ways(self, section: str, opened: Numbers) -> list[list[Flags]]:
        """For each class, if a section is opened there, its outcomes, each as a mask over classes."""
        questions = self.situations.editions.tables("questions")[0].rules
        own = {rule.id for rule in questions if rule.then["part"] == section}
        fixed = [c for c in self.all.columns if c not in self.outcomes and not self._moves(c, own)]
        if self.outcomes.union(fixed).issuperset(self.all.columns):
            return [[] for _ in self.core_of]  # it leads nowhere
        alike, many = self.all.kinds(c for c in fixed if not self._rests_on_seen(c))
        looked_at, here = np.zeros(self.many, dtype=bool), np.zeros(many, dtype=bool)
        looked_at[self.core_of[opened]] = True
        here[alike[looked_up(looked_at, self.of_core)]] = True
        near = looked_up(here, alike)
        filled = self._filled(own, self.all)[near]
        shape = (int(np.count_nonzero(here)), self.many)  # a row for situations that agree in what is fixed
        starts = ((np.cumsum(here) - 1) * self.many).astype(np.min_scalar_type(shape[0] * self.many))
        pairs = looked_up(starts, alike[near])
        pairs += self.of_core[near]
        present, reached = (np.zeros(shape, dtype=bool) for _ in range(2))
        present.reshape(-1)[pairs] = True
        reached.reshape(-1)[pairs[filled]] = True
        kind, marks = _distinct(reached)
        ways: list[list[Flags]] = [[] for _ in range(self.many)]
        row, core = np.nonzero(present)
        for place in np.unique(core * len(marks) + kind[row]).tolist():
            ways[place // len(marks)].append(marks[place % len(marks)][self.core_of])
        return [ways[core] for core in self.core_of.tolist()]

    def _moves(self, column: str, own: set[str]) -> bool:
        """Whether filling in these questions can change a column; one that rests on an unseen column is fixed."""
        if column in own:
            return len(self.situations.words(column)) > 1
        if column in PARCEL_READINGS:
            kind = PARCEL_READINGS[column]
            return any(self._moves(c, own) for c in kind.answers) or not own.isdisjoint(kind.moments)
        needs = self.situations.needs(column)
        if column in CHOICES:
            return any(self._moves(c, own) for c in needs)
        seen = all(c in self.all.columns or self._moves(c, own) for c in needs)
        return seen and any(self._moves(c, own) for c in needs)

    def _rests_on_seen(self, column: str) -> bool:
        """Whether a table decides a column by columns that are here, so that it tells nothing more than they do."""
        return column in self.situations.decides and self.all.columns.keys() >= {*self.situations.needs(column)}

    def _filled(self, own: set[str], some: Relation) -> Flags:
        """Which of some situations have every question of a section answered that applies there."""
        filled = np.ones(len(some), dtype=bool)
        for column in some.columns:
            if column in own and self.situations.matters(column):
                filled &= ~self.situations.applies(some, column) | ~some.where(column, [UNKNOWN])
            elif column in self.situations.decides and column not in self.outcomes:
                table = self.situations.editions.tables(self.situations.decides[column])[0]
                if asked := [c for c in table.conditions if c in own]:
                    applies = np.logical_or.reduce([self.situations.applies(some, c) for c in asked])
                    filled &= ~applies | ~some.where(column, _blank(table, column, asked))
        return filled


def _distinct(rows: Flags) -> tuple[Numbers, Flags]:
    """For each row its number among the different rows, and these; found by sums of random numbers, then verified."""
    packed = np.packbits(rows, axis=1)
    marks = np.random.default_rng(0).integers(1, 1 << 62, (256, packed.shape[1]), dtype=np.uint64)
    sums = sum((marks[:, place][packed[:, place]] for place in range(packed.shape[1])), np.uint64(0))
    _, first, kind = np.unique(sums, return_index=True, return_inverse=True)
    if (packed != packed[first][kind]).any():
        raise RuntimeError("two sums are equal by chance")
    return kind, rows[first]


def _blank(table: Table, outcome: str, asked: list[str]) -> list[str]:
    """The words that a table only gives where one of these answers is missing."""
    words = {rule.then[outcome] for rule in table.rules}
    return [*(words - {rule.then[outcome] for rule in table.rules if all(rule.when[c] != {UNKNOWN} for c in asked)})]
