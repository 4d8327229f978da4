"""All standings that a journal can lead to; every edition is given the same events and moments.

A standing has three parts that move almost on their own: the tracks (journal.csv), the clocks of the exchange with the
seller, and the clock of the body that was asked last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, reduce
from itertools import product
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np

from guide.book.facts import WORDS, Facts
from guide.book.kinds import CLOCKS, PARCEL_READINGS, READINGS, TRACKS
from guide.check.states.editions import NOW
from guide.check.states.relation import Relation, decide
from guide.check.states.tracks import SIZES, journals, word_of
from guide.engine.clocks.readings import PROMISING
from guide.engine.journal import Event, Standing, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from guide.check.states.editions import ComparedReading, Editions
    from guide.check.states.relation import Numbers
    from guide.check.states.tracks import Journals, Tracks

Part = TypeVar("Part", "Exchange", "Wait")
#: The clock of the body that was asked last, and the clocks of the exchange with the seller.
RUNG_WAIT = "rung_wait"
EXCHANGE = tuple(name for name in READINGS if name not in PARCEL_READINGS and name != RUNG_WAIT)
NAMES = (*TRACKS, *EXCHANGE, RUNG_WAIT)
#: After these nobody is written to any more, so they come last in a journal.
_ENDING = ("received", "refunded", "case_closed", "court_ended")


class Exchange(NamedTuple):
    """The moments of an exchange with the seller, and the day that the seller named, if any."""

    sellers: tuple[str, ...]  # the seller's track under each edition
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    reminded_at: datetime | None = None
    promised_by: datetime | None = None

    def standing(self, seller: str) -> Standing:
        """The exchange as the journal keeps it where the seller's track has this word."""
        contacted = seller != "none"
        return Standing(
            seller,
            contacted_at=self.contacted_at if contacted else None,
            replied_at=self.replied_at if contacted and seller != "silent" else None,
            reminded_at=self.reminded_at if contacted else None,
        )

    def reading(self, editions: Editions) -> ComparedReading:
        """The readings of the clocks of the exchange."""
        facts = Facts(promised_by=self.promised_by)
        return editions.reading(EXCHANGE, [facts] * len(editions), [self.standing(seller) for seller in self.sellers])


class Wait(NamedTuple):
    """The moment since which the case lies with the body that was asked last."""

    rungs: tuple[str, ...]  # the rung under each edition
    since: datetime

    def reading(self, editions: Editions) -> ComparedReading:
        """The reading of the clock of that body."""
        standings = [Standing(platform="rejected", rung=rung, rung_at=self.since) for rung in self.rungs]
        return editions.reading((RUNG_WAIT,), [Facts()] * len(editions), standings)


@dataclass(frozen=True, eq=False)
class Walked:
    """All standings by number: combination of tracks, exchange, and wait for the last body."""

    journals: Journals
    exchanges: tuple[Exchange, ...]  # one of each kind
    waits: tuple[Wait, ...]  # one of each kind
    parts: Numbers  # a row a standing: which journal, which exchange, which wait
    relation: Relation  # the words of each standing, with what patience.csv says of them

    def __len__(self) -> int:
        return len(self.parts)

    @cached_property
    def tracks(self) -> tuple[Tracks, ...]:
        """The combinations of tracks, by number."""
        return tuple(self.journals)

    @cached_property
    def lengths(self) -> Numbers:
        """The number of events in the journal of each standing."""
        events = np.array([len(journal) for journal in self.journals.values()])
        reminders = np.array([exchange.reminded_at is not None for exchange in self.exchanges])
        lengths: Numbers = events[self.parts[:, 0]] + reminders[self.parts[:, 1]]
        return lengths

    def journal(self, number: int) -> tuple[tuple[Event, ...], datetime | None]:
        """A shortest journal to a standing, with moments that fit its clocks; and the day the seller named."""
        tracks, kind, wait = (int(part) for part in self.parts[number])
        exchange, since = self.exchanges[kind], self.waits[wait].since
        moments = {"seller_contacted": exchange.contacted_at, "seller_replied": exchange.replied_at}
        path = self.journals[self.tracks[tracks]]
        events = [Event(event, at, reply) for event, reply in path if (at := moments.get(event))]
        if exchange.reminded_at is not None:
            events.append(Event("seller_reminded", exchange.reminded_at))
        rest = [
            Event(event, NOW if event in _ENDING else since, reply) for event, reply in path if not moments.get(event)
        ]
        return in_order((*events, *rest)), exchange.promised_by


def _exchanges(editions: Editions, sellers: tuple[str, ...]) -> Iterator[Exchange]:
    """The exchange with the seller, with every order of its moments at and around every limit."""
    if {*sellers} == {"none"}:
        yield Exchange(sellers)
        return
    limits = dict.fromkeys(limit for name in EXCHANGE for limit in READINGS[name].limits)
    ages = editions.fine_ages(*limits)
    ages.append(ages[-1] + max(editions.fine_ages("seller.fair")))
    silent = {*sellers} <= {"none", "silent"}
    promises = [None, NOW + timedelta(days=1), NOW - timedelta(minutes=1)] if {*sellers} & {*PROMISING} else [None]
    for contacted in ages:
        since = [NOW - age for age in ages if age <= contacted]
        for replied in [None] if silent else since:
            # A reminder before the last answer says nothing any more.
            reminders = [at for at in since if replied is None or at >= replied]
            for reminded, promised in product([None, *reminders], promises):
                yield Exchange(sellers, NOW - contacted, replied, reminded, promised)


def _waits(editions: Editions, rungs: tuple[str, ...]) -> Iterator[Wait]:
    """The last body, asked at and around the limit of its time to answer."""
    limits = [limit for rung in rungs if rung in CLOCKS for limit in CLOCKS[rung].limits]
    yield from (Wait(rungs, NOW - age) for age in editions.fine_ages(*limits))


def walk(editions: Editions) -> Walked:
    """All standings: the reachable tracks, each with everything its clocks can say."""
    paths = journals(editions)
    sellers, rungs = ([word_of(name, tracks) for tracks in paths] for name in ("seller", "rung"))
    exchanges, waits = _Kinds(editions, sellers, _exchanges), _Kinds(editions, rungs, _waits)
    parts = np.array(
        [
            (number, *pair)
            for number, (seller, rung) in enumerate(zip(sellers, rungs, strict=True))
            for pair in product(exchanges.numbers[seller], waits.numbers[rung])
        ]
    )
    codes = np.array(np.unravel_index(np.array([*paths]).T, SIZES), dtype=np.uint8)
    tracks = Relation({}, len(paths)).add(dict(zip(TRACKS, codes, strict=True)))
    halves = (tracks, exchanges.relation(EXCHANGE), waits.relation((RUNG_WAIT,)))
    words = reduce(Relation.beside, (half.take(part) for half, part in zip(halves, parts.T, strict=True)))
    relation = decide(editions.tables("patience"), words)
    return Walked(paths, tuple(exchanges.kinds), tuple(waits.kinds), parts, relation)


class _Kinds(Generic[Part]):
    """One exchange or wait of each kind: all of one kind have the same readings under every edition."""

    def __init__(
        self,
        editions: Editions,
        tracks: Iterable[tuple[str, ...]],
        every: Callable[[Editions, tuple[str, ...]], Iterable[Part]],
    ) -> None:
        self.numbers: dict[tuple[str, ...], range] = {}  # the words of a track -> its kinds
        self.kinds: list[Part] = []
        self._readings: list[ComparedReading] = []
        for words in dict.fromkeys(tracks):
            kinds: dict[ComparedReading, Part] = {}
            for part in every(editions, words):
                kinds.setdefault(part.reading(editions), part)
            self.numbers[words] = range(len(self.kinds), len(self.kinds) + len(kinds))
            self.kinds += kinds.values()
            self._readings += kinds

    def relation(self, names: Sequence[str]) -> Relation:
        """The words of the clocks for each kind."""
        codes = [
            [[WORDS[name].index(word) for name, word in zip(names, words, strict=True)] for words in reading.words]
            for reading in self._readings
        ]
        columns = np.array(codes, dtype=np.uint8).T  # a column, an edition, a kind
        return Relation({}, len(self.kinds)).add(dict(zip(names, columns, strict=True)))
