"""All standings that a journal can lead to; every edition is given the same events and moments.

A standing has four parts that move almost on their own: the tracks (journal.csv), the clocks of the exchange with the
seller, the clock of the body that was asked last, and the clock of the platform.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial, reduce
from itertools import chain, product
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np

from guide.book.chain import EXCHANGE as KIND_EXCHANGE
from guide.book.chain import named
from guide.book.clocks import ANSWERING, APPEALABLE, FOLLOWING, PARCEL_READINGS, READINGS
from guide.book.events import SELLER_EVENTS, TRACKS
from guide.book.facts import WORDS, Facts
from guide.check.states.editions import NOW
from guide.check.states.relation import Relation, decide, firsts, group
from guide.check.states.tracks import SIZES, journals, reopening
from guide.engine.clocks.readings import PROMISING
from guide.engine.journal import Event, Standing, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from guide.check.states.editions import ComparedReading, Editions
    from guide.check.states.relation import Codes, Numbers
    from guide.check.states.tracks import Journals, Pair, Tracks

Part = TypeVar("Part", "Exchange", "Wait")
#: The clocks of the bodies that were asked, each with its track, and the limit for each word of that.
WAITS: Mapping[str, str] = {"rung": "rung_wait", "platform": "platform_wait"}
_LIMITS: Mapping[str, Mapping[str, str]] = {"rung": ANSWERING, "platform": FOLLOWING}
#: The clocks of the exchange with the seller, and the tables that a standing decides.
EXCHANGE = tuple(name for name in READINGS if name not in PARCEL_READINGS and name not in WAITS.values())
DECIDED = named(roles=(KIND_EXCHANGE,))
NAMES = (*TRACKS, *EXCHANGE, *WAITS.values())
#: Words of the seller's track to which no answer belongs.
_UNANSWERED = frozenset({"none", "silent", "requested", "dropped"})
#: The word after a refund was taken back. What was answered before needs no moment: a new message has them all.
_REVERSED = "reversed"
#: After these nobody is written to any more, so they come last in a journal.
_ENDING = ("received", "refunded", "case_closed")


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
            replied_at=None if seller in _UNANSWERED else self.replied_at,
            reminded_at=self.reminded_at if contacted else None,
        )

    def journal(self, path: Sequence[Pair], reopened: bool) -> Iterator[Event]:
        """The events of the exchange that a path of journal.csv names, with moments that fit its clocks.

        What comes first sets the moment of contact, unless a case was opened again: that has set it already.
        """
        first = path[0][0] if path else ""
        applied = path and path[-1][0] == "refund_requested"
        later = (applied and self.reminded_at) or (first == "seller_replied" and self.replied_at) or self.contacted_at
        if first != "seller_contacted" and self.contacted_at and (reopened or later != self.contacted_at):
            path = [("seller_contacted", "none"), *path]
        for event, reply in path:
            at = {"contacted_at": self.contacted_at, "replied_at": self.replied_at}.get(SELLER_EVENTS[event])
            yield Event(event, at or (self.reminded_at if applied else None) or self.contacted_at or NOW, reply)
        if self.reminded_at is not None and not applied:
            yield Event("seller_reminded", self.reminded_at)

    def reading(self, editions: Editions) -> ComparedReading:
        """The readings of the clocks of the exchange."""
        facts = Facts(promised_by=self.promised_by)
        return editions.reading(EXCHANGE, [facts] * len(editions), [self.standing(seller) for seller in self.sellers])


class Wait(NamedTuple):
    """The moment since which the case lies with a body: the one that was asked last, or the platform."""

    track: str
    words: tuple[str, ...]  # the word of the track under each edition
    since: datetime
    appeal: datetime | None = None  # the last day for an appeal that the app shows

    def reading(self, editions: Editions) -> ComparedReading:
        """The reading of the clock of that body."""
        asked = Standing(platform="rejected", platform_at=self.since, rung_at=self.since)
        standings = [replace(asked, **{self.track: word}) for word in self.words]  # type: ignore[arg-type]
        facts = Facts(appeal_deadline=self.appeal)
        return editions.reading((WAITS[self.track],), [facts] * len(editions), standings)


@dataclass(frozen=True, eq=False)
class Walked:
    """All standings by number: combination of tracks, exchange, wait for the last body, and wait for the platform.

    Those of one combination of tracks follow each other, all their parts multiplied out.
    """

    journals: Journals
    exchanges: tuple[Exchange, ...]  # one of each kind
    waits: Mapping[str, tuple[Wait, ...]]  # track -> one of each kind
    blocks: Numbers  # a row a combination of tracks: its first standing, then the first of each part and how many
    parts: Numbers  # a row a standing: which journal, exchange, wait for the last body, wait for the platform
    relation: Relation  # the words of each standing, with what the tables about it say
    by_platform: frozenset[str]  # the events that write the platform's track
    by_rung: frozenset[str]  # the events that write the track of the body that was asked last
    reopening: frozenset[str]  # the events that open a case again

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

    @cached_property
    def by_length(self) -> Numbers:
        """The standings in the order of the length of their journals."""
        return np.argsort(self.lengths, kind="stable")

    def journal(self, number: int) -> tuple[tuple[Event, ...], Mapping[str, datetime]]:
        """A shortest journal to a standing, with moments that fit its clocks; and the days that were named."""
        tracks, kind, *waits = (int(part) for part in self.parts[number])
        rung, platform = (self.waits[track][wait] for track, wait in zip(WAITS, waits, strict=True))
        by_platform = self.by_platform if {*platform.words} & FOLLOWING.keys() else frozenset()
        path = self.journals[self.tracks[tracks]]
        turn = next((number for number, (event, _) in enumerate(path, 1) if event in self.reopening), 0)
        rest = [
            Event(event, NOW if event in _ENDING else (platform if event in by_platform else rung).since, reply)
            for event, reply in path[turn:]
            if event not in SELLER_EVENTS
        ]
        exchange = self.exchanges[kind]
        told = exchange.journal([pair for pair in path[turn:] if pair[0] in SELLER_EVENTS], turn > 0)
        later = in_order((*told, *rest))
        start = later[0].at if later else NOW
        if {event for event, _ in path[:turn]} & self.by_rung and not {
            event for event, _ in path[turn:]
        } & self.by_rung:
            start = min(start, rung.since)  # that body was asked before the case was opened again
        before = [Event(event, start, reply) for event, reply in path[:turn]]
        named = {"promised_by": exchange.promised_by, "appeal_deadline": platform.appeal}
        return (*before, *later), {fact: day for fact, day in named.items() if day is not None}

    def number(self, tracks: Numbers, *parts: Numbers) -> Numbers:
        """The number of each standing with these parts; -1 where a combination of tracks has no such part."""
        first, *bounds = self.blocks[tracks].T
        number, known = np.zeros_like(first), np.ones(len(first), dtype=bool)
        for part, start, many in zip(parts, bounds[::2], bounds[1::2], strict=True):
            known &= (part >= start) & (part < start + many)
            number = number * many + (part - start)
        return np.where(known, first + number, -1)


def _exchanges(editions: Editions, sellers: tuple[str, ...]) -> Iterator[Exchange]:
    """The exchange with the seller, with every order of its moments at and around every limit."""
    if {*sellers} == {"none"}:
        yield Exchange(sellers)
        return
    limits = dict.fromkeys(limit for name in EXCHANGE for limit in READINGS[name].limits)
    ages = editions.fine_ages(*limits)
    ages.append(ages[-1] + max(editions.fine_ages("seller.fair")))
    unanswered = {*sellers} <= _UNANSWERED | {_REVERSED}
    applied = "requested" in sellers  # an application names a time
    promises = [None, NOW + timedelta(days=1), NOW - timedelta(minutes=1)] if {*sellers} & {*PROMISING} else [None]
    for contacted in ages:
        since = [NOW - age for age in ages if age <= contacted]
        for replied in [None] if unanswered else since:
            # A reminder before the last answer says nothing any more.
            reminders = [at for at in since if replied is None or at >= replied]
            for reminded, promised in product(reminders if applied else [None, *reminders], promises):
                yield Exchange(sellers, NOW - contacted, replied, reminded, promised)


def _waits(track: str, editions: Editions, words: tuple[str, ...]) -> Iterator[Wait]:
    """A body, asked at and around the limit of its time to answer."""
    limits = [_LIMITS[track][word] for word in words if word in _LIMITS[track]]
    appeals = [None, NOW] if track == "platform" and {*words} & {*APPEALABLE} else [None]
    yield from (Wait(track, words, NOW - age, at) for age in editions.fine_ages(*limits) for at in appeals)


def walk(editions: Editions) -> Walked:
    """All standings: the reachable tracks, each with everything its clocks can say."""
    paths = journals(editions)
    codes = np.array(np.unravel_index(np.array([*paths]).T, SIZES), dtype=np.uint8)  # a track, an edition, a path
    sides = dict(zip(TRACKS, codes, strict=True))
    exchanges = _Kinds(editions, "seller", sides["seller"], _exchanges)
    waits = {track: _Kinds(editions, track, sides[track], partial(_waits, track)) for track in WAITS}
    ranges = [exchanges.ranges, *(kinds.ranges for kinds in waits.values())]
    many = np.prod([each for _, each in ranges], axis=0)
    blocks = np.array([np.cumsum(many) - many, *chain.from_iterable(ranges)]).T
    parts = _parts(blocks, many)
    tracks = Relation({}, len(paths)).add(sides)
    halves = [tracks, exchanges.relation(EXCHANGE), *(waits[track].relation((WAITS[track],)) for track in WAITS)]
    relation = reduce(Relation.beside, (half.take(part) for half, part in zip(halves, parts.T, strict=True)))
    for table in DECIDED:
        relation = decide(editions.tables(table), relation)
    lasting = {track: tuple(kind.kinds) for track, kind in waits.items()}
    by_platform, by_rung = (_writing(editions, track) for track in ("platform", "rung"))
    reopens = reopening(editions.tables("journal"))
    return Walked(paths, tuple(exchanges.kinds), lasting, blocks, parts, relation, by_platform, by_rung, reopens)


def _writing(editions: Editions, track: str) -> frozenset[str]:
    """The events that write a track under any edition."""
    rules = (rule for table in editions.tables("journal") for rule in table.rules if rule.then[track])
    return frozenset[str]().union(*(rule.when["event"] for rule in rules))


def _parts(blocks: Numbers, many: Numbers) -> Numbers:
    """The parts of each standing, those of one combination of tracks multiplied out."""
    tracks = np.repeat(np.arange(len(blocks), dtype=np.int32), many)
    first, *bounds = (bound.astype(np.int32)[tracks] for bound in blocks.T)
    rest, columns = np.arange(len(tracks), dtype=np.int32) - first, []
    for start, width in [*zip(bounds[::2], bounds[1::2], strict=True)][::-1]:
        rest, part = np.divmod(rest, width)
        columns.append(start + part)
    return np.array([tracks, *columns[::-1]]).T


class _Kinds(Generic[Part]):
    """One exchange or wait of each kind: all of one kind have the same readings under every edition."""

    def __init__(
        self, editions: Editions, track: str, sides: Codes, every: Callable[[Editions, tuple[str, ...]], Iterable[Part]]
    ) -> None:
        self.kinds: list[Part] = []
        self._readings: list[ComparedReading] = []
        alike, count = group(sides, sides.shape[1])
        places = firsts(alike, count)
        ranges = np.zeros((2, count), dtype=np.int64)
        for number in np.argsort(places).tolist():
            words = tuple(WORDS[track][code] for code in sides[:, places[number]])
            kinds: dict[ComparedReading, Part] = {}
            for part in every(editions, words):
                kinds.setdefault(part.reading(editions), part)
            ranges[:, number] = len(self.kinds), len(kinds)
            self.kinds += kinds.values()
            self._readings += kinds
        self.ranges = ranges[:, alike]  # for each combination of tracks its first kind, and how many there are

    def relation(self, names: Sequence[str]) -> Relation:
        """The words of the clocks for each kind."""
        codes = [
            [[WORDS[name].index(word) for name, word in zip(names, words, strict=True)] for words in reading.words]
            for reading in self._readings
        ]
        columns = np.array(codes, dtype=np.uint8).T  # a column, an edition, a kind
        return Relation({}, len(self.kinds)).add(dict(zip(names, columns, strict=True)))
