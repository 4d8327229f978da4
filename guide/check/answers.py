"""Where answers lead: for each section of questions, the situations that filling it in can turn a situation into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import CHOICES, UNKNOWN
from guide.check.rows import group
from guide.check.states import ABOUT_PARCEL, READ_FROM, Builder

if TYPE_CHECKING:
    from guide.check.rows import Flags
    from guide.check.states import Parcels, Relation


class Answers:
    """All situations in detail, and for each section which classes of them it can lead to.

    A class is a row of `classes`. Two situations of one class may differ in what their answers can do, so each class
    has several *ways*, and something is certain only if it holds for every way.
    """

    def __init__(self, parcels: Parcels, classes: Relation) -> None:
        book = self.book = parcels.book
        tables = [book.tables[name] for name in ("problem", "self_check", "claim")]
        columns = dict.fromkeys(c for table in tables for c in table.conditions)
        self.builder = Builder(parcels)
        columns |= dict.fromkeys(n for c in columns if c in CHOICES for n in self.builder.needs(c))
        self.all = parcels.all([*columns, *classes.names])
        self.outcomes = {o for name in ABOUT_PARCEL for o in book.tables[name].outcomes} - set(columns)
        order = np.argsort(keys := classes.keys(classes.names))
        self.of_class = order[np.searchsorted(keys[order], self.all.keys(classes.names))]
        self.many = len(classes)
        self._ways: dict[str, list[list[Flags]]] = {}

    def ways(self, section: str) -> list[list[Flags]]:
        """For each class its ways; a way marks the classes that filling in the section can lead to."""
        if section not in self._ways:
            self._ways[section] = self._find(section)
        return self._ways[section]

    def _find(self, section: str) -> list[list[Flags]]:
        own = {rule.id for rule in self.book.tables["questions"].rules if rule.then["part"] == section}
        fixed = [c for c in self.all.names if c not in self.outcomes and not self._moves(c, own)]
        if self.outcomes.union(fixed).issuperset(self.all.names):
            return [[mark] for mark in np.eye(self.many, dtype=bool)]  # it leads nowhere
        alike = group([self.all.column(name) for name in fixed], len(self.all))
        reached = np.zeros((int(alike.max()) + 1, self.many), dtype=bool)
        filled = self._filled(own)
        reached[alike[filled], self.of_class[filled]] = True
        seen: dict[bytes, int] = {}
        kind = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in reached])
        marks = [np.frombuffer(row, dtype=bool) for row in seen]
        found: list[list[Flags]] = [[] for _ in range(self.many)]
        for pair in np.flatnonzero(np.bincount(self.of_class * len(marks) + kind[alike])):
            found[pair // len(marks)].append(marks[pair % len(marks)])
        return found

    def _moves(self, column: str, own: set[str]) -> bool:
        """Whether filling in these questions can change a column; what rests on anything unseen is taken as fixed."""
        if column in own:
            return True
        if column in READ_FROM:
            answers, typed = READ_FROM[column]
            return any(self._moves(c, own) for c in answers) or bool(own & set(typed))
        needs = self.builder.needs(column)
        if column in CHOICES:
            return any(self._moves(c, own) for c in needs)
        seen = all(c in self.all.names or self._moves(c, own) for c in needs)
        return seen and any(self._moves(c, own) for c in needs)

    def _filled(self, own: set[str]) -> Flags:
        """The situations in which every question of a section that applies has been answered."""
        filled = np.ones(len(self.all), dtype=bool)
        for column in self.all.names:
            if column in own:
                filled &= ~self.builder.applies(self.all, column) | ~self.all.where(column, [UNKNOWN])
            elif column in self.builder.decides and column not in self.outcomes:
                table = self.book.tables[self.builder.decides[column]]
                asked = [c for c in table.conditions if c in own]
                if asked and all(c in CHOICES for c in table.conditions):
                    blank = table.decide(dict.fromkeys(table.conditions, UNKNOWN)).then[column]
                    applies = np.logical_or.reduce([self.builder.applies(self.all, c) for c in asked])
                    filled &= ~applies | ~self.all.where(column, [blank])
        return filled
