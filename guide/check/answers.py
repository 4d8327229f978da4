"""Answers as moves: for each section of questions, the situations that filling it in can lead to."""

from __future__ import annotations

from functools import reduce
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from guide.book.clocks import PARCEL_READINGS
from guide.book.facts import CHOICES, UNKNOWN, WORDS
from guide.check.states.relation import UNIT, Relation, decide, firsts, group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guide.book.tables import Table
    from guide.check.states import Situations
    from guide.check.states.relation import Codes, Flags, Numbers

#: The tables that put a situation together out of parts that do not depend on each other.
TOGETHER = ("problem", "self_check", "claim")


class Answers:
    """For each section of questions the classes of situations that it can lead to.

    A class is a row of `classes`. Two situations of one class may differ in what their answers can do, so each class
    has several *ways*, and something is certain only if it holds for every way. What a table tells of a class by a
    clock that looks at no answer would only multiply the situations: it is left out, and put back at the end.

    A situation has parts that no answer joins, such as the parcel, the order and the address. Of the rows of a part
    those are one that the last tables do not tell apart; only these kinds are multiplied out.
    """

    def __init__(self, situations: Situations, classes: Relation) -> None:
        self.situations = situations
        tables = {name: situations.editions.tables(name)[0] for name in TOGETHER}
        columns = dict.fromkeys(c for table in tables.values() for c in table.conditions)
        while not columns.keys() >= (seen := dict.fromkeys(n for c in columns for n in self._seen(c))).keys():
            columns |= seen
        core = classes.keep(
            classes.columns.keys() - {name for name in classes.columns if self._by_clock(name, classes)}
        )
        self.core_of, self.many = core.places(classes), len(core)
        self.outcomes = situations.decides.keys() - columns.keys()
        decided = {name for name, table in situations.decides.items() if table in TOGETHER}
        parts = situations.factors(name for name in {**columns, **core.columns} if name not in decided)
        self.columns = {name for part in parts for name in part.columns}
        self.parts = [
            _Part(part, [*_told(part, tables.values()), *(part.column(c) for c in core.columns if c in part.columns)])
            for part in parts
        ]
        every = reduce(Relation.times, (part.kinds for part in self.parts), UNIT)
        for table in tables.values():
            every = decide([table], every)
        self.of_core = core.places(every)

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

    def ways(self, section: str) -> list[list[Flags]]:
        """For each class, if a section is opened there, its outcomes, each as a mask over classes."""
        questions = self.situations.editions.tables("questions")[0].rules
        own = {rule.id for rule in questions if rule.then["part"] == section}
        fixed = {c for c in self.columns - self.outcomes if not self._moves(c, own)}
        if self.outcomes | fixed >= self.columns:
            return [[] for _ in self.core_of]  # it leads nowhere
        many, rows, places, filled = 1, *np.zeros((2, 1), dtype=np.int64), np.ones(1, dtype=bool)
        for part in self.parts:
            found = part.found(fixed, self._filled(own, part.all))
            row, is_filled, kind = np.nonzero(found)
            many *= len(found)
            rows = np.add.outer(rows * len(found), row).ravel()
            places = np.add.outer(places * found.shape[2], kind).ravel()
            filled = np.logical_and.outer(filled, is_filled).ravel()
        core = self.of_core[places]
        present, reached = np.zeros(
            (2, many, self.many), dtype=bool
        )  # a row for situations that agree in what is fixed
        present[rows, core] = True
        reached[rows[filled], core[filled]] = True
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
        seen = all(c in self.columns or self._moves(c, own) for c in needs)
        return seen and any(self._moves(c, own) for c in needs)

    def _filled(self, own: set[str], some: Relation) -> Flags:
        """Which rows of a part have every question of a section answered that applies there."""
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


class _Part:
    """A part of all situations, and the kinds of its rows that some codes tell apart."""

    def __init__(self, rows: Relation, codes: Iterable[Codes]) -> None:
        self.all = rows
        self.kind, many = group(codes, len(rows))
        self.kinds = rows.take(firsts(self.kind, many))

    def found(self, fixed: set[str], filled: Flags) -> Flags:
        """The different sets of kinds, not filled and filled, that are found where the rows agree in fixed columns."""
        alike, many = self.all.kinds(fixed & self.all.columns.keys())
        found = np.zeros((many, 2, len(self.kinds)), dtype=bool)
        found[alike, filled.astype(np.int8), self.kind] = True
        _, marks = _distinct(found.reshape(many, -1))
        return marks.reshape(-1, *found.shape[1:])


def _told(part: Relation, tables: Iterable[Table]) -> Iterator[Codes]:
    """For each table a number for each row of a part, equal where it says the same, whatever the other parts are."""
    for table in tables:
        mine = [name for name in table.conditions if name in part.columns]
        alike, many = part.kinds(mine)
        cells = np.frombuffer(table.cells, dtype=np.uint8).reshape([len(WORDS[name]) for name in table.conditions])
        cells = np.moveaxis(cells, [table.conditions.index(name) for name in mine], range(len(mine)))
        said = cells.reshape(prod(cells.shape[: len(mine)]), -1)[part.take(firsts(alike, many)).keys(mine)]
        numbers = dict[bytes, int]()
        yield np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in said])[alike]


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
