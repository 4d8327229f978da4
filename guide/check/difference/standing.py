"""Every standing that a journal leads to under two editions at once; the same events and moments are given to both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.facts import WORDS, Facts
from guide.book.kinds import COPIED, TRACKS
from guide.check.difference.both import NEW, OLD, RULE, together
from guide.check.rows import group
from guide.check.standings import _ENDING, EXCHANGE, NAMES, _journals, moves
from guide.check.states import NOW, ages
from guide.engine import clocks
from guide.engine.clocks.readings import PROMISING
from guide.engine.journal import Event, Standing, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guide.book.book import Book
    from guide.check.difference.both import Both
    from guide.check.rows import Flags, Numbers

    Tracks = tuple[str, ...]
    Ends = tuple[tuple[str, str], ...]

#: Days copied from the app; which day it is does not matter here.
_COPIED = {fact: NOW + timedelta(days=1) for fact in COPIED.values()}


class Talk(NamedTuple):
    """The moments of the exchange with the seller, and the day that the seller named, if any."""

    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    reminded_at: datetime | None = None
    promised_by: datetime | None = None

    def standing(self, tracks: Tracks, since: datetime) -> Standing:
        """The same as the journal of one edition keeps it."""
        seller, platform, rung, outcome = tracks
        contacted = self.contacted_at if seller != "none" else None
        replied = self.replied_at if seller not in ("none", "silent") else None
        reminded = self.reminded_at if seller != "none" else None
        applied = since if platform != "none" else None
        return Standing(seller, platform, rung, outcome, contacted, replied, reminded, applied,
                        since if rung != "none" else None)  # fmt: skip


class One(NamedTuple):
    """One standing: the tracks in both editions, the exchange, and since when the last body has it."""

    tracks: tuple[Tracks, Tracks]
    talk: Talk
    since: datetime


@dataclass(frozen=True)
class Seen:
    """All standings, and their columns in each edition as places in the lists of words."""

    both: Both
    ones: tuple[One, ...]
    columns: tuple[dict[str, Numbers], dict[str, Numbers]]
    ends: tuple[Ends, ...]  # each kind of deadlines that run together, with what became of them
    kind: Numbers  # which of these each standing has
    journals: dict[tuple[Tracks, Tracks], tuple[tuple[str, str], ...]]

    def __len__(self) -> int:
        return len(self.ones)

    def ending(self, clock: str, *became: str) -> Flags:
        """The standings in which a deadline runs in either edition, and one of these became of it."""
        told = [any(name == clock and how in became for name, how in ends) for ends in self.ends]
        flags: Flags = np.array(told)[self.kind]
        return flags

    @cached_property
    def lengths(self) -> Numbers:
        """How many events each standing takes."""
        return np.array([len(self.journals[one.tracks]) + (one.talk.reminded_at is not None) for one in self.ones])

    def journal(self, number: int) -> tuple[Event, ...]:
        """A shortest journal to a standing, with moments that make its clocks say so."""
        one = self.ones[number]
        moments = {"seller_contacted": one.talk.contacted_at, "seller_replied": one.talk.replied_at}
        told = []
        for event, reply in self.journals[one.tracks]:
            at = moments.get(event) or (NOW if event in _ENDING else one.since)
            told.append(Event(event, at, reply))
        if one.talk.reminded_at is not None:
            told.append(Event("seller_reminded", one.talk.reminded_at))
        return in_order(told)


def _walk(both: Both) -> dict[tuple[Tracks, Tracks], tuple[tuple[str, str], ...]]:
    """The pairs of tracks that one journal leads to in the two editions, each with a shortest one."""
    leads = [moves(book) for book in both.books]
    if both.tables("journal")[OLD] == both.tables("journal")[NEW]:
        return {(words, words): path for words, path in ((_named(n), p) for n, p in _journals(leads[OLD]).items())}
    sizes = tuple(len(WORDS[t]) for t in TRACKS)
    start = int(np.ravel_multi_index([WORDS[t].index(getattr(Standing(), t)) for t in TRACKS], sizes))
    found: dict[tuple[int, int], tuple[tuple[str, str], ...]] = {(start, start): ()}
    front = [(start, start)]
    for here in front:  # grows while it is walked
        for pair in dict.fromkeys([*leads[OLD], *leads[NEW]]):
            went = [int(lead[pair][at]) if pair in lead else -1 for lead, at in zip(leads, here, strict=True)]
            there = tuple(at if to < 0 else to for at, to in zip(here, went, strict=True))
            if there not in found:
                found[there] = (*found[here], pair)  # type: ignore[index]
                front.append(there)  # type: ignore[arg-type]
    return {(_named(old), _named(new)): path for (old, new), path in found.items()}


def _named(tracks: int) -> Tracks:
    codes = np.unravel_index(tracks, tuple(len(WORDS[t]) for t in TRACKS))
    return tuple(WORDS[t][int(code)] for t, code in zip(TRACKS, codes, strict=True))


def _grid(both: Both, *limits: str) -> list[timedelta]:
    """Every length of time around the limits of either edition, and between two of them."""
    found = sorted({age for book in both.books for age in ages(book, *limits)})
    if ages(both.books[OLD], *limits) == ages(both.books[NEW], *limits):
        return found
    return sorted({*found, *((a + b) / 2 for a, b in pairwise(found))})


def _talks(both: Both, sellers: set[str]) -> Iterator[Talk]:
    """The exchange with the seller, with every order of its moments at and around every limit."""
    if sellers == {"none"}:
        yield Talk()
        return
    grid = _grid(both, "seller.fair", "seller.over", "promise.wait")
    grid.append(grid[-1] + max(_grid(both, "seller.fair")))
    silent = sellers <= {"none", "silent"}
    promises = (None, NOW + timedelta(days=1), NOW - timedelta(minutes=1)) if sellers & {*PROMISING} else (None,)
    for contacted in grid:
        since = [NOW - age for age in grid if age <= contacted]
        for replied in [None] if silent else since:
            # A reminder before the last answer says nothing any more.
            reminders = [at for at in since if replied is None or at >= replied]
            for reminded, promised in product([None, *reminders], promises):
                yield Talk(NOW - contacted, replied, reminded, promised)


def _waits(both: Both, rungs: tuple[str, str]) -> list[datetime]:
    """A moment for each thing that the clock of the last body can say in both editions."""
    limits = [f"{rung}.answer" for rung in rungs if f"{rung}.answer" in both.books[OLD].parameters]
    found: dict[object, datetime] = {}
    for age in _grid(both, *limits) if limits else [timedelta(0)]:
        words, running = [], []
        for rung, book in zip(rungs, both.books, strict=True):
            standing = Standing(platform="rejected", rung=rung, rung_at=NOW - age)
            words.append(clocks.readings(Facts(), standing, book, NOW)["rung_wait"])
            running.append(_running(book, Facts(), standing, "no"))
        found.setdefault((*words, together(*running)), NOW - age)
    return list(found.values())


def _running(book: Book, facts: Facts, standing: Standing, chased: str) -> dict[str, datetime]:
    state = {"parcel": "unknown", "chased": chased}
    return {c.id: c.ends_at for c in clocks.counting(facts, standing, state, book, NOW)}


def _said(both: Both, talk: Talk, sellers: tuple[str, str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What the clocks of the exchange say in both editions, and the deadlines that run while the case is with him."""
    facts, words, running = Facts(promised_by=talk.promised_by), [], []
    for seller, book in zip(sellers, both.books, strict=True):
        standing = talk.standing((seller, "none", "none", "open"), NOW)
        said = clocks.readings(facts, standing, book, NOW)
        words += [said[name] for name in EXCHANGE]
        running.append(_running(book, facts, standing, said["chased"]))
    return tuple(words), together(running[OLD], running[NEW])


def standings(both: Both) -> Seen:
    """All standings: the reachable tracks, each with everything that its clocks can say."""
    journals = _walk(both)
    talks: dict[tuple[str, str], list[Talk]] = {}
    waits: dict[tuple[str, str], list[datetime]] = {}
    ones: list[One] = []
    ends: list[Ends] = []
    memo: dict[object, Ends] = {}
    for tracks in journals:
        sellers = (tracks[OLD][0], tracks[NEW][0])
        if sellers not in talks:
            kinds: dict[object, Talk] = {}
            for talk in _talks(both, set(sellers)):
                kinds.setdefault(_said(both, talk, sellers), talk)
            talks[sellers] = list(kinds.values())
        rungs = (tracks[OLD][2], tracks[NEW][2])
        if rungs not in waits:
            waits[rungs] = _waits(both, rungs)
        copied = [_copied(book, track) for book, track in zip(both.books, tracks, strict=True)]
        for talk, since in product(talks[sellers], waits[rungs]):
            ones.append(One(tracks, talk, since))
            key = (_places(tracks), talk, since)
            if key not in memo:
                memo[key] = _deadlines(both, ones[-1], copied)
            ends.append(memo[key])
    columns = _columns(both, ones)
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(ends))}
    seen = Seen(both, tuple(ones), columns, tuple(numbers), np.array([numbers[e] for e in ends]), journals)
    for side, there in ((OLD, "gone"), (NEW, "new")):
        for clock in WORDS["clock"]:
            columns[side][f"clock {clock}"] = seen.ending(clock, "same", "moved", there).astype(np.int64)
    return seen


def _places(tracks: tuple[Tracks, Tracks]) -> tuple[object, ...]:
    """What the deadlines look at of the tracks."""
    return tuple((t[0], t[1], t[2], t[3] == "open") for t in tracks)


def _deadlines(both: Both, one: One, copied: list[dict[str, datetime]]) -> Ends:
    facts, running = Facts(promised_by=one.talk.promised_by), []
    for tracks, book, days in zip(one.tracks, both.books, copied, strict=True):
        standing = one.talk.standing(tracks, one.since)
        chased = clocks.readings(facts, standing, book, NOW)["chased"]
        running.append(_running(book, facts, standing, chased) | days)
    return together(running[OLD], running[NEW])


def _copied(book: Book, tracks: Tracks) -> dict[str, datetime]:
    """The deadlines that run once their day is copied from the app."""
    found = _running(book, Facts(**_COPIED), Standing(*tracks), "no")  # type: ignore[arg-type]
    return {clock: at for clock, at in found.items() if clock in COPIED}


def _columns(both: Both, ones: list[One]) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """The words of all standings in each edition, with what patience.csv makes of them."""
    found = []
    for side, book in enumerate(both.books):
        memo: dict[object, tuple[int, ...]] = {}
        rows = []
        for one in ones:
            tracks = one.tracks[side]
            key = (tracks[0], tracks[2], one.talk, one.since)
            if key not in memo:
                standing = one.talk.standing(tracks, one.since)
                said = clocks.readings(Facts(promised_by=one.talk.promised_by), standing, book, NOW)
                memo[key] = tuple(WORDS[n].index(said[n]) for n in NAMES if n not in TRACKS)
            rows.append((*(WORDS[t].index(w) for t, w in zip(TRACKS, tracks, strict=True)), *memo[key]))
        columns = dict(zip(NAMES, np.array(rows, dtype=np.int64).T, strict=True))
        table = book.tables["patience"]
        index = np.zeros(len(ones), dtype=np.int64)
        for name in table.conditions:
            index = index * len(WORDS[name]) + columns[name]
        rule = np.frombuffer(table.cells, dtype=np.uint8)[index].astype(np.int64) - 1
        for outcome in table.outcomes:
            columns[outcome] = np.array([WORDS[outcome].index(r.then[outcome]) for r in table.rules])[rule]
        found.append({**columns, RULE + "patience": rule})
    return found[OLD], found[NEW]


def classes(seen: Seen, names: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Standings that agree in some columns of both editions put together: one of each kind, and how many there are."""
    number = group([columns[name] for columns in seen.columns for name in names], len(seen))
    # The one with the shortest journal stands for its class.
    order = np.lexsort((seen.lengths, number))
    firsts = order[np.unique(number[order], return_index=True)[1]]
    return firsts, np.bincount(number)
