"""All situations that answers can make: relations over the words of facts and tables, whole and not sampled.

A question is asked wherever it applies, a clock is read at and around each of its limits, a table decides every row.
Columns that nothing needs any more are dropped at once, which keeps millions of situations in a few megabytes.
"""

from __future__ import annotations

from functools import reduce
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from guide.book.chain import PARCEL, named
from guide.book.clocks import PARCEL_READINGS
from guide.book.events import TRACKS
from guide.book.facts import CHOICES, UNKNOWN, WORDS
from guide.check.states.relation import NUMBER, RULE, UNIT, Relation, decide, firsts
from guide.check.states.timing import Timing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guide.book.tables import Table
    from guide.check.states.editions import Editions
    from guide.check.states.relation import Flags

    #: For each column the code that each edition has to see, or one of several.
    Fixed = Mapping[str, tuple[int | tuple[int, ...], ...]]

#: The tables that look at the parcel alone, and not at whom the buyer has written to.
ABOUT_PARCEL = named(roles=(PARCEL,))


class Situations:
    """All situations of a parcel under one edition, or under two side by side.

    Words that no rule distinguishes are represented by the first. `apart`: more tables to distinguish by.
    """

    def __init__(self, editions: Editions, apart: Iterable[Table] = (), timing: Timing | None = None) -> None:
        self.editions = editions
        self.timing = timing or Timing(editions)
        self.decides = {o: name for name in ABOUT_PARCEL for o in editions.books[0].tables[name].outcomes}
        self.questions = [{rule.id: rule for rule in table.rules} for table in editions.tables("questions")]
        tables = [*(t for name in ("questions", *ABOUT_PARCEL) for t in editions.tables(name)), *apart]
        self._apart = [table for place, table in enumerate(tables) if table not in tables[:place]]
        self._words: dict[str, list[list[str]]] = {}
        self._built: dict[object, Relation] = {}
        self._plans: dict[tuple[str, ...], list[tuple[str, set[str]]]] = {}

    def apart(self, *tables: Table) -> Situations:
        """The situations with more words told apart: these, where the tables ask for no answer that has words."""
        if not any(name in CHOICES for table in tables for rule in table.rules for name in rule.asks):
            return self
        return Situations(self.editions, [*self._apart, *tables], self.timing)

    def all(self, columns: Iterable[str], fixed: Fixed | None = None, *, answered: bool = False) -> Relation:
        """All that can be reached, in these columns: answers, words of clocks, rules and outcomes of tables.

        Where some cells are `fixed`, only the rows with these cells. If `answered`, each row has the fewest answers and
        readings that lead to it in further columns.
        """
        wanted = self._wanted(columns)
        key = (wanted, frozenset((fixed or {}).items()), answered)
        if key not in self._built:  # the examples of many groups lie in the same situation
            self._built[key] = _Building(self, fixed or {}, answered=answered).build(wanted)
        return self._built[key]

    def factors(self, columns: Iterable[str]) -> list[Relation]:
        """The same, not multiplied out: each row of one factor goes with every row of the others."""
        return _Building(self, {}, answered=False).factors(self._wanted(columns))

    def _wanted(self, columns: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for column in columns for c in self._kept(column)))

    def alike(self, columns: Iterable[str]) -> bool:
        """Whether all editions must see the same in these columns: all that decides them is equal."""
        order: list[str] = []
        for column in columns:
            self.schedule(column, order)
        names = {self.table(c) for c in order if c not in CHOICES and c not in PARCEL_READINGS}
        tables = [self.editions.tables(name) for name in names]
        return self.editions.alike and all(table == same[0] for same in tables for table in same)

    def schedule(self, column: str, order: list[str]) -> None:
        """Add a column to an order in which columns can be brought, after everything that it rests on."""
        if column in TRACKS:
            raise ValueError(column)  # the parcel knows nothing of the seller
        if not any(c in order for c in self.together(column)):
            for need in self.needs(column):
                self.schedule(need, order)
            order.append(column)

    def plan(self, wanted: tuple[str, ...]) -> list[tuple[str, set[str]]]:
        """The columns in an order in which they can be brought, each with all that is needed once it is there."""
        if wanted not in self._plans:
            order: list[str] = []
            for column in wanted:
                self.schedule(column, order)
            later, steps = {*wanted}, []
            for column in reversed(order):
                steps.append((column, {*later}))
                later.update(self.needs(column))
            self._plans[wanted] = steps[::-1]
        return self._plans[wanted]

    def _kept(self, column: str) -> tuple[str, ...]:
        return self.timing.columns(column) if column in PARCEL_READINGS else (column,)

    def table(self, column: str) -> str:
        """The table that decides a column, or whose rules it tells."""
        return column.removeprefix(RULE) if column.startswith(RULE) else self.decides[column]

    def together(self, column: str) -> tuple[str, ...]:
        """The columns that are brought together: all outcomes of a table, all cells of a clock."""
        for name in PARCEL_READINGS:
            if column in self.timing.columns(name):
                return self.timing.columns(name)
        if column in CHOICES:
            return (column,)
        table = self.table(column)
        return (*self.editions.books[0].tables[table].outcomes, RULE + table)

    def needs(self, column: str) -> tuple[str, ...]:
        """The columns that must be known before this one can be."""
        first = self.together(column)[0]
        if first in PARCEL_READINGS:
            return PARCEL_READINGS[first].answers
        if column in CHOICES:
            needed = [name for edition in range(len(self.editions)) for name in self._asks(column, edition)]
        else:
            needed = [name for table in self.editions.tables(self.table(column)) for name in table.conditions]
        return tuple(dict.fromkeys(needed))

    def _asks(self, fact: str, edition: int) -> Mapping[str, frozenset[str]]:
        """The conditions under which one edition asks a question."""
        rule = self.questions[edition].get(fact)
        return rule.asks if rule else {}

    def applies(self, rel: Relation, fact: str, edition: int = 0) -> Flags:
        """The rows in which one edition asks a question, as far as their columns tell."""
        flags = np.ones(len(rel), dtype=bool)
        for name, accepted in self._asks(fact, edition).items():
            if name in rel.columns:
                flags &= rel.where(name, accepted, edition)
        return flags

    def words(self, fact: str) -> list[str]:
        """The words of a fact that matter: of several that nothing distinguishes, only the first."""
        return [words[0] for words in self.alike_words(fact)]

    def matters(self, fact: str) -> bool:
        """Whether it matters that a fact is answered at all: whether its missing answer is unlike every answer."""
        return [UNKNOWN] in self.alike_words(fact)

    def alike_words(self, fact: str) -> list[list[str]]:
        """The words of a fact, those together that nothing distinguishes."""
        if fact not in self._words:
            rules = [rule.asks[fact] for table in self._apart for rule in table.rules if fact in rule.asks]
            alike: dict[object, list[str]] = {}
            for word in WORDS[fact]:
                read = tuple(tuple(map(str, self.timing.ways(*clock))) for clock in self._clocks(fact, word))
                alike.setdefault((tuple(word in ok for ok in rules), read), []).append(word)
            self._words[fact] = list(alike.values())
        return self._words[fact]

    def _clocks(self, fact: str, word: str) -> Iterable[tuple[str, tuple[tuple[str, ...], ...]]]:
        """The clocks that look at an answer, each with all that they can be given where it has this word."""
        for name, kind in PARCEL_READINGS.items():
            if fact in kind.answers:
                for given in product(*((word,) if answer == fact else WORDS[answer] for answer in kind.answers)):
                    yield name, (given,) * len(self.editions)


class _Building:
    """Joins the columns that another needs, asks or decides it, and drops those that are not needed any more."""

    def __init__(self, situations: Situations, fixed: Fixed, *, answered: bool) -> None:
        self.situations, self.fixed, self.answered = situations, fixed, answered
        self.editions = situations.editions
        self.parts: list[Relation] = []

    def build(self, wanted: tuple[str, ...]) -> Relation:
        """The relation of all reachable rows of these columns."""
        if any(not len(part) for part in self.factors(wanted)):
            return Relation({name: (np.zeros(0, dtype=np.uint8),) * len(self.editions) for name in wanted}, 0)
        return self._keep(self._join(wanted), {*wanted})

    def factors(self, wanted: tuple[str, ...]) -> list[Relation]:
        """The parts that hold these columns; the last one is empty if no row can be reached."""
        for column, needed in self.situations.plan(wanted):
            self._bring(column, needed)
            if not len(self.parts[-1]):
                break
        return self.parts

    def _bring(self, column: str, needed: set[str]) -> None:
        together = self.situations.together(column)
        if together[0] in PARCEL_READINGS:
            rel = self._read(self._join(self.situations.needs(column)), together[0])
        elif column in CHOICES:
            rel = self._ask(self._join(self.situations.needs(column)), column)
        else:
            rel = self._decide(self.editions.tables(self.situations.table(column)), needed)
        rel = rel.having({name: self.fixed[name] for name in together if name in self.fixed})
        self.parts.append(self._keep(rel, needed))

    def _keep(self, rel: Relation, needed: set[str]) -> Relation:
        """The distinct rows of the columns that are needed; where answers are wanted, the one with the fewest."""
        if not self.answered or needed.issuperset(rel.columns):
            return rel.keep(needed)
        given = np.zeros(len(rel), dtype=np.uint8)
        for name in rel.columns.keys() & {*CHOICES, *PARCEL_READINGS}:  # a clock that is known has moments
            given += rel.column(name, -1) != WORDS[name].index(UNKNOWN)
        fewest = rel.take(np.argsort(given, kind="stable"))
        clocks = {column for name in PARCEL_READINGS for column in self.situations.timing.columns(name)}
        kept = fewest.take(firsts(*fewest.kinds(name for name in rel.columns if name in needed)))
        return kept.only(needed | clocks | CHOICES.keys())

    def _join(self, columns: Iterable[str]) -> Relation:
        return reduce(Relation.times, self._taken(columns), UNIT)

    def _taken(self, columns: Iterable[str]) -> list[Relation]:
        """The parts that have some of these columns, which are parts no more; the largest comes last."""
        taken = [part for part in self.parts if not part.columns.keys().isdisjoint(columns)]
        self.parts = [part for part in self.parts if part not in taken]
        return sorted(taken, key=len)

    def _decide(self, tables: Sequence[Table], needed: set[str]) -> Relation:
        """Each row with what a table says of it; of the smaller parts only what is needed later, kind by kind."""
        asked = {name for table in tables for name in table.conditions}
        *others, rel = self._taken(asked)
        if not others:
            decided = decide(tables, rel)
            return decided.only(needed) if needed.issuperset(rel.columns) else decided
        kind, many = rel.kinds(rel.columns.keys() & asked)
        each = rel.only(asked).take(firsts(kind, many)).numbered()
        ways = decide(tables, each.times(reduce(Relation.times, others)))
        further = ways.only(ways.columns.keys() - rel.columns.keys())
        return rel.matched(kind, self._keep(further, {NUMBER, *needed}))

    def _ask(self, rel: Relation, fact: str) -> Relation:
        """Each row with every answer, under the editions that ask for it there."""
        unknown = WORDS[fact].index(UNKNOWN)
        answers = [WORDS[fact].index(word) for word in self.situations.words(fact)]
        if answers == [unknown]:
            return rel.add({fact: (np.full(len(rel), unknown, dtype=np.uint8),) * len(self.editions)})
        kind = np.zeros(len(rel), dtype=np.int64)
        for edition in range(len(self.editions)):
            kind = kind * 2 + self.situations.applies(rel, fact, edition)
        # What no row needs is left out: it would tell editions apart that see the same.
        rows = np.bincount(kind, minlength=2 ** len(self.editions)).tolist()
        ways = [
            [
                {fact: tuple(answer if ask else unknown for ask in asking)}
                for answer in (answers if any(asking) else [unknown])
                if many
            ]
            for many, asking in zip(rows, product((False, True), repeat=len(self.editions)), strict=True)
        ]
        return rel.spread(kind, ways)

    def _read(self, rel: Relation, name: str) -> Relation:
        """Each row with all readings that a clock can have there."""
        answers = PARCEL_READINGS[name].answers
        kind, many = rel.kinds(answers)
        ways = []
        for place in firsts(kind, many):
            row = rel.row(int(place))
            given = tuple(tuple(WORDS[a][row[a][edition]] for a in answers) for edition in range(len(self.editions)))
            ways.append(self.situations.timing.ways(name, given))
        return rel.spread(kind, ways)
