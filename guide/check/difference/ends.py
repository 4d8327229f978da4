"""Deadlines under two editions: where one moves, comes or goes, or means something else when it ends."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import product
from operator import and_
from typing import TYPE_CHECKING

import numpy as np

from guide.book.clocks import CLOCKS, COUNTED, PARCEL_CLOCKS, READINGS, accepts
from guide.book.events import TRACKS
from guide.book.facts import WORDS
from guide.check.difference.deadlines import Deadlines
from guide.check.difference.model import NEW, OLD, means, moved
from guide.check.states import NOW
from guide.check.states.advising import ADVICE
from guide.check.states.timing import ENDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guide.book.tables import Rule
    from guide.check.difference.groups import Groups
    from guide.check.difference.model import Group
    from guide.check.states import Editions, Product
    from guide.check.states.relation import Flags

#: Where the platform has not helped; from here on the three years are shown.
_FAILED = ("partly", "rejected", "withdrawn")
#: The deadlines that the parcel decides: those of its places, and those that an answer brings elsewhere.
_AFTER = [*dict.fromkeys(CLOCKS[clock].after for clock in PARCEL_CLOCKS)]
_RUNS = "clock "  # before the name of a clock: the column of the standings in which it runs


def changed(groups: Groups) -> Iterator[Group]:
    """The groups of states in which a deadline that runs moves, comes or goes, or means something else."""
    deadlines = Deadlines(groups.editions, groups.standings)
    for clock, how in () if deadlines.alike else product(COUNTED, ("moved", "new", "gone")):
        here = np.flatnonzero(deadlines.becoming(clock, how))
        if len(here):
            yield groups.of_standings(moved(groups.books, clock, how, NOW.date()), here)
    if groups.editions.deadlines:
        yield from _of_parcel(groups)
    yield from _meanings(groups, deadlines)


def _of_parcel(groups: Groups) -> Iterator[Group]:
    """The deadlines that the parcel decides."""
    for after in _AFTER:
        yield from _of_places(groups, [clock for clock in PARCEL_CLOCKS if CLOCKS[clock].after == after])


def _of_places(groups: Groups, clocks: Sequence[str]) -> Iterator[Group]:
    """The deadlines that the parcel decides, those that look at the same answers."""
    readings = dict.fromkeys(PARCEL_CLOCKS[clock] for clock in clocks)
    rows = groups.situations.all([*_places(clocks[0]), *readings])
    places: dict[tuple[str, str], list[int]] = {}
    for reading in readings:
        mine = [clock for clock in clocks if PARCEL_CLOCKS[clock] == reading]
        runs = [
            reduce(and_, (rows.where(*seen, edition) for seen in _places(mine[0]).items())) for edition in (OLD, NEW)
        ]
        for number, code in enumerate(rows.column(ENDS + reading)):
            for clock, how in groups.situations.timing.ends[code]:
                became = _became(how, bool(runs[OLD][number]), bool(runs[NEW][number])) if clock in mine else ""
                if became:
                    places.setdefault((clock, became), []).append(number)
    for (clock, how), here in places.items():
        yield groups.of_situations(moved(groups.books, clock, how, NOW.date()), rows, np.array(here))
        if clock == "ship":  # the three years may begin when it should have been shipped
            key = moved(groups.books, "limitation", how, NOW.date())
            yield groups.of_situations(key, rows, np.array(here), _FAILED)


def _places(clock: str) -> dict[str, list[str]]:
    """The words of the parcel, and of an answer, for which a deadline of the parcel runs."""
    kind = CLOCKS[clock]
    near = [word for word in WORDS["parcel"] if (word in READINGS[kind.reading].parcels) == (kind.after is None)]
    return {"parcel": near, **({kind.after[0]: [kind.after[1]]} if kind.after else {})}


def _became(how: str, old: bool, new: bool) -> str:
    """The change of a deadline, if any, where the parcel decides in each edition whether it runs at all."""
    old, new = old and how != "new", new and how != "gone"
    if old and new:
        return "" if how == "same" else how
    return "gone" if old else "new" if new else ""


def _meanings(groups: Groups, deadlines: Deadlines) -> Iterator[Group]:
    """The groups of states in which a deadline has another turn, or its end means something else."""
    pairs = [(clock, pair) for clock in WORDS["clock"] for pair in product(*_about(groups.editions, clock))]
    meant = [(key, clock, pair) for clock, pair in pairs if (key := means(clock, pair)) and _meet(groups, pair)]
    if not meant:
        return
    tables = groups.editions.tables("clocks")
    columns = {name for table in tables for rule in table.rules for name in rule.asks if name not in ADVICE}
    running = {}
    for clock in dict.fromkeys(clock for _, clock, _ in meant):
        if clock in PARCEL_CLOCKS:
            columns |= {*_places(clock), *TRACKS, PARCEL_CLOCKS[clock], ENDS + PARCEL_CLOCKS[clock]}
        else:
            running[_RUNS + clock] = [deadlines.runs(clock, edition).astype(np.uint8) for edition in (OLD, NEW)]
    standings = replace(groups.standings, relation=groups.standings.relation.add(running))
    states = groups.every_state(sorted(columns - {"clock"} | running.keys()), standings)
    for key, clock, pair in meant:
        asked = [{name: ok for name, ok in rule.asks.items() if name != "clock"} for rule in pair]
        part, flags = states.part(
            flags
            for edition, when in enumerate(asked)
            for flags in (*_runs(groups, states, clock, edition), *states.each(when, edition))
        )
        if part.count(flags):
            yield replace(groups.of_states(part, key, flags), of=states.size)


def _runs(groups: Groups, states: Product, clock: str, edition: int) -> Iterator[Flags]:
    """All that must hold for a deadline to run in one edition, or to do so if its day were copied from the app."""
    reading = PARCEL_CLOCKS.get(clock)
    if reading is None:
        yield states.column(_RUNS + clock, edition) > 0
        return
    absent = "new" if edition == OLD else "gone"
    ends = groups.situations.timing.ends
    runs = np.array([any(name == clock and how != absent for name, how in each) for each in ends])
    tracks = {track: [word for word in WORDS[track] if accepts(words, word)]
              for track, words in CLOCKS[clock].runs.items()}  # fmt: skip
    here = {**_places(clock), **tracks, "outcome": ["open"]}
    yield runs[states.column(ENDS + reading)]
    yield from states.each(here, edition)


def _meet(groups: Groups, pair: Sequence[Rule]) -> bool:
    """Whether two rules can hold in one state: the editions see the same in no column that divides them."""
    old, new = (rule.asks for rule in pair)
    return not any(groups.product.alike([name]) for name in old.keys() & new.keys() if old[name].isdisjoint(new[name]))


def _about(editions: Editions, clock: str) -> Iterator[list[Rule]]:
    """In each edition the rules that can speak about a clock."""
    for table in editions.tables("clocks"):
        yield [rule for rule in table.rules if clock in rule.asks.get("clock", {clock})]
