"""The journal of many cases replayed at once: for the n-th event of each, one gather says where it leads."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from guide.book.book import Book, part
from guide.book.events import EVENTS, TRACKS
from guide.book.facts import WORDS
from guide.desk.columns.arrays import NEVER, PAIRS, Columns
from guide.engine.journal import Standing, is_new_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.tables import Rule
    from guide.desk.columns.arrays import Codes, Flags, Numbers

SIZES = tuple(len(WORDS[track]) for track in TRACKS)
#: The moments of a standing, each a bit of what an event sets; the last bits are what was sent to the platform, and an
#: answer of the seller that is not the one before.
SET = tuple(f.name for f in fields(Standing) if f.name.endswith("_at"))
_BIT = {name: np.uint16(1 << place) for place, name in enumerate((*SET, "more_sent", "new_answer"))}
_NOWHERE = np.uint16(0xFFFF)
_EVERY = np.stack(np.unravel_index(np.arange(prod(SIZES)), SIZES)).astype(np.uint8)
_START = int(np.ravel_multi_index([WORDS[track].index(getattr(Standing, track)) for track in TRACKS], SIZES))
_PAIRS = tuple(PAIRS)


@dataclass(frozen=True, eq=False)
class Moves:
    """journal.csv as arrays: for each event that some row names, and each combination of tracks, what comes of it."""

    row: Codes  # for each combination of event and reply its row below; the last row leads nowhere
    after: Codes  # the next combination of tracks
    sets: Codes  # the moments that the event sets, a bit each


@dataclass(frozen=True, eq=False)
class Standings:
    """The standing of each case: the number of its combination of tracks, and the moments that clocks count from."""

    tracks: Codes
    at: Mapping[str, Numbers]
    held_up: Numbers

    def words(self) -> dict[str, Codes]:
        """The word of each track."""
        return {track: codes[self.tracks] for track, codes in zip(TRACKS, _EVERY, strict=True)}


def tracked(flags: Mapping[str, Flags]) -> Flags:
    """For each combination of tracks whether every track has a word that is flagged."""
    result = np.ones(prod(SIZES), dtype=bool)
    for track, codes in zip(TRACKS, _EVERY, strict=True):
        if track in flags:
            result &= flags[track][codes]
    return result


@part
def moves(book: Book) -> Moves:
    """The journal table of a book as arrays."""
    named: dict[int, list[Rule]] = {}
    for rule in book.tables["journal"].rules:
        for event, reply in product(rule.when["event"], rule.when["reply"]):
            named.setdefault(PAIRS[event, reply], []).append(rule)
    row = np.full(len(PAIRS), len(named), dtype=np.uint16)
    after = np.full((len(named) + 1, prod(SIZES)), _NOWHERE)
    sets = np.zeros_like(after)
    for number, (pair, rules) in enumerate(named.items()):
        row[pair] = number
        for rule in reversed(rules):  # the first row that fits decides
            _enter(rule, _PAIRS[pair][0], after[number], sets[number])
    return Moves(row, after.ravel(), sets.ravel())


def _enter(rule: Rule, event: str, after: Codes, sets: Codes) -> None:
    """Write one row of the table where it holds."""
    ok = tracked({t: np.array([word in rule.when[t] for word in WORDS[t]]) for t in TRACKS})
    target = [
        np.full_like(codes, WORDS[track].index(rule.then[track])) if rule.then[track] else codes
        for track, codes in zip(TRACKS, _EVERY, strict=True)
    ]
    after[ok] = np.ravel_multi_index(target, SIZES)[ok]
    written = [name for name in (EVENTS[event], *(f"{t}_at" for t in ("platform", "rung") if rule.then[t])) if name]
    written += ["more_sent"] if event == "more_sent" else []
    bits = np.full(prod(SIZES), sum(int(_BIT[name]) for name in dict.fromkeys(written)), dtype=np.uint16)
    if rule.then["seller"]:
        bits[_EVERY[0] == WORDS["seller"].index("none")] |= _BIT["contacted_at"]
        new = [is_new_answer(event, word, rule.then["seller"]) for word in WORDS["seller"]]
        bits[np.array(new)[_EVERY[0]]] |= _BIT["new_answer"]
    sets[ok] = bits[ok]


def replay(book: Book, cases: Columns) -> Standings:
    """Every journal from its start; an event that cannot happen at its place changes nothing."""
    table, events, wide = moves(book), cases.events, prod(SIZES)
    tracks = np.full(cases.many, _START, dtype=np.uint16)
    at = {name: np.full(cases.many, NEVER) for name in SET}
    held_up = np.zeros(cases.many, dtype=np.int64)
    lengths = np.diff(events.first)
    rows, turn = np.flatnonzero(lengths), 0
    while len(rows):
        place = events.first[rows] + turn
        cell = table.row[events.pair[place]] * np.int64(wide) + tracks[rows]
        after, sets, moment = table.after[cell], table.sets[cell], events.at[place]
        sent = (sets & _BIT["more_sent"]) != 0
        if sent.any():
            asked = at["asked_at"][rows[sent]]
            held_up[rows[sent]] += np.where(asked == NEVER, 0, moment[sent] - np.where(asked == NEVER, 0, asked))
        for name in SET:
            some = (sets & _BIT[name]) != 0
            if some.any():
                at[name][rows[some]] = moment[some]
        at["reminded_at"][rows[(sets & _BIT["new_answer"]) != 0]] = NEVER
        tracks[rows] = np.where(after == _NOWHERE, tracks[rows], after)
        turn += 1
        rows = rows[lengths[rows] > turn]
    return Standings(tracks, at, held_up)
