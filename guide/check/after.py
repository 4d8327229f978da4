"""Moves between standings: an event happens now, or a long time passes. One edition only."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.book.kinds import TRACKS
from guide.check.states.editions import NOW
from guide.check.states.standings import RUNG_WAIT, Exchange
from guide.check.states.tracks import SIZES, leads
from guide.engine.journal import Event, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.check.states import Editions, Walked
    from guide.check.states.relation import Numbers
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
        tracks, exchange, wait = self.standings.parts.T
        here = self._tracks[tracks]
        after_event = self.leads[pair][here]
        exchanges = self._numbers(self._stepped(exchange, pair) for exchange in self.standings.exchanges)
        before, now = (
            np.unravel_index(numbers, SIZES)[TRACKS.index("rung")] for numbers in (here, np.maximum(after_event, 0))
        )
        after = self._number[after_event, exchanges[exchange], np.where(before == now, wait, self._waits[0][now])]
        return np.where(after_event < 0, -1, after)

    def time(self) -> Numbers:
        """The next standings when every clock has run out."""
        tracks, exchange, _ = self.standings.parts.T
        here = self._tracks[tracks]
        later = self._numbers(map(_later, self.standings.exchanges))
        rung = np.unravel_index(here, SIZES)[TRACKS.index("rung")]
        after: Numbers = self._number[here, later[exchange], self._waits[1][rung]]
        return after

    def _numbers(self, moved: Iterable[Exchange]) -> Numbers:
        """The number of each exchange after a move; -1 for a kind that no journal leads to."""
        pairs = zip(self.standings.exchanges, moved, strict=True)
        kinds = (self._kinds.get(self._kind(after), -1) if after != one else n for n, (one, after) in enumerate(pairs))
        return np.array([*kinds])

    def _stepped(self, exchange: Exchange, pair: Pair) -> Exchange:
        """The exchange after an event; as it was where the event cannot happen."""
        table = self.editions.tables("journal")[0]
        moved = step(table, exchange.standing(*exchange.sellers), Event(pair[0], NOW, pair[1]))
        if moved is None:
            return exchange
        moments = (moved.contacted_at, moved.replied_at, moved.reminded_at)
        return Exchange((moved.seller,), *moments, exchange.promised_by)

    @cached_property
    def _number(self) -> Numbers:
        """Numbers of standings, by tracks, exchange and wait; -1 where no standing has them."""
        tracks, exchange, wait = self.standings.parts.T
        sizes = (int(np.prod(SIZES)), len(self.standings.exchanges), len(self.standings.waits))
        numbers = np.full(sizes, -1)
        numbers[self._tracks[tracks], exchange, wait] = np.arange(len(self.standings))
        return numbers

    @cached_property
    def _waits(self) -> tuple[Numbers, Numbers]:
        """For each rung the wait that begins now, and the one that is over."""
        words = [WORDS[RUNG_WAIT].index(wait.reading(self.editions).words[0][0]) for wait in self.standings.waits]
        known = [[n for n, wait in enumerate(self.standings.waits) if wait.rungs == (rung,)] for rung in WORDS["rung"]]
        starts, ends = (
            np.array([choose(of_rung, key=words.__getitem__, default=0) for of_rung in known]) for choose in (min, max)
        )
        return starts, ends


def _later(exchange: Exchange) -> Exchange:
    """The exchange after a long time: the moment of looking stays, the past moves back."""
    return Exchange(exchange.sellers, *(at and at - _LONG for at in exchange[1:]))
