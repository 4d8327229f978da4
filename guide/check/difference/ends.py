"""Deadlines under two editions: where one moves, comes or goes, or means something else when it ends."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.book.kinds import COUNTED, PARCEL_CLOCKS
from guide.check.difference.both import NEW, OLD
from guide.check.difference.model import means, moved
from guide.check.difference.states import EVERYWHERE, RUNNING, States
from guide.check.product import ADVICE
from guide.check.states import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.tables import Rule
    from guide.check.difference.both import Both
    from guide.check.difference.model import Group

#: Where the platform has not helped; from here on the three years are shown.
_FAILED = ("partly", "rejected", "withdrawn")


def deadlines(states: States) -> Iterator[Group]:
    """The groups of states in which a deadline that runs moves, comes or goes, or means something else."""
    seen = states.seen
    for clock, how in product(COUNTED, ("moved", "new", "gone")):
        here = np.flatnonzero(seen.ending(clock, how))
        if len(here):
            yield states.of_standings(moved(states.both.books, clock, how, NOW.date()), here)
    yield from _of_parcel(states)
    yield from _meanings(states)


def _of_parcel(states: States) -> Iterator[Group]:
    both = states.both
    rows = both.all(["parcel", *RUNNING])
    found: dict[tuple[str, str], list[int]] = {}
    for reading, words in RUNNING.items():
        runs = [both.where(rows, "parcel", words, side) for side in (OLD, NEW)]
        for n, code in enumerate(rows.column(reading)):
            for clock, how in both.pairs(reading)[int(code)].ends:
                became = _became(how, bool(runs[OLD][n]), bool(runs[NEW][n]))
                if became:
                    found.setdefault((clock, became), []).append(n)
    for (clock, how), here in found.items():
        places = np.array(here)
        yield states.of_situations(moved(both.books, clock, how, NOW.date()), rows, places)
        if clock == "ship":  # the three years may begin when it should have been shipped
            yield states.of_situations(moved(both.books, "limitation", how, NOW.date()), rows, places, _FAILED)


def _became(how: str, old: bool, new: bool) -> str:
    """What becomes of a deadline, where the parcel decides in each edition whether it runs at all."""
    old, new = old and how != "new", new and how != "gone"
    if old and new:
        return "" if how == "same" else how
    return "gone" if old else "new" if new else ""


def _meanings(states: States) -> Iterator[Group]:
    """The groups of states in which a deadline has another turn, or its end means something else."""
    told = [(key, clock, pair) for clock in WORDS["clock"] for pair in product(*_about(states.both, clock))
            if (key := means(clock, pair))]  # fmt: skip
    clocks = {clock for _, clock, _ in told}
    tables = states.both.tables("clocks")
    columns = {name for t in tables for rule in t.rules for name, _ in t.asks(rule) if name not in ADVICE}
    columns |= {f"clock {clock}" for clock in clocks}
    for clock in clocks & PARCEL_CLOCKS.keys():
        columns |= {"parcel", "platform", "outcome", PARCEL_CLOCKS[clock]}
    fine = States(states.both, sorted(columns - {"clock"}), states.seen)
    for key, clock, pair in told:
        flags = EVERYWHERE
        for side, (table, rule) in enumerate(zip(tables, pair, strict=True)):
            flags = flags & fine.holds({**dict(table.asks(rule)), "clock": frozenset({clock})}, side)
        if fine.many_of(flags):
            yield fine.of_flags(key, flags)


def _about(both: Both, clock: str) -> Iterator[list[Rule]]:
    """In each edition the rules that can speak about a clock."""
    for table in both.tables("clocks"):
        yield [rule for rule in table.rules if clock in dict(table.asks(rule)).get("clock", {clock})]
