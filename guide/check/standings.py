"""Every standing that a journal can lead to, and the moves between them: what someone does, answers, or lets pass.

A standing has three parts that move almost on their own: the tracks (journal.csv), the clocks of the exchange with the
seller, and the clock of the body that was asked last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.facts import WORDS, Facts
from guide.book.kinds import TRACKS
from guide.check.states import NOW, Relation, ages
from guide.engine import clocks
from guide.engine.journal import Event, Standing, in_order, step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book.book import Book
    from guide.check.rows import Numbers

    Pair = tuple[str, str]  # an event and its reply

#: What the clocks of the exchange with the seller say, and the clock of the body that was asked last.
EXCHANGE = ("wait", "chased", "promise")
NAMES = (*TRACKS, *EXCHANGE, "rung_wait")
_SIZES = tuple(len(WORDS[track]) for track in TRACKS)
#: After these nobody is written to any more, so they come last in a journal.
_ENDING = ("received", "refunded", "case_closed", "court_ended")
_LONG = timedelta(days=366)  # by then every clock has run out


class Exchange(NamedTuple):
    """The moments of an exchange with the seller, and the day that the seller named, if any."""

    seller: str
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    reminded_at: datetime | None = None
    promised_by: datetime | None = None

    @property
    def standing(self) -> Standing:
        """The same as the journal keeps it."""
        return Standing(self.seller, contacted_at=self.contacted_at, replied_at=self.replied_at,
                        reminded_at=self.reminded_at)  # fmt: skip

    def words(self, book: Book) -> tuple[str, ...]:
        """The seller's track, and what the clocks say."""
        said = clocks.readings(Facts(promised_by=self.promised_by), self.standing, book, NOW)
        return (self.seller, *(said[name] for name in EXCHANGE))

    def after(self, book: Book, pair: Pair) -> Exchange | None:
        """The exchange after something happens now; None where it cannot."""
        moved = step(book.tables["journal"], self.standing, Event(pair[0], NOW, pair[1]))
        if moved is None:
            return None
        return Exchange(moved.seller, moved.contacted_at, moved.replied_at, moved.reminded_at, self.promised_by)

    def later(self) -> Exchange:
        """The same after a long time: the moment of looking stays, the past moves back."""
        return Exchange(self.seller, *(at and at - _LONG for at in self[1:]))


def moves(book: Book) -> dict[Pair, Numbers]:
    """For each event and reply, where it leads from each combination of tracks; -1 where it cannot happen."""
    here = np.stack(np.unravel_index(np.arange(prod(_SIZES)), _SIZES))
    found: dict[Pair, Numbers] = {}
    table = book.tables["journal"]
    for rule in table.rules:
        accepts = dict(zip(table.conditions, rule.when, strict=True))
        holds = np.ones(prod(_SIZES), dtype=bool)
        for track, codes in zip(TRACKS, here, strict=True):
            holds &= np.isin(codes, [WORDS[track].index(word) for word in accepts[track]])
        there = [np.full_like(codes, WORDS[t].index(rule.then[t])) if rule.then[t] else codes
                 for t, codes in zip(TRACKS, here, strict=True)]  # fmt: skip
        target = np.ravel_multi_index(there, _SIZES)
        for pair in product(accepts["event"], accepts["reply"]):
            leads = found.setdefault(pair, np.full(prod(_SIZES), -1))
            leads[holds] = target[holds]
    return found


@dataclass(frozen=True)
class Standings:
    """All standings by number: combination of tracks, exchange, and word of the last body's clock."""

    book: Book
    moves: Mapping[Pair, Numbers]
    journals: Mapping[int, tuple[Pair, ...]]  # combination of tracks -> a shortest journal
    exchanges: tuple[Exchange, ...]  # one of each kind
    waits: Mapping[tuple[str, str], datetime]  # rung and word of its clock -> a moment since which it stands there
    parts: Numbers  # a row a standing: tracks, exchange, word of the clock

    def __len__(self) -> int:
        return len(self.parts)

    @cached_property
    def relation(self) -> Relation:
        """The words of all standings, a row each."""
        tracks, exchange, wait = self.parts.T
        said = [[WORDS[n].index(w) for n, w in zip(EXCHANGE, e.words(self.book)[1:], strict=True)]
                for e in self.exchanges]  # fmt: skip
        columns = [*np.unravel_index(tracks, _SIZES), *np.array(said)[exchange].T, wait]
        return Relation(NAMES, np.column_stack(columns).astype(np.uint8))

    @cached_property
    def _number(self) -> Numbers:
        found = np.full((prod(_SIZES), len(self.exchanges), len(WORDS["rung_wait"])), -1)
        found[tuple(self.parts.T)] = np.arange(len(self))
        return found

    @cached_property
    def _kinds(self) -> dict[tuple[str, ...], int]:
        return {exchange.words(self.book): number for number, exchange in enumerate(self.exchanges)}

    def after(self, pair: Pair) -> Numbers:
        """For each standing the number of the one after this happens now; -1 where it cannot happen."""
        tracks, exchange, wait = self.parts.T
        there = self.moves[pair][tracks]
        moved = [e.after(self.book, pair) or e for e in self.exchanges]
        kinds = np.array([self._kinds.get(e.words(self.book), -1) for e in moved])[exchange]
        rung = TRACKS.index("rung")
        before, now = (np.unravel_index(t, _SIZES)[rung] for t in (tracks, np.maximum(there, 0)))
        fresh = np.array([min((WORDS["rung_wait"].index(w) for r, w in self.waits if r == name), default=0)
                          for name in WORDS["rung"]])  # fmt: skip
        found = self._number[there, kinds, np.where(before == now, wait, fresh[now])]
        return np.where(there < 0, -1, found)

    def later(self) -> Numbers:
        """For each standing the number of the one when every clock has run out."""
        tracks, exchange, _ = self.parts.T
        kinds = np.array([self._kinds[e.later().words(self.book)] for e in self.exchanges])[exchange]
        over = np.array([max((WORDS["rung_wait"].index(w) for r, w in self.waits if r == name), default=0)
                         for name in WORDS["rung"]])  # fmt: skip
        found: Numbers = self._number[tracks, kinds, over[np.unravel_index(tracks, _SIZES)[TRACKS.index("rung")]]]
        return found

    def journal(self, number: int) -> tuple[tuple[Event, ...], datetime | None]:
        """A shortest journal to a standing, with moments that make its clocks say so, and the day the seller named."""
        tracks, kind, wait = (int(part) for part in self.parts[number])
        exchange = self.exchanges[kind]
        rung = WORDS["rung"][int(np.unravel_index(tracks, _SIZES)[TRACKS.index("rung")])]
        since = self.waits[rung, WORDS["rung_wait"][wait]]
        moments = {"seller_contacted": exchange.contacted_at, "seller_replied": exchange.replied_at}
        told = [Event(event, at, reply) for event, reply in self.journals[tracks] if (at := moments.get(event))]
        if exchange.reminded_at is not None:
            told.append(Event("seller_reminded", exchange.reminded_at))
        rest = [Event(event, NOW if event in _ENDING else since, reply)
                for event, reply in self.journals[tracks] if event not in moments]  # fmt: skip
        return in_order((*told, *rest)), exchange.promised_by


def _journals(leads: Mapping[Pair, Numbers]) -> dict[int, tuple[Pair, ...]]:
    """The tracks that a journal can lead to, each with a shortest one; breadth first from an empty journal."""
    start = int(np.ravel_multi_index([WORDS[t].index(getattr(Standing(), t)) for t in TRACKS], _SIZES))
    found: dict[int, tuple[Pair, ...]] = {start: ()}
    front = [start]
    for tracks in front:  # grows while it is walked
        for pair, targets in leads.items():
            reached = int(targets[tracks])
            if reached >= 0 and reached not in found:
                found[reached] = (*found[tracks], pair)
                front.append(reached)
    return found


def _exchanges(book: Book, seller: str) -> Iterator[Exchange]:
    """The exchange with the seller, with every order of its moments at and around every limit."""
    if seller == "none":
        yield Exchange(seller)
        return
    grid = ages(book, "seller.fair", "seller.over", "promise.wait")
    grid.append(grid[-1] + ages(book, "seller.fair")[-1])
    promises = (None,) if seller == "silent" else (None, NOW + timedelta(days=1), NOW - timedelta(minutes=1))
    for contacted in grid:
        since = [NOW - age for age in grid if age <= contacted]
        for replied, reminded in product([None] if seller == "silent" else since, [None, *since]):
            for promised in promises:
                yield Exchange(seller, NOW - contacted, replied, reminded, promised)


def _waits(book: Book, rung: str) -> Iterator[tuple[tuple[str, str], datetime]]:
    """What the clock of a rung can say, each with a moment since which it stands there."""
    limit = f"{rung}.answer"
    for age in ages(book, limit) if limit in book.parameters else [timedelta(0)]:
        said = clocks.readings(Facts(), Standing(rung=rung, rung_at=NOW - age), book, NOW)
        yield (rung, said["rung_wait"]), NOW - age


def standings(book: Book) -> Standings:
    """All standings: the reachable tracks, each with everything its clocks can say."""
    leads = moves(book)
    journals = _journals(leads)
    seller, _, rung, _ = np.unravel_index(list(journals), _SIZES)
    exchanges: dict[tuple[str, ...], Exchange] = {}
    for word in (WORDS["seller"][code] for code in sorted(set(seller))):
        for exchange in _exchanges(book, word):
            exchanges.setdefault(exchange.words(book), exchange)
    waits: dict[tuple[str, str], datetime] = {}
    for word in (WORDS["rung"][code] for code in sorted(set(rung))):
        for stands, since in _waits(book, word):
            waits.setdefault(stands, since)
    kinds = {word: [n for n, words in enumerate(exchanges) if words[0] == word] for word in WORDS["seller"]}
    said = {word: [WORDS["rung_wait"].index(w) for r, w in waits if r == word] for word in WORDS["rung"]}
    parts = [
        (tracks, kind, wait)
        for tracks, s, r in zip(journals, seller, rung, strict=True)
        for kind, wait in product(kinds[WORDS["seller"][s]], said[WORDS["rung"][r]])
    ]
    return Standings(book, leads, journals, tuple(exchanges.values()), waits, np.array(parts))
