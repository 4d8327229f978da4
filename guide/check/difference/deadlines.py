"""The deadlines that run in each standing under two editions: each stays the same, moves, comes or goes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from guide.book.clocks import CLOCKS, COPIED, accepts
from guide.book.events import TRACKS
from guide.book.facts import WORDS, Facts
from guide.check.difference.model import OLD
from guide.check.states import NOW
from guide.check.states.classes import alike_words
from guide.check.states.relation import firsts, group
from guide.check.states.standings import WAITS
from guide.engine.journal import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from guide.check.states import Editions, Walked
    from guide.check.states.relation import Codes, Flags, Numbers

    Became = Mapping[str, str]
    Changes = tuple[Mapping[str, Numbers], Numbers]  # by clock how it changes for each kind; the kind of each standing

#: How a deadline changes, in figures; 0 is a deadline that runs under no edition.
_WAYS = {"same": 1, "moved": 2, "gone": 3, "new": 4}
#: Days copied from the app; which day it is does not matter here.
_COPIED = Facts(**dict.fromkeys(COPIED.values(), NOW + timedelta(days=1)))  # type: ignore[arg-type]


def _alike(track: str) -> Codes:
    """A number for each word of a track, the same for words at which the same deadlines run or none does.

    A deadline that is computed looks at every word of the platform, so these are all told apart. It looks at those of
    the seller, too, but each exchange has a number of its own.
    """
    if track == "platform":
        return np.arange(len(WORDS[track]))
    declared = [clock.runs[track] for clock in CLOCKS.values() if track in clock.runs]
    told = [frozenset(word for word in WORDS[track] if accepts(words, word)) for words in declared]
    return alike_words(track, [*told, frozenset({"open"})])


_ALIKE = {track: _alike(track) for track in TRACKS}


class Deadlines:
    """The changes of the deadlines of all standings, without those that the parcel decides.

    No deadline looks at two of these: the exchange with the seller, the moment since which another body has the case,
    and the one since which the platform has it. So those with one of them alone are all of them.
    """

    def __init__(self, editions: Editions, standings: Walked) -> None:
        self.editions, self.standings = editions, standings
        self._copies: dict[tuple[Standing, ...], Became] = {}

    @property
    def alike(self) -> bool:
        """Whether none can change: both editions have the same limits, and see the same tracks everywhere."""
        return self.editions.same_limits and self.standings.relation.alike(TRACKS)

    @cached_property
    def _of_bodies(self) -> list[Changes]:
        return [self._each(TRACKS, self.standings.parts[:, 2 + n], partial(self._body, track))
                for n, track in enumerate(WAITS)]  # fmt: skip

    @cached_property
    def _of_seller(self) -> Changes:
        tracks = [track for track in TRACKS if track != "rung"]
        return self._each(tracks, self.standings.parts[:, 1], self._seller)

    def becoming(self, clock: str, *became: str) -> Flags:
        """The standings in which a deadline changes in one of these ways: same, moved, gone, new."""
        changes = np.zeros(len(self.standings), dtype=bool)
        for ways, kind in (self._of_seller, *self._of_bodies):  # where two know it, the later one decides
            if clock in ways:
                way = ways[clock][kind]
                changes = np.where(way > 0, np.isin(way, [_WAYS[each] for each in became]), changes)
        return changes

    def runs(self, clock: str, edition: int) -> Flags:
        """The standings in which a deadline runs under one edition."""
        return self.becoming(clock, "same", "moved", "gone" if edition == OLD else "new")

    def _each(self, tracks: Sequence[str], part: Numbers, became: Callable[[int], Became]) -> Changes:
        """The changes of the deadlines for each kind of standing, and the kind of each standing."""
        codes = (_ALIKE[track][codes] for track in tracks for codes in self.standings.relation.columns[track])
        kind, many = group([part, *codes], len(self.standings))
        ways: dict[str, Numbers] = defaultdict(lambda: np.zeros(many, dtype=np.int64))
        for n, number in enumerate(firsts(kind, many)):
            for clock, way in became(int(number)).items():
                ways[clock][n] = _WAYS[way]
        return dict(ways), kind

    def _body(self, track: str, number: int) -> Became:
        """With the moment of one body alone, and the days copied from the app."""
        since = self.standings.waits[track][self.standings.parts[number, 2 + [*WAITS].index(track)]].since
        moments = {"rung_at": since} if track == "rung" else {"applied_at": since, "platform_at": since}
        tracks = self._tracks(number)
        return {**dict(self._ends(Facts(), [replace(each, **moments) for each in tracks])), **self._copied(*tracks)}

    def _copied(self, *tracks: Standing) -> Became:
        """The days copied from the app, which look at the tracks alone."""
        if tracks not in self._copies:
            ends = self._ends(_COPIED, tracks)
            self._copies[tracks] = {clock: how for clock, how in ends if clock in COPIED}
        return self._copies[tracks]

    def _seller(self, number: int) -> Became:
        """Without a body that was asked later."""
        exchange = self.standings.exchanges[self.standings.parts[number, 1]]
        asked = [
            replace(exchange.standing(tracks.seller), platform=tracks.platform, outcome=tracks.outcome)
            for tracks in self._tracks(number)
        ]
        return dict(self._ends(Facts(promised_by=exchange.promised_by), asked))

    def _ends(self, facts: Facts, standings: Sequence[Standing]) -> tuple[tuple[str, str], ...]:
        return self.editions.reading((), [facts] * len(standings), standings).ends

    def _tracks(self, number: int) -> list[Standing]:
        """The tracks under each edition."""
        columns = self.standings.relation.columns
        sides = zip(*([WORDS[track][codes[number]] for codes in columns[track]] for track in TRACKS), strict=True)
        return [Standing(*tracks) for tracks in sides]
