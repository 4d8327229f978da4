"""Every situation of a parcel under two editions at once: each column holds what the old one and what the new one sees.

The same answers and moments are given to both. A column is written as a code of its *alphabet*: for most columns every
pair of words, for a clock the pairs that some moment brings about. With equal tables all pairs are twins, so the
relations stay as small as those of one edition.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from guide.book.facts import CHOICES, UNKNOWN, WORDS, Facts
from guide.book.kinds import PARCEL_READINGS, TRACKS
from guide.check.rows import Rows, group
from guide.check.states import ABOUT_PARCEL, NOW, READ_FROM, moments
from guide.engine import clocks
from guide.engine.journal import Standing
from guide.engine.route import applicable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.tables import Table
    from guide.check.rows import Codes, Flags, Numbers

OLD, NEW = 0, 1
RULE = "rule "  # before the name of a table: which rule of it decided
_NOBODY = {track: getattr(Standing(), track) for track in TRACKS}
#: The clocks that look at the parcel, with a word of the parcel for which they run.
_RUNS = {reading.id: reading.parcels[0] for reading in PARCEL_READINGS.values() if reading.parcels}


class Timed(NamedTuple):
    """What a clock says in both editions, and which deadlines run with it: the same, moved, gone or new."""

    words: tuple[str, str]
    ends: tuple[tuple[str, str], ...] = ()


def together(old: Mapping[str, datetime], new: Mapping[str, datetime]) -> tuple[tuple[str, str], ...]:
    """The deadlines that run in either edition, each with what became of it."""

    def became(name: str) -> str:
        if name not in new:
            return "gone"
        if name not in old:
            return "new"
        return "same" if old[name] == new[name] else "moved"

    return tuple((name, became(name)) for name in sorted({*old, *new}))


UNIT = Rows((), np.zeros((1, 0), dtype=np.uint16))


class Both:
    """Two editions, and all situations of a parcel in the eyes of both."""

    def __init__(self, old: Book, new: Book) -> None:
        self.books = (old, new)
        self._rows: dict[object, Rows] = {}
        self._grids: dict[str, list[list[Any]]] = {}
        self._told: dict[str, list[str]] = {}
        self._timed: dict[str, list[Timed]] = {name: [] for name in READ_FROM}
        self._said: dict[tuple[str, tuple[tuple[str, ...], ...]], list[int]] = {}
        self.decides = {o: name for name in ABOUT_PARCEL for o in old.tables[name].outcomes}
        self.questions = [{rule.id: rule for rule in book.tables["questions"].rules} for book in self.books]

    def tables(self, name: str) -> tuple[Table, Table]:
        """One table in both editions."""
        return self.books[OLD].tables[name], self.books[NEW].tables[name]

    # alphabets ------------------------------------------------------------------------

    def pairs(self, name: str) -> Sequence[Timed]:
        """What the codes of a column mean, in order."""
        if name in READ_FROM:
            return self._timed[name]
        words = self._words(name)
        return [Timed(pair) for pair in product(*words)]

    def _words(self, name: str) -> tuple[Sequence[str], Sequence[str]]:
        if name.startswith(RULE):
            old, new = self.tables(name.removeprefix(RULE))
            return [rule.id for rule in old.rules], [rule.id for rule in new.rules]
        return WORDS[name], WORDS[name]

    def side(self, name: str, codes: Codes, side: int) -> Numbers:
        """What one edition sees in a column, as places in the list of its words."""
        old, new = self._words(name)
        if name in READ_FROM:
            return np.array([old.index(t.words[side]) for t in self._timed[name]], dtype=np.int64)[codes]
        return (codes // len(new) if side == OLD else codes % len(new)).astype(np.int64)

    def code(self, name: str, old: Numbers, new: Numbers) -> Codes:
        """A column from what both editions see."""
        return (old * len(self._words(name)[NEW]) + new).astype(np.uint16)

    def where(self, rows: Rows, name: str, accepted: Iterable[str], side: int) -> Flags:
        """The rows in which one edition sees one of these words."""
        told = np.isin(np.arange(len(WORDS[name])), [WORDS[name].index(word) for word in accepted])
        flags: Flags = told[self.side(name, rows.column(name), side)]
        return flags

    # building -------------------------------------------------------------------------

    def all(self, columns: Iterable[str], fixed: Mapping[str, int] | None = None) -> Rows:
        """All rows that answers can make; of words that no table of either edition tells apart only the first."""
        wanted = tuple(dict.fromkeys(columns))
        key = (wanted, frozenset((fixed or {}).items()))
        if key not in self._rows:  # the examples of many groups lie in the same situation
            self._rows[key] = _Builder(self, fixed or {}).build(wanted)
        return self._rows[key]

    def timed(self, name: str, answers: tuple[tuple[str, ...], ...]) -> list[int]:
        """The codes that a clock can have, for the answers each edition sees."""
        key = (name, answers)
        if key not in self._said:
            found = {self.reading(name, answers, values) for values in product(*self.grids(name, answers))}
            listed = self._timed[name]
            listed += [timed for timed in sorted(found) if timed not in listed]
            self._said[key] = sorted(listed.index(timed) for timed in found)
        return self._said[key]

    def grids(self, name: str, answers: tuple[tuple[str, ...], ...]) -> list[list[Any]]:
        """Every moment worth trying for what a clock looks at, if it is asked: around the limits of either edition."""
        answered, typed = READ_FROM[name]
        if name not in self._grids:
            per_book = ([moments(book, name, fact) for fact in typed] for book in self.books)
            self._grids[name] = [list(dict.fromkeys(old + new)) for old, new in zip(*per_book, strict=True)]
        asked = set()
        for book, given in zip(self.books, answers, strict=True):
            told: dict[str, Any] = dict(zip(typed, (grid[-1] for grid in self._grids[name]), strict=True))
            facts = applicable(book, Facts(**{**told, **dict(zip(answered, given, strict=True))}), _NOBODY)
            asked |= {fact for fact in typed if getattr(facts, fact) is not None}
        return [grid if fact in asked else [None] for fact, grid in zip(typed, self._grids[name], strict=True)]

    def told(self, fact: str) -> list[str]:
        """The words of a fact that matter: of several that no table of either edition tells apart, only the first."""
        if fact not in self._told:
            tables = [table for book in self.books for table in book.tables.values() if fact in table.conditions]
            rules = [rule.when[table.conditions.index(fact)] for table in tables for rule in table.rules]
            clocks_of = {name: READ_FROM[name][0] for name in READ_FROM if fact in READ_FROM[name][0]}
            found: dict[object, str] = {}
            for word in WORDS[fact]:
                read = tuple(tuple(self.timed(name, (given, given))) for name, facts in clocks_of.items()
                             for given in product(*((word,) if f == fact else WORDS[f] for f in facts)))  # fmt: skip
                found.setdefault((word == UNKNOWN, tuple(word in when for when in rules), read), word)
            self._told[fact] = list(found.values())
        return self._told[fact]

    def reading(self, name: str, answers: tuple[tuple[str, ...], ...], values: tuple[Any, ...]) -> Timed:
        """What a clock says in both editions at the same moments."""
        answered, typed = READ_FROM[name]
        words, ends = [], []
        for book, given in zip(self.books, answers, strict=True):
            facts = Facts(**dict(zip(answered, given, strict=True)), **dict(zip(typed, values, strict=True)))  # type: ignore[arg-type]
            facts = applicable(book, facts, _NOBODY)
            words.append(clocks.readings(facts, Standing(), book, NOW)[name])
            state = {"parcel": _RUNS.get(name, ""), "chased": "no"}
            running = clocks.counting(facts, Standing(), state, book, NOW) if name in _RUNS else ()
            ends.append({clock.id: clock.ends_at for clock in running})
        return Timed((words[OLD], words[NEW]), together(ends[OLD], ends[NEW]))


class _Builder:
    """Joins what a column needs, asks or decides it, and drops what is not needed any more."""

    def __init__(self, both: Both, fixed: Mapping[str, int]) -> None:
        self.both, self.fixed = both, fixed
        self.parts: list[Rows] = []

    def build(self, wanted: tuple[str, ...]) -> Rows:
        order: list[str] = []
        for column in wanted:
            self._schedule(column, order)
        for place, column in enumerate(order):
            later = {need for c in order[place + 1 :] for need in self.needs(c)}
            self._bring(column, later | set(wanted))
        return self._join(wanted).keep(wanted)

    def needs(self, column: str) -> tuple[str, ...]:
        """The columns that must stand before this one can."""
        if column in READ_FROM:
            return READ_FROM[column][0]
        if column in CHOICES:
            asked = (self.both.questions[side].get(column) for side in (OLD, NEW))
            return tuple(dict.fromkeys(name for rule, table in zip(asked, self.both.tables("questions"), strict=True)
                                       if rule for name, ok in zip(table.conditions, rule.when, strict=True)
                                       if len(ok) < len(WORDS[name])))  # fmt: skip
        name = self._table(column)
        return tuple(dict.fromkeys(c for table in self.both.tables(name) for c in table.conditions))

    def _table(self, column: str) -> str:
        return column.removeprefix(RULE) if column.startswith(RULE) else self.both.decides[column]

    def _together(self, column: str) -> tuple[str, ...]:
        if column in READ_FROM or column in CHOICES:
            return (column,)
        table = self._table(column)
        return (*self.both.books[OLD].tables[table].outcomes, RULE + table)

    def _schedule(self, column: str, order: list[str]) -> None:
        if column in TRACKS:
            raise ValueError(column)  # the parcel knows nothing of the seller
        if not any(c in order for c in self._together(column)):
            for need in self.needs(column):
                self._schedule(need, order)
            order.append(column)

    def _bring(self, column: str, needed: set[str]) -> None:
        rows = self._join(self.needs(column))
        if column in READ_FROM:
            rows = self._spread(rows, column)
        elif column in CHOICES:
            rows = self._ask(rows, column)
        else:
            rows = self._decide(rows, self._table(column))
        for name in self._together(column):
            if name in self.fixed:
                rows = rows.take(rows.column(name) == self.fixed[name])
        self.parts.append(rows.keep(needed))

    def _join(self, columns: Iterable[str]) -> Rows:
        wanted, joined = set(columns), UNIT
        for part in [p for p in self.parts if wanted & set(p.names)]:
            joined = joined.times(part)
            self.parts.remove(part)
        return joined

    def _decide(self, rows: Rows, name: str) -> Rows:
        sides = [fired(self.both, table, rows, side) for side, table in enumerate(self.both.tables(name))]
        columns = {RULE + name: self.both.code(RULE + name, *sides)}
        for outcome in self.both.books[OLD].tables[name].outcomes:
            said = [np.array([WORDS[outcome].index(r.then[outcome]) for r in table.rules])[rule]
                    for table, rule in zip(self.both.tables(name), sides, strict=True)]  # fmt: skip
            columns[outcome] = self.both.code(outcome, *said)
        return rows.add(columns)

    def _ask(self, rows: Rows, fact: str) -> Rows:
        applies = [self._applies(rows, fact, side) for side in (OLD, NEW)]
        parts = []
        for word in self.both.told(fact):
            place, blank = WORDS[fact].index(word), WORDS[fact].index(UNKNOWN)
            code = self.both.code(fact, *(np.where(flags, place, blank) for flags in applies))
            parts.append(rows.add({fact: code}).cells)
        return Rows((*rows.names, fact), np.vstack(parts)).keep((*rows.names, fact))

    def _applies(self, rows: Rows, fact: str, side: int) -> Flags:
        flags = np.ones(len(rows), dtype=bool)
        rule = self.both.questions[side].get(fact)
        for name, ok in self.both.tables("questions")[side].asks(rule) if rule else ():
            flags &= self.both.where(rows, name, ok, side)
        return flags

    def _spread(self, rows: Rows, name: str) -> Rows:
        """Each row with everything that the clock can say of it."""
        answers = READ_FROM[name][0]
        kind = group([rows.column(a) for a in answers], len(rows))
        parts = []
        for _, first in zip(*np.unique(kind, return_index=True), strict=True):
            given = tuple(tuple(WORDS[a][int(self.both.side(a, rows.column(a)[first], side))] for a in answers)
                          for side in (OLD, NEW))  # fmt: skip
            codes = np.array(self.both.timed(name, given), dtype=np.uint16)[:, None]
            parts.append(rows.take(kind == kind[first]).times(Rows((name,), codes)).cells)
        return Rows((*rows.names, name), np.vstack(parts))


def fired(both: Both, table: Table, rows: Rows, side: int) -> Numbers:
    """The number of the rule that decides each row in one edition."""
    index = np.zeros(len(rows), dtype=np.int64)
    for name in table.conditions:
        index = index * len(WORDS[name]) + both.side(name, rows.column(name), side)
    return np.frombuffer(table.cells, dtype=np.uint8)[index].astype(np.int64) - 1
