"""Where the events of a journal lead: combinations of tracks, and a shortest journal to each that can be reached."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from guide.book.events import TRACKS
from guide.book.facts import WORDS
from guide.engine.journal import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guide.book.tables import Rule, Table
    from guide.check.states.editions import Editions
    from guide.check.states.relation import Flags, Numbers

    Pair = tuple[str, str]  # an event and its reply
    #: For each edition the number of a combination of tracks.
    Tracks = tuple[int, ...]
    Journals = Mapping[Tracks, tuple[Pair, ...]]

SIZES = tuple(len(WORDS[track]) for track in TRACKS)
_EVERY = np.stack(np.unravel_index(np.arange(prod(SIZES)), SIZES))  # the words of every combination, as codes
_EMPTY = int(np.ravel_multi_index([WORDS[track].index(word) for track, word in Standing().tracks.items()], SIZES))


def leads(table: Table) -> dict[Pair, Numbers]:
    """For each event and reply the next combination of tracks, from every combination; -1 where it cannot happen."""
    moves: dict[Pair, Numbers] = {}
    for rule in table.rules:
        holds = _holds(rule)
        after = [
            np.full_like(codes, WORDS[track].index(rule.then[track])) if rule.then[track] else codes
            for track, codes in zip(TRACKS, _EVERY, strict=True)
        ]
        target = np.ravel_multi_index([codes[holds] for codes in after], SIZES)
        for pair in product(rule.when["event"], rule.when["reply"]):
            moves.setdefault(pair, np.full(prod(SIZES), -1))[holds] = target
    return moves


def resets(table: Table, track: str) -> dict[Pair, Flags]:
    """For each event and reply, from which combinations of tracks it writes a track, be it with the same word."""
    marks: dict[Pair, Flags] = {}
    for rule in table.rules:
        holds = _holds(rule) & bool(rule.then[track])
        for pair in product(rule.when["event"], rule.when["reply"]):
            marks[pair] = marks[pair] | holds if pair in marks else holds
    return marks


def _holds(rule: Rule) -> Flags:
    """The combinations of tracks that a row accepts."""
    holds = np.ones(prod(SIZES), dtype=bool)
    for track, codes in zip(TRACKS, _EVERY, strict=True):
        if track in rule.asks:
            holds &= np.array([word in rule.asks[track] for word in WORDS[track]])[codes]
    return holds


def reopening(tables: Iterable[Table]) -> frozenset[str]:
    """The events that open a case again that had ended."""
    return frozenset[str]().union(*(rule.when["event"] for table in tables for rule in _reopening(table)))


def _reopening(table: Table) -> list[Rule]:
    return [rule for rule in table.rules if rule.then["outcome"] == "open"]


def _early(table: Table) -> frozenset[str]:
    """The events that open a case again, and for each condition of what only they do the event that meets it.

    They come first in a journal, so that nothing after them hangs on when they came.
    """
    rules, needed = _reopening(table), set(reopening([table]))
    others = [rule for rule in table.rules if not rule.when["event"] & needed]
    for track, word in {(track, rule.then[track]) for rule in rules for track in TRACKS if rule.then[track]}:
        if any(rule.then[track] == word for rule in others):
            continue
        needed |= _before([rule for rule in rules if rule.then[track] == word], others)
    return frozenset(needed)


def _before(rules: Sequence[Rule], others: Sequence[Rule]) -> frozenset[str]:
    """The events that meet what some rows ask and an empty journal does not, with those that come before them."""
    needed = frozenset[str]()
    for condition, start in Standing().tracks.items():
        words = frozenset[str]().union(*(rule.when[condition] for rule in rules))
        first = next((rule for rule in others if rule.then[condition] in words), None)
        if start not in words and first is not None:
            needed |= first.when["event"] | _before([first], others)
    return needed


def journals(editions: Editions) -> Journals:
    """The combinations of tracks that journals lead to, each with a shortest journal; breadth first from an empty one.

    An event that cannot happen under one edition changes nothing there. A case that does not end alike under both is
    compared there and not followed: its difference is told, and one would go on to every place while the other rests.
    """
    tables = editions.tables("journal")
    distinct = tables[:1] if all(table == tables[0] for table in tables) else tables
    first = frozenset[str]().union(*map(_early, distinct))
    moves = [leads(table) for table in distinct]
    pairs = sorted(dict.fromkeys(pair for each in moves for pair in each), key=lambda pair: pair[0] not in first)
    rests = np.arange(prod(SIZES))
    steps = [np.array([_or_rest(each.get(pair), rests) for pair in pairs]) for each in moves]
    front = np.full((1, len(distinct)), _EMPTY)
    reached: dict[Tracks, tuple[Pair, ...]] = {tuple(front[0].tolist()): ()}
    known = _numbers(front)
    while len(front):
        outcomes = np.unravel_index(front, SIZES)[TRACKS.index("outcome")]
        front = front[(outcomes == outcomes[:, :1]).all(axis=1)]
        targets = np.stack([each[:, side].T for each, side in zip(steps, front.T, strict=True)], axis=-1)
        targets = targets.reshape(-1, len(distinct))
        numbers = _numbers(targets)
        moved = np.flatnonzero(numbers != np.repeat(_numbers(front), len(pairs)))  # most events cannot happen there
        numbers, places = np.unique(numbers[moved], return_index=True)
        places = np.sort(moved[places[~np.isin(numbers, known)]])
        known = np.concatenate([known, _numbers(targets[places])])
        before = [*map(tuple, front.tolist())]
        for place, after in zip(places.tolist(), targets[places].tolist(), strict=True):
            reached[tuple(after)] = (*reached[before[place // len(pairs)]], pairs[place % len(pairs)])
        front = targets[places]
    return {tracks * (len(tables) // len(distinct)): path for tracks, path in reached.items()}


def _or_rest(after: Numbers | None, rests: Numbers) -> Numbers:
    """The next combination of tracks from each, the same one where an event cannot happen."""
    return rests if after is None else np.where(after >= 0, after, rests)


def _numbers(tracks: Numbers) -> Numbers:
    """A number for the combinations of all editions together."""
    numbers: Numbers = np.ravel_multi_index(tuple(tracks.T), (prod(SIZES),) * tracks.shape[1])
    return numbers


def word_of(name: str, tracks: Tracks) -> tuple[str, ...]:
    """The word of one track under each edition."""
    codes = np.unravel_index(tracks, SIZES)[TRACKS.index(name)]
    return tuple(WORDS[name][int(code)] for code in codes)
