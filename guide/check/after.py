"""Moves between standings: an event happens now, or a long time passes. One edition only."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.book.kinds import SELLER_EVENTS, TRACKS
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


class After:
    """For every standing the number of the next one, as an array."""

    def __init__(self, editions: Editions, standings: Walked) -> None:
        self.editions, self.standings = editions, standings
        self.leads: Mapping[Pair, Numbers] = leads(editions.tables("journal")[0])
        self._tracks = np.array(standings.tracks)[:, 0]
        self._kinds = {self._kind(exchange): number for number, exchange in enumerate(standings.exchanges)}

    def _kind(self, exchange: Exchange) -> tuple[object, ...]:
        return exchange.sellers, exchange.reading(self.editions)

    def event(self, pair: Pair) -> Numbers:
        """The next standings when this event, with its reply, happens now; -1 where it cannot happen."""
        here = self._tracks[self.standings.parts[:, 0]]
        can = np.flatnonzero(self.leads[pair][here] >= 0)
        _, exchange, *waits = self.standings.parts[can].T
        here, after_event = here[can], self.leads[pair][here[can]]
        exchanges = self._numbers(self._stepped(exchange, pair) for exchange in self.standings.exchanges)
        after = []
        for track, wait in zip(WAITS, waits, strict=True):
            now = np.unravel_index(after_event, SIZES)[TRACKS.index(track)]
            after.append(np.where(self._resets[track][pair][here], self._starts[track][now], wait))
        numbers = np.full(len(self.standings), -1)
        numbers[can] = self.standings.number(self._place[after_event], exchanges[exchange], *after)
        return numbers

    def time(self) -> Numbers:
        """The next standings when every clock has run out."""
        tracks, exchange, *_ = self.standings.parts.T
        here = self._tracks[tracks]
        later = self._numbers(map(_later, self.standings.exchanges))
        words = (np.unravel_index(here, SIZES)[TRACKS.index(track)] for track in WAITS)
        ended = [self._ends[track][word] for track, word in zip(WAITS, words, strict=True)]
        return self.standings.number(tracks, later[exchange], *ended)

    def _numbers(self, moved: Iterable[Exchange]) -> Numbers:
        """The number of each exchange after a move; -1 for a kind that no journal leads to."""
        pairs = zip(self.standings.exchanges, moved, strict=True)
        kinds = (self._kinds.get(self._kind(after), -1) if after != one else n for n, (one, after) in enumerate(pairs))
        return np.array([*kinds])

    def _stepped(self, exchange: Exchange, pair: Pair) -> Exchange:
        """The exchange after an event; as it was where the event cannot happen or is none of the seller’s."""
        if pair[0] not in SELLER_EVENTS:
            return exchange
        table = self.editions.tables("journal")[0]
        moved = step(table, exchange.standing(*exchange.sellers), Event(pair[0], NOW, pair[1]))
        if moved is None:
            return exchange
        moments = (moved.contacted_at, moved.replied_at, moved.reminded_at)
        return Exchange((moved.seller,), *moments, exchange.promised_by)

    @cached_property
    def _place(self) -> Numbers:
        """For each combination of tracks its number among those that journals lead to; -1 where none does."""
        place = np.full(int(np.prod(SIZES)), -1)
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
