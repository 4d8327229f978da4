"""What scenarios ask the tables: every look-up that is made before a scenario is known to hold.

A changed rule can be noticed only by a scenario with a look-up that meets the change; the others run as before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.book.tables import Table
from guide.check.scenarios import holds
from guide.check.scenarios.looking import Look

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.check.mutants.making import Mutant
    from guide.check.scenarios import Scenario
    from guide.check.states.relation import Codes, Numbers


@dataclass(frozen=True)
class _Heard(Table):
    """A table that keeps what it is asked: the word of each condition."""

    asked: set[tuple[str, ...]] = field(default_factory=set)

    def _hear(self, facts: Mapping[str, str]) -> None:
        self.asked.add(tuple(facts[name] for name in self.conditions))

    def decide(self, facts: Mapping[str, str]) -> Rule:
        self._hear(facts)
        return super().decide(facts)

    def collect(self, facts: Mapping[str, str]) -> tuple[Rule, ...]:
        self._hear(facts)
        return super().collect(facts)

    def judged(self, facts: Mapping[str, str]) -> Iterator[tuple[Rule, bool]]:
        for judgement in super().judged(facts):
            self._hear(facts)
            yield judgement

    def left_out(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        vars(self).pop("_left_out", None)  # what another scenario asked is asked again
        return super().left_out(facts)


#: The key of a scenario that quotes the rows of a table.
_QUOTED = {"actions": "how", "journal": "replies"}


class Lookups:
    """The look-ups of some scenarios under one book."""

    def __init__(self, book: Book, scenarios: Sequence[Scenario]) -> None:
        self.book, self.scenarios = book, scenarios
        tables = {name: _Heard(*(getattr(table, f.name) for f in fields(table))) for name, table in book.tables.items()}
        heard = replace(book, tables=tables)
        asked: dict[str, list[tuple[str, ...]]] = {name: [] for name in tables}
        askers: dict[str, list[int]] = {name: [] for name in tables}
        for number, scenario in enumerate(scenarios):
            holds(scenario, heard)
            if "possible" in scenario.expect:
                tables["journal"].asked.update(_every_event(scenario, book))
            for name, table in tables.items():
                asked[name] += table.asked
                askers[name] += [number] * len(table.asked)
                table.asked.clear()
        self._askers: dict[str, Numbers] = {name: np.array(numbers, dtype=np.int64) for name, numbers in askers.items()}
        self._asked = {name: _codes(tables[name].conditions, words) for name, words in asked.items()}

    def meeting(self, mutant: Mutant) -> list[Scenario]:
        """The scenarios that can notice a change; `how` and `replies` quote rows, asked or not."""
        if mutant.value is not None:
            return [*self.scenarios]
        table = self.book.tables[mutant.table]
        meets = np.ones(len(self._askers[table.name]), dtype=bool)
        for name, ok in mutant.differs(self.book).items():
            accepted = np.isin(WORDS[name], [*ok])
            meets &= accepted[self._asked[table.name][table.conditions.index(name)]]
        numbers = {*self._askers[table.name][meets].tolist()}
        if table.name in _QUOTED:
            numbers |= {n for n, scenario in enumerate(self.scenarios) if _QUOTED[table.name] in scenario.expect}
        return [self.scenarios[number] for number in sorted(numbers)]


def _every_event(scenario: Scenario, book: Book) -> Iterator[tuple[str, ...]]:
    """The look-ups that tell what can happen now."""
    tracks = Look(scenario.case, book, scenario.now).route.standing.tracks
    columns = book.tables["journal"].conditions
    yield from product(*(WORDS[name] if name not in tracks else (tracks[name],) for name in columns))


def _codes(conditions: Sequence[str], asked: Sequence[tuple[str, ...]]) -> list[Codes]:
    """For each condition the place of its word in every look-up."""
    columns = zip(*asked, strict=True) if asked else ((),) * len(conditions)
    places = ({word: place for place, word in enumerate(WORDS[name])} for name in conditions)
    return [np.array([at[word] for word in words], dtype=np.uint8) for at, words in zip(places, columns, strict=True)]
