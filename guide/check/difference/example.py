"""A smallest case of a group: few answers and a short journal that both editions decide as the group says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.book.facts import CHOICES, UNKNOWN, WORDS, Facts
from guide.book.kinds import COPIED
from guide.check.difference.both import NEW, OLD, RULE
from guide.check.difference.model import judge
from guide.check.states import ABOUT_PARCEL, NOW, READ_FROM
from guide.engine.case import Case
from guide.engine.evidence import missing
from guide.engine.route import follow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.check.difference.both import Both
    from guide.check.difference.model import Key
    from guide.check.difference.standing import Seen
    from guide.check.rows import Rows

TRIES = 12  # situations tried for one group


def answers(both: Both, wanted: Mapping[str, int]) -> dict[str, Any]:
    """Facts that make both editions see these codes; ValueError where none do."""
    codes = dict(wanted)
    for table in reversed(ABOUT_PARCEL):
        outcomes = {*both.books[OLD].tables[table].outcomes, RULE + table}
        if codes.keys() & outcomes:
            needs = [c for side in both.tables(table) for c in side.conditions]
            codes |= _plainest(both, both.all([*codes, *needs], fixed=codes))
            codes = {n: c for n, c in codes.items() if n not in outcomes}
    facts: dict[str, Any] = {}
    for name in [n for n in codes if n in CHOICES]:
        words = {WORDS[name][int(both.side(name, np.array([codes[name]]), side)[0])] for side in (OLD, NEW)}
        facts[name] = min(words - {UNKNOWN}, default=UNKNOWN)
    for name in [n for n in READ_FROM if n in codes]:
        facts |= _typed(both, name, codes[name], facts)
    return {name: value for name, value in facts.items() if value != UNKNOWN}


def _plainest(both: Both, rows: Rows) -> dict[str, int]:
    """The row with the fewest answers."""
    if not len(rows):
        raise ValueError("no answers lead there")
    given = np.zeros(len(rows), dtype=int)
    for name in rows.names:
        if name in CHOICES:
            given += both.side(name, rows.column(name), NEW) != WORDS[name].index(UNKNOWN)
    return {name: int(code) for name, code in zip(rows.names, rows.cells[int(np.argmin(given))], strict=True)}


def _typed(both: Both, name: str, code: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The fewest answers that make one clock say in both editions what the code means."""
    answered = READ_FROM[name][0]
    choices = [[facts[a]] if a in facts else WORDS[a] for a in answered]
    timed = both.pairs(name)[code]
    for given in sorted(product(*choices), key=_answered):
        for moments in _fewest(tuple(map(tuple, both.grids(name, (given, given))))):
            if both.reading(name, (given, given), moments) == timed:
                told = dict(zip((*answered, *READ_FROM[name][1]), (*given, *moments), strict=True))
                return {n: v for n, v in told.items() if v not in (None, UNKNOWN)}
    raise ValueError("no moment makes the clock say so")


@cache
def _fewest(grids: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple(sorted(product(*grids), key=_answered))


def _answered(values: tuple[Any, ...]) -> int:
    return sum(value not in (None, UNKNOWN) for value in values)


Place = tuple["Seen", "Mapping[str, int]", tuple[str, str], int]


def case(both: Both, place: Place, copied: Mapping[str, Any]) -> Case:
    """The case of one situation and one standing; ValueError where no answers lead there."""
    seen, wanted, papers, standing = place
    promised = seen.ones[standing].talk.promised_by
    found = Case(Facts(**{**copied, **answers(both, wanted), "promised_by": promised}), seen.journal(standing))
    if "complete" in papers:
        needed = [frozenset(missing(follow(found, book, NOW).rules["evidence"], frozenset())) for book in both.books]
        held = frozenset().union(*(n for n, paper in zip(needed, papers, strict=True) if paper == "complete"))
        found = found.with_fact("held", held)
    return found


def first(both: Both, key: Key, places: Iterable[Place]) -> Case | None:
    """The first of some places whose case both editions decide as the key says, without answers that do not matter."""
    clock = dict(key.before).get("clock", "") if key.kind == "deadline" else ""
    copied = {COPIED[clock]: NOW + timedelta(days=1)} if clock in COPIED else {}
    for tried, place in enumerate(places):
        if tried == TRIES:
            return None
        try:
            found = case(both, place, copied)
            if key in judge(found, both.books):
                return _smaller(found, key, both)
        except (ValueError, StopIteration):
            continue
    return None


def _smaller(found: Case, key: Key, both: Both) -> Case:
    """The same without each answer and each event that can go."""
    for name in list(found.facts.answered()):
        blank = replace(found, facts=replace(found.facts, **{name: getattr(Facts(), name)}))
        if key in judge(blank, both.books):
            found = blank
    for event in reversed(found.journal):
        shorter = replace(found, journal=tuple(e for e in found.journal if e is not event))
        if key in judge(shorter, both.books):
            found = shorter
    return found
