"""A concrete case for a state: the fewest answers and the shortest journal that lead there, looked at from NOW."""

from __future__ import annotations

import base64
import json
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from guide.book.clocks import PARCEL_READINGS
from guide.book.facts import CHOICES, UNKNOWN, WORDS, Facts
from guide.cases.casefile import to_plain
from guide.check.states.editions import NOW
from guide.engine.case import Case
from guide.engine.evidence import missing
from guide.engine.follow import follow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.check.states.relation import Row
    from guide.check.states.situations import Situations
    from guide.check.states.standings import Walked


def answers(situations: Situations, wanted: Row, *, one_of_many: bool = False) -> dict[str, Any]:
    """Facts that make every edition see these cells of a situation; ValueError where none do.

    Where it is `one_of_many` in the same columns, the answers to all of them are looked for once.
    """
    cells = {name: codes for name, codes in wanted.items() if name != "papers"}
    found = situations.all(cells, fixed={} if one_of_many else cells, answered=True).having(cells)
    if not len(found):
        raise ValueError("no answers lead there")
    cells |= found.row(0)
    facts: dict[str, Any] = {}
    for name in [name for name in cells if name in CHOICES]:
        facts[name] = min({WORDS[name][code] for code in cells[name]} - {UNKNOWN}, default=UNKNOWN)
    for name in [name for name in cells if name in PARCEL_READINGS]:
        facts |= _typed(situations, name, cells, facts)
    return {name: value for name, value in facts.items() if value != UNKNOWN}


def _typed(situations: Situations, name: str, cells: Row, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The fewest answers for which one clock about the parcel has the wanted reading under every edition."""
    kind, timing, every = PARCEL_READINGS[name], situations.timing, len(situations.editions)
    wanted = {column: cells[column] for column in timing.columns(name)}
    choices = [[facts[answer]] if answer in facts else WORDS[answer] for answer in kind.answers]
    for words in sorted(product(*choices), key=_answered):
        for moments in _fewest(tuple(map(tuple, timing.grids(name, (words,) * every)))):
            if timing.cells(name, timing.reading(name, (words,) * every, moments)) == wanted:
                given = zip((*kind.answers, *kind.moments), (*words, *moments), strict=True)
                return {fact: value for fact, value in given if value not in (None, UNKNOWN)}
    raise ValueError("no moment makes the clock say so")


@cache
def _fewest(grids: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple(sorted(product(*grids), key=_answered))


def _answered(values: tuple[Any, ...]) -> int:
    return sum(value not in (None, UNKNOWN) for value in values)


def case(
    situations: Situations,
    standings: Walked,
    parcel: Row,
    standing: int,
    copied: Mapping[str, Any] | None = None,
    *,
    one_of_many: bool = False,
) -> Case:
    """The case of a situation and a standing, with days copied from the app; ValueError if no answers lead to it."""
    journal, named = standings.journal(standing)
    given = {**(copied or {}), **answers(situations, parcel, one_of_many=one_of_many), **named}
    example = Case(Facts(**given), journal)
    complete = [code == WORDS["papers"].index("complete") for code in parcel.get("papers", ())]
    if any(complete):
        held = (
            missing(follow(example, book, NOW).rules["evidence"], frozenset())
            for book, wanted in zip(situations.editions.books, complete, strict=True)
            if wanted
        )
        example = example.with_fact("held", frozenset().union(*held))
    return example


def confirmed(example: Case, situations: Situations, words: Mapping[str, str]) -> Case:
    """The case, if the engine sees these words in it under the first edition; ValueError if not."""
    state = follow(example, situations.editions.books[0], NOW).state
    if any(state[name] != word for name, word in words.items()):
        raise ValueError("the engine sees another state")
    return example


def link(example: Case, now: datetime = NOW) -> str:
    """The part of an address that opens a case in the wizard; it stays in the browser and is sent to no server."""
    plain = {**to_plain(example), "now": now.isoformat()}
    written = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return "#case=" + base64.urlsafe_b64encode(written).decode().rstrip("=")
