"""Moves between standings: an event happens now, or a long time passes. One edition only.

A part of a standing counts with some combinations of tracks alone: after a ruling nobody asks when the seller answered.
Standings that differ in what does not count are one, the first of them; moves lead from and to these.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.clocks import accepts
from guide.book.events import SELLER_EVENTS, TRACKS
from guide.book.facts import WORDS
from guide.check.states.editions import NOW
from guide.check.states.standings import WAITS, Exchange
from guide.check.states.tracks import SIZES, leads, resets
from guide.engine.journal import Event, step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from guide.check.states import Editions, Walked
    from guide.check.states.relation import Flags, Numbers
    from guide.check.states.tracks import Pair

_LONG = timedelta(days=366)  # by then every clock has run out


class Step(NamedTuple):
    """A move: the standings that count in which it can happen, by their place, and for each of them the next one."""

    at: Numbers
    to: Numbers


class After:
    """The moves from all standings that count; `told` has equal numbers for standings with the same advice.

    An event happens always, or, if it is an answer, where a track has one of some words.
    """

    def __init__(
        self, editions: Editions, standings: Walked, told: Numbers, events: Mapping[str, tuple[str, str] | None]
    ) -> None:
        self.editions, self.standings = editions, standings
        self.leads: dict[Pair, Numbers] = {}
        for pair, to in leads(editions.tables("journal")[0]).items():
            if pair[0] in events:
                track, words = events[pair[0]] or ("seller", "!")
                awaited = np.array([accepts(words, word) for word in WORDS[track]])[self._words[track]]
                self.leads[pair] = np.where(awaited, to, -1)
        self._tracks = np.array(standings.tracks)[:, 0]
        self._kinds = {self._kind(exchange): number for number, exchange in enumerate(standings.exchanges)}
        self._moved = {pair: self._numbers(self._stepped(one, pair) for one in standings.exchanges)
                       for pair in self.leads}  # fmt: skip
        self._later = self._numbers(map(_later, standings.exchanges))
        self.kept, self.of = self._merged(told)
        self._parts = standings.parts[self.kept]

    def _merged(self, told: Numbers) -> tuple[Numbers, Numbers]:
        """The standings that count, by number, and for every standing its place among them, or that of its like."""
        tracks, *parts = self.standings.parts.T
        here, starts, widths = self._tracks[tracks], *(self.standings.blocks[:, at::2].T for at in (1, 2))
        steps = [widths[at:].prod(axis=0) for at in range(1, len(parts) + 1)]
        aside = [(part - start[tracks]) * step[tracks] for part, start, step in zip(parts, starts, steps, strict=True)]
        first = np.arange(len(tracks))
        counts = np.zeros((len(parts), prod(SIZES)), dtype=bool)
        for flags, back in zip(counts, aside, strict=True):
            flags[here[told != told[first - back]]] = True
        counts[0] |= self._lost(self._later)  # it decides whether there is a move at all
        for pair, to in self.leads.items():
            counts[0] |= self._lost(self._moved[pair]) & (to >= 0)
        self._spread(counts)
        for flags, back in zip(counts, aside, strict=True):
            first -= np.where(flags[here], 0, back)
        kept = first == np.arange(len(first))
        return np.flatnonzero(kept), (np.cumsum(kept) - 1)[first]

    def _lost(self, moved: Numbers) -> Flags:
        """The combinations of tracks with an exchange that a move leads to no known one."""
        lost = {one.sellers[0] for one, to in zip(self.standings.exchanges, moved, strict=True) if to < 0}
        return np.array([word in lost for word in WORDS["seller"]])[self._words["seller"]]

    def _spread(self, counts: Flags) -> None:
        """Each part counts, too, where an event leads to where it counts and does not set it anew."""
        anew: list[Mapping[Pair, Flags]] = [{}, *(self._resets[track] for track in WAITS)]
        before = -1
        while (many := int(np.count_nonzero(counts))) > before:
            before = many
            for pair, to in self.leads.items():
                for flags, sets in zip(counts, anew, strict=True):
                    flags |= (to >= 0) & flags[to] & ~sets.get(pair, np.False_)

    def _kind(self, exchange: Exchange) -> tuple[object, ...]:
        return exchange.sellers, exchange.reading(self.editions)

    def event(self, pair: Pair) -> Step:
        """This event, with its reply, happens now."""
        at = np.flatnonzero((self.leads[pair] >= 0)[self._tracks][self._parts[:, 0]])
        tracks, exchange, *waits = self._parts[at].T
        here = self._tracks[tracks]
        after_event = self.leads[pair][here]
        moved = self._moved[pair][exchange]
        if pair[0] in self.standings.reopening:  # of the seller where it writes that track
            moved = np.where(self._words["seller"][here] == self._words["seller"][after_event], exchange, moved)
        after = []
        for track, wait in zip(WAITS, waits, strict=True):
            now = self._words[track][after_event]
            after.append(np.where(self._resets[track][pair][here], self._starts[track][now], wait))
        return self._step(at, self.standings.number(self._place[after_event], moved, *after))

    def time(self) -> Step:
        """A long time passes, and every clock has run out."""
        tracks, exchange, *_ = self._parts.T
        here = self._tracks[tracks]
        ended = [self._ends[track][self._words[track][here]] for track in WAITS]
        return self._step(np.arange(len(tracks)), self.standings.number(tracks, self._later[exchange], *ended))

    def _step(self, at: Numbers, to: Numbers) -> Step:
        """A move, without those that lead to a standing that no journal leads to: their number is -1."""
        known = to >= 0
        return Step(at[known], self.of[to[known]])

    def _numbers(self, moved: Iterable[Exchange]) -> Numbers:
        """The number of each exchange after a move; -1 for a kind that no journal leads to."""
        pairs = zip(self.standings.exchanges, moved, strict=True)
        kinds = (self._kinds.get(self._kind(after), -1) if after != one else n for n, (one, after) in enumerate(pairs))
        return np.array([*kinds])

    def _stepped(self, exchange: Exchange, pair: Pair) -> Exchange:
        """The exchange after an event; as it was where the event cannot happen or is none of the seller’s."""
        reopens = pair[0] in self.standings.reopening
        if pair[0] not in SELLER_EVENTS and not reopens:
            return exchange
        table, before = self.editions.tables("journal")[0], exchange.standing(*exchange.sellers)
        every = [replace(before, outcome=word) for word in WORDS["outcome"]] if reopens else [before]
        moves = (step(table, each, Event(pair[0], NOW, pair[1])) for each in every)
        moved = next(filter(None, moves), None)
        if moved is None:
            return exchange
        moments = (moved.contacted_at, moved.replied_at, moved.reminded_at)
        return Exchange((moved.seller,), *moments, exchange.promised_by)

    @cached_property
    def _words(self) -> Mapping[str, Numbers]:
        """Track -> the word in each combination of tracks."""
        return dict(zip(TRACKS, np.unravel_index(np.arange(prod(SIZES)), SIZES), strict=True))

    @cached_property
    def _place(self) -> Numbers:
        """For each combination of tracks its number among those that journals lead to; -1 where none does."""
        place = np.full(prod(SIZES), -1)
        place[self._tracks] = np.arange(len(self._tracks))
        return place

    @cached_property
    def _resets(self) -> Mapping[str, Mapping[Pair, Flags]]:
        table = self.editions.tables("journal")[0]
        return {track: resets(table, track) for track in WAITS}

    @cached_property
    def _starts(self) -> Mapping[str, Numbers]:
        """Track -> for each of its words the wait that begins now."""
        return {track: self._chosen(track, min) for track in WAITS}

    @cached_property
    def _ends(self) -> Mapping[str, Numbers]:
        """Track -> for each of its words the wait that is over."""
        return {track: self._chosen(track, max) for track in WAITS}

    def _chosen(self, track: str, choose: Callable[..., int]) -> Numbers:
        waits, name = self.standings.waits[track], WAITS[track]
        words = [WORDS[name].index(wait.reading(self.editions).words[0][0]) for wait in waits]
        known = [[n for n, wait in enumerate(waits) if wait.words == (word,)] for word in WORDS[track]]
        return np.array([choose(of_word, key=words.__getitem__, default=0) for of_word in known])


def _later(exchange: Exchange) -> Exchange:
    """The exchange after a long time: the moment of looking stays, the past moves back."""
    return Exchange(exchange.sellers, *(at and at - _LONG for at in exchange[1:]))
