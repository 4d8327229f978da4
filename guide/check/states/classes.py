"""The classes of standings: those that no condition of the tables in question tells apart are looked at once.

Apart is a column of the standings -> the sets of words that conditions accept; they tell no other words apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from guide.book.facts import WORDS
from guide.book.tables import MOST_RULES
from guide.check.states.relation import firsts, group, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.tables import Table
    from guide.check.states.relation import Codes, Numbers
    from guide.check.states.standings import Walked

Apart: TypeAlias = "Mapping[str, frozenset[frozenset[str]]]"


class Classes(NamedTuple):
    """The classes, by number."""

    of: Numbers  # for every standing the number of its class
    firsts: Numbers  # for every class the number of its standing with the shortest journal
    many: Numbers  # for every class how many standings it has


def classed(standings: Walked, codes: Iterable[Codes]) -> Classes:
    """The classes of standings that agree in all these numbers."""
    of, many = group(codes, len(standings))
    shortest_first = standings.by_length
    return Classes(of, shortest_first[firsts(of[shortest_first], many)], np.bincount(of, minlength=many))


def codes_apart(standings: Walked, apart: Apart) -> Iterator[Codes]:
    """Numbers, equal where no condition differs: for each column, and each edition that sees another one."""
    for name, accepted in apart.items():
        sides = {id(side): side for side in standings.relation.columns[name]}
        every = np.arange(MOST_RULES, dtype=np.uint8)  # rules are all told apart
        kinds = alike_words(name, accepted) if name in WORDS else every
        yield from (translated(kinds, codes) for codes in sides.values())


def accepted_words(tables: Iterable[Table], standings: Walked) -> dict[str, frozenset[frozenset[str]]]:
    """For each column of the standings the sets of words that the rules of some tables accept."""
    accepted: dict[str, frozenset[frozenset[str]]] = {}
    for rule in (rule for table in tables for rule in table.rules):
        for name, words in rule.asks.items():
            if name in standings.relation.columns:
                accepted[name] = accepted.get(name, frozenset()) | {words}
    return accepted


def alike_words(name: str, accepted: Iterable[frozenset[str]]) -> Codes:
    """For each word of a column a number, the same for words that no condition tells apart."""
    seen: dict[tuple[bool, ...], int] = {}
    kinds = [seen.setdefault(tuple(word in ok for ok in accepted), len(seen)) for word in WORDS[name]]
    return np.array(kinds, dtype=np.uint8)
