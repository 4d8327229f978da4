"""Every situation that answers can make: relations over the words of facts and tables, whole and not sampled.

A question is asked wherever it applies, a clock is read at and around each of its limits, a table decides every row.
Columns that nothing needs any more are dropped at once, which keeps millions of situations in a few megabytes.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import CHOICES, UNKNOWN, WORDS, Facts
from guide.book.kinds import PARCEL, PARCEL_READINGS, TRACKS, named
from guide.check.rows import Rows
from guide.engine import clocks
from guide.engine.case import BEIJING
from guide.engine.evidence import missing
from guide.engine.journal import Standing
from guide.engine.route import applicable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guide.book.book import Book
    from guide.book.tables import Table
    from guide.check.rows import Flags, Numbers


#: The moment at which every situation is looked at; only lengths of time before it matter.
NOW = datetime(2026, 11, 22, 12, tzinfo=BEIJING)
#: The tables that look at the parcel alone, and not at whom the buyer has written to.
ABOUT_PARCEL = named(roles=(PARCEL,))
#: What each word of a clock about the parcel is read from: answers, and moments with the limits that matter to them.
READ_FROM = {reading.id: (reading.answers, reading.moments) for reading in PARCEL_READINGS.values()}


class Relation(Rows):
    """Distinct rows of words, each word written as its place in the list of its column's words."""

    def where(self, name: str, accepted: Iterable[str]) -> Flags:
        """The rows whose word is one of these."""
        table = np.zeros(len(WORDS[name]), dtype=bool)
        table[[WORDS[name].index(word) for word in accepted]] = True
        return table[self.column(name)]

    def keys(self, names: Sequence[str]) -> Numbers:
        """One number a row: its place among all combinations of these columns' words."""
        key = np.zeros(len(self), dtype=np.int64)
        for name in names:
            key *= len(WORDS[name])
            key += self.column(name)
        return key

    def words(self, row: int) -> dict[str, str]:
        """One row in words."""
        return {name: WORDS[name][code] for name, code in zip(self.names, self.cells[row], strict=True)}


UNIT = Relation((), np.zeros((1, 0), dtype=np.uint8))


def single(name: str, words: Iterable[str]) -> Relation:
    """A relation of one column."""
    codes = sorted({WORDS[name].index(word) for word in words})
    return Relation((name,), np.array(codes, dtype=np.uint8)[:, None])


def fired(table: Table, rel: Relation) -> Numbers:
    """The number of the rule that decides each row."""
    cells = np.frombuffer(table.cells, dtype=np.uint8)
    return cells[rel.keys(table.conditions)].astype(np.intp) - 1


def decide(table: Table, rel: Relation, outcomes: Mapping[str, str] | None = None) -> Relation:
    """The relation with what a unique table says of each row; `outcomes` renames its columns."""
    rule = fired(table, rel)
    for outcome, name in (outcomes or {o: o for o in table.outcomes}).items():
        codes = np.array([WORDS[outcome].index(r.then[outcome]) for r in table.rules], dtype=np.uint8)
        rel = rel.add({name: codes[rule]})
    return rel


def ages(book: Book, *limits: str) -> list[timedelta]:
    """Every length of time worth trying: none, and a minute before, at and after each limit.

    Working days end on no fixed day: every length up to that many weeks is tried, by whole days.
    """
    found = {timedelta(0)}
    for limit in limits:
        unit, number = book.parameter(limit, NOW.date()).unit, book.number(limit, NOW.date())
        lengths = [timedelta(hours=number) if unit == "hours" else timedelta(days=number)]
        if unit == "working_days":
            lengths = [timedelta(days=day) for day in range(1, 7 * int(number) + 1)]
        found |= {length + timedelta(minutes=m) for length in lengths for m in (-1, 0, 1)}
    return sorted(found)


def moments(book: Book, name: str, fact: str) -> list[datetime | date | None]:
    """Every moment worth trying for a typed answer that a clock about the parcel looks at."""
    if fact == "promised_ship":
        return [None, *(NOW.date() + timedelta(days=d) for d in (-2, -1, 0, 1))]
    sign = -1 if fact == "auto_confirm_at" else 1  # that one lies ahead
    return [
        None,
        *(NOW - sign * age for age in ages(book, *PARCEL_READINGS[name].limits)),
        NOW + sign * timedelta(minutes=1),
    ]


def reading(book: Book, name: str) -> dict[tuple[str, ...], frozenset[str]]:
    """The words a clock about the parcel can say, for each combination of the answers it looks at."""
    answers, typed = READ_FROM[name]
    grids = [moments(book, name, fact) for fact in typed]
    nobody = Standing()
    tracks = {track: getattr(nobody, track) for track in TRACKS}
    found = {}
    for words in product(*(WORDS[a] for a in answers)):
        said = set()
        for values in product(*grids):
            facts = Facts(**dict(zip(answers, words, strict=True)), **dict(zip(typed, values, strict=True)))  # type: ignore[arg-type]
            said.add(clocks.readings(applicable(book, facts, tracks), nobody, book, NOW)[name])
        found[words] = frozenset(said)
    return found


class Parcels:
    """All situations of a parcel under one book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.readings = {name: reading(book, name) for name in READ_FROM}

    def all(self, columns: Iterable[str], apart: Iterable[Table] = ()) -> Relation:
        """All that can be reached, in these columns: answers, words of clocks, outcomes of tables.

        Of words that no rule tells apart only the first stands for all; `apart` are further tables whose rules do.
        """
        wanted = tuple(dict.fromkeys(columns))
        return Builder(self, apart).build(wanted).keep(wanted)


class Builder:
    """Joins what a column needs, asks or decides it, and drops what is not needed any more."""

    def __init__(self, parcels: Parcels, apart: Iterable[Table] = (), fixed: Mapping[str, str] | None = None) -> None:
        self.fixed = fixed or {}  # only rows with these words are wanted
        book = self.book = parcels.book
        self.readings = parcels.readings
        self.apart = (*(book.tables[name] for name in ("questions", *ABOUT_PARCEL)), *apart)
        self.questions = {rule.id: rule for rule in book.tables["questions"].rules}
        self.decides = {o: name for name in ABOUT_PARCEL for o in book.tables[name].outcomes}
        self.parts: list[Relation] = []
        self.done: set[str] = set()  # tables that have decided and columns that have been asked

    def needs(self, column: str) -> tuple[str, ...]:
        """The columns that must stand before this one can."""
        if column in READ_FROM:
            return READ_FROM[column][0]
        if column in CHOICES:
            return tuple(name for name, _ in self.book.tables["questions"].asks(self.questions[column]))
        return self.book.tables[self.decides[column]].conditions

    def words(self, fact: str) -> list[str]:
        """The words of a fact that matter: of several that nothing tells apart, only the first."""
        found: dict[tuple[object, ...], str] = {}
        for word in WORDS[fact]:
            told = [word in rule.when[table.conditions.index(fact)]
                    for table in self.apart if fact in table.conditions for rule in table.rules]  # fmt: skip
            read = [said for name, words_said in self.readings.items() for words, said in words_said.items()
                    if (fact, word) in zip(READ_FROM[name][0], words, strict=True)]  # fmt: skip
            found.setdefault((word == UNKNOWN, *told, *read), word)
        return list(found.values())

    def build(self, columns: Iterable[str]) -> Relation:
        """The relation of all reachable rows of these columns."""
        wanted = list(columns)
        order: list[str] = []
        for column in wanted:
            self._schedule(column, order)
        for place, column in enumerate(order):
            later = {need for c in order[place + 1 :] for need in self.needs(c)}
            self._bring(column, later | set(wanted))
        return self._join(wanted)

    def _schedule(self, column: str, order: list[str]) -> None:
        """Everything a column rests on, in an order in which it can be brought."""
        if column in TRACKS:
            raise ValueError(column)
        if column not in order and not any(c in order for c in self._together(column)):
            for need in self.needs(column):
                self._schedule(need, order)
            order.append(column)

    def _together(self, column: str) -> tuple[str, ...]:
        """The columns that one table decides in one go."""
        return self.book.tables[self.decides[column]].outcomes if column in self.decides else (column,)

    def _bring(self, column: str, needed: set[str]) -> None:
        rel = self._join(self.needs(column))
        if column in READ_FROM:
            rel = self._spread(rel, column, self.readings[column])
        elif column in CHOICES:
            rel = self._ask(rel, column)
        else:
            rel = decide(self.book.tables[self.decides[column]], rel)
        for name in self._together(column):
            if name in self.fixed:
                rel = rel.take(rel.where(name, [self.fixed[name]]))
        self.parts.append(rel.keep(needed))

    def _join(self, columns: Iterable[str]) -> Relation:
        wanted = set(columns)
        joined = UNIT
        for part in [p for p in self.parts if wanted & set(p.names)]:
            joined = joined.times(part)
            self.parts.remove(part)
        return joined

    def applies(self, rel: Relation, fact: str) -> Flags:
        """The rows in which a question is asked, as far as their columns tell."""
        found = np.ones(len(rel), dtype=bool)
        for name, accepted in self.book.tables["questions"].asks(self.questions[fact]):
            if name in rel.names:
                found &= rel.where(name, accepted)
        return found

    def _ask(self, rel: Relation, fact: str) -> Relation:
        applies = self.applies(rel, fact)
        asked, blank = rel.take(applies).times(single(fact, self.words(fact))), rel.take(~applies)
        return Relation(asked.names, np.vstack([asked.cells, blank.times(single(fact, WORDS[fact][:1])).cells]))

    def _spread(self, rel: Relation, name: str, said: Mapping[tuple[str, ...], frozenset[str]]) -> Relation:
        """Each row with every word that the clock can say of it."""
        answers = READ_FROM[name][0]
        parts = []
        for words, values in said.items():
            mask = np.ones(len(rel), dtype=bool)
            for answer, word in zip(answers, words, strict=True):
                mask &= rel.where(answer, (word,))
            parts.append(rel.take(mask).times(single(name, values)).cells)
        return Relation((*rel.names, name), np.vstack(parts))


def papers(book: Book, rel: Relation) -> Relation:
    """The relation with evidence lacking or complete; it must hold what the evidence table asks."""
    table = book.tables["evidence"]
    demanding = np.array([bool(missing(rule, frozenset())) for rule in table.rules])[fired(table, rel)]
    both = rel.take(demanding).times(single("papers", WORDS["papers"]))
    return Relation(
        both.names, np.vstack([both.cells, rel.take(~demanding).times(single("papers", ("complete",))).cells])
    )
