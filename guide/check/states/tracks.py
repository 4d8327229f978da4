"""Where the events of a journal lead: combinations of tracks, and a shortest journal to each that can be reached."""

from __future__ import annotations

from collections import deque
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.book.kinds import TRACKS
from guide.engine.journal import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.tables import Table
    from guide.check.states.editions import Editions
    from guide.check.states.relation import Flags, Numbers

    Pair = tuple[str, str]  # an event and its reply
    #: For each edition the number of a combination of tracks.
    Tracks = tuple[int, ...]
    Journals = Mapping[Tracks, tuple[Pair, ...]]

#: What opens a case again that had ended. It comes first in a journal, behind the money that it takes back alone, so
#: that nothing after it hangs on when it came.
REOPENING = "refund_reversed"
_EARLY = ("refunded", "mediation_ended", REOPENING)
SIZES = tuple(len(WORDS[track]) for track in TRACKS)
_EMPTY = int(np.ravel_multi_index([WORDS[track].index(word) for track, word in Standing().tracks.items()], SIZES))


def leads(table: Table) -> dict[Pair, Numbers]:
    """For each event and reply the next combination of tracks, from every combination; -1 where it cannot happen."""
    every = np.stack(np.unravel_index(np.arange(prod(SIZES)), SIZES))
    moves: dict[Pair, Numbers] = {}
    for rule in table.rules:
        holds = np.ones(prod(SIZES), dtype=bool)
        for track, codes in zip(TRACKS, every, strict=True):
            holds &= np.isin(codes, [WORDS[track].index(word) for word in rule.when[track]])
        after = [
            np.full_like(codes, WORDS[track].index(rule.then[track])) if rule.then[track] else codes
            for track, codes in zip(TRACKS, every, strict=True)
        ]
        target = np.ravel_multi_index(after, SIZES)
        for pair in product(rule.when["event"], rule.when["reply"]):
            moves.setdefault(pair, np.full(prod(SIZES), -1))[holds] = target[holds]
    return moves


def resets(table: Table, track: str) -> dict[Pair, Flags]:
    """For each event and reply, from which combinations of tracks it writes a track, be it with the same word."""
    every = np.stack(np.unravel_index(np.arange(prod(SIZES)), SIZES))
    marks: dict[Pair, Flags] = {}
    for rule in table.rules:
        holds = np.full(prod(SIZES), bool(rule.then[track]))
        for name, codes in zip(TRACKS, every, strict=True):
            holds &= np.isin(codes, [WORDS[name].index(word) for word in rule.when[name]])
        for pair in product(rule.when["event"], rule.when["reply"]):
            marks[pair] = marks[pair] | holds if pair in marks else holds
    return marks


def _moving(leads: Mapping[Pair, Numbers]) -> list[dict[Pair, int]]:
    """For every combination of tracks the events that lead elsewhere, each with the combination after it."""
    moving: list[dict[Pair, int]] = [{} for _ in range(prod(SIZES))]
    for pair, after in leads.items():
        for here in np.flatnonzero((after >= 0) & (after != np.arange(len(after)))).tolist():
            moving[here][pair] = int(after[here])
    return moving


def journals(editions: Editions) -> Journals:
    """The combinations of tracks that journals lead to, each with a shortest journal; breadth first from an empty one.

    An event that cannot happen under one edition changes nothing there. A case that does not end alike under both is
    compared there and not followed: its difference is told, and one would go on to every place while the other rests.
    """
    tables = editions.tables("journal")
    distinct = tables[:1] if all(table == tables[0] for table in tables) else tables
    moves = [_moving(leads(table)) for table in distinct]
    start = (_EMPTY,) * len(distinct)
    reached: dict[Tracks, tuple[Pair, ...]] = {start: ()}
    front = deque([start])
    while front:
        here = front.popleft()
        if len({*word_of("outcome", here)}) > 1:
            continue
        can = [each[at] for each, at in zip(moves, here, strict=True)]
        for pair in sorted(dict.fromkeys(chain(*can)), key=lambda pair: pair[0] not in _EARLY):
            target = tuple(to.get(pair, at) for to, at in zip(can, here, strict=True))
            if target not in reached:
                reached[target] = (*reached[here], pair)
                front.append(target)
    return {tracks * (len(tables) // len(distinct)): path for tracks, path in reached.items()}


def word_of(name: str, tracks: Tracks) -> tuple[str, ...]:
    """The word of one track under each edition."""
    codes = np.unravel_index(tracks, SIZES)[TRACKS.index(name)]
    return tuple(WORDS[name][int(code)] for code in codes)
