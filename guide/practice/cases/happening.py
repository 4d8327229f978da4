"""Forwards through the journal: a short course of events after which the tracks have the words that are wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guide.book.book import part
from guide.book.events import ANSWERED_AT, TRACKS
from guide.book.facts import WORDS
from guide.engine import journal
from guide.engine.case import BEIJING
from guide.engine.journal import Event
from guide.practice.cases.hours import at_work, human

if TYPE_CHECKING:
    from random import Random

    from guide.book.book import Book
    from guide.engine.journal import Standing
    from guide.practice.cases.backwards import Wanted

#: An event and its reply.
Pair = tuple[str, str]
#: Hours between two events, or since a moment; days that pass before the parcel is long silent, and so on.
GAPS = (0.5, 1, 1.5, 3, 6, 12, 20, 26, 30, 44, 50, 60, 74, 100, 170, 250, 400, 760, 1500)
#: What may happen before anybody has written to the seller.
_FIRST = ("seller_contacted", "received", "refunded", "police_reported", "refund_requested", "courier_complained")
_APPLIED = (("refund_requested", "none"),)
#: Words that come of an event of another track: money is taken back only after it came.
_AFTER = dict.fromkeys(("reversed", "mediation_broken", "court_broken"), ("refunded", "refund_reversed"))
#: How often what somebody takes back is told from its beginning: a few rules hold only where it is not.
_WHOLE = 0.8
#: What somebody takes back, and what has to be there first.
_BEGUN = {"request_withdrawn": "refund_requested", "refund_reversed": "refunded"}
_NEVER = datetime(2000, 1, 1, tzinfo=BEIJING)
#: How often the events are put so close that the seller's first time is nearly over.
_TIGHT = 0.2
#: Two events are never closer than this.
_APART = timedelta(minutes=7)
#: Hours before now for the talk with the buyer, and hours that an office takes at least to answer: a court a month.
_TALK, _OFFICE = 1, 26
_SLOW = dict.fromkeys(["more_asked", "ruled", "appeal_ended", "courier_answered", "mediation_accepted"], _OFFICE) | {
    "postal_answered": 74, "payment_ended": 74, "mediation_ended": 170, "court_ended": 760,
}  # fmt: skip
#: What comes from an authority or a court, on a working day.
OFFICES = frozenset(["postal_answered", "mediation_accepted", "mediation_ended", "court_ended"])
_WITH_SELLER = frozenset(["seller_contacted", "seller_replied", "seller_reminded"])


def path_to(book: Book, wanted: Wanted, rng: Random) -> tuple[Pair, ...] | None:
    """A short journal after which the tracks have these words: the seller first, then the platform, then the rest."""
    standing, path = journal.Standing(), tuple[Pair, ...]()
    for track in TRACKS:
        words = _likely(wanted, track)
        ways = [way for word in words if (way := _steps(book, track, standing, word)) is not None]
        if not ways:
            return None
        path += rng.choice(ways)
        standing = _standing(book, path)
    if {*wanted.get("chased", ())} and wanted["chased"] <= {"waiting", "over"} and path[-1:] != _APPLIED:
        path += (("seller_reminded", "none"),)
    whole = begun(path)
    is_same = _standing(book, whole).tracks == standing.tracks
    return whole if is_same and rng.random() < _WHOLE else path


def _standing(book: Book, path: Sequence[Pair]) -> Standing:
    """Where a case stands after the events of a path."""
    standing = journal.Standing()
    for event, reply in path:
        standing = journal.step(book.tables["journal"], standing, Event(event, _NEVER, reply)) or standing
    return standing


def begun(path: Sequence[Pair]) -> tuple[Pair, ...]:
    """The path with what was there before it was taken back."""
    found: list[Pair] = []
    for event, reply in path:
        if _BEGUN.get(event, event) not in (event, *(before for before, _ in found[-1:])):
            found.append((_BEGUN[event], "none"))
        found.append((event, reply))
    return tuple(found)


def _likely(wanted: Wanted, track: str) -> list[str]:
    """The words that a track may have; of several those of a case that went its usual way."""
    words = wanted.get(track, frozenset(WORDS[track]))
    later = [t for t in TRACKS[TRACKS.index(track) + 1 : 3] if "none" not in wanted.get(t, ("none",))]
    usual = (
        {"seller": ("stalling", "refused", "silent"), "platform": ("final", "rejected")}.get(track, ()) if later else ()
    )
    first = [word for word in usual if word in words]
    return first or sorted(words & {"none", "open"}) or sorted(words - {"dropped"}) or sorted(words)


@part
def _steps(book: Book, track: str, start: Standing, word: str) -> tuple[Pair, ...] | None:
    """The shortest events of a track that lead to a word of it; None where none do."""
    table, more = book.tables["journal"], _AFTER.get(word, ())
    seen, queue = {(getattr(start, track), start.outcome)}, deque([(start, tuple[Pair, ...]())])
    while queue:
        standing, path = queue.popleft()
        if getattr(standing, track) == word:
            return path
        for event, reply in journal.possible(table, standing):
            if (journal.track(table, event) != track and event not in more) or not expected(event, standing.tracks):
                continue
            after = journal.step(table, standing, Event(event, _NEVER, reply))
            if after is not None and (at := (getattr(after, track), after.outcome)) not in seen:
                seen.add(at)
                queue.append((after, (*path, (event, reply))))
    return None


def expected(event: str, tracks: Mapping[str, str]) -> bool:
    """Whether an event is one that somebody waits for, or an act of a buyer who has written to the seller first; the
    courier company is asked before that, too.
    """
    if event in ANSWERED_AT:
        return journal.is_awaited(event, tracks)
    return tracks["seller"] != "none" or event in _FIRST


def dated(
    path: Sequence[Pair], now: datetime, span: timedelta, rng: Random, gaps: Sequence[float] = GAPS
) -> tuple[Event, ...]:
    """The events of a path with their moments: the last one not long ago, and nobody in office answers on the spot."""
    events: list[Event] = []
    at, least = now, _TALK
    for event, reply in reversed(path):
        hours = rng.choice([gap for gap in gaps if gap >= least] or [least]) * rng.uniform(0.8, 1.0)
        at = human(at - timedelta(hours=hours), before=at)
        at = at_work(at) if event in OFFICES else at
        events.append(Event(event, at, reply))
        least = _OFFICE if reply == "timed_out" else _SLOW.get(event, 0)
    if len(events) > 1 and _WITH_SELLER.issuperset(event for event, _ in path) and rng.random() < _TIGHT:
        # as long ago as the seller's first time lasts, and a little less
        share = (span - timedelta(minutes=rng.randrange(3, 12))) / (now - events[-1].at)
        for n, one in enumerate(events):
            later, apart = (events[n - 1].at, _APART) if n else (now, timedelta(hours=_TALK))
            at = human(min(now - (now - one.at) * share, later - apart), before=later)
            events[n] = one._replace(at=at)
    events.reverse()
    return tuple(events)
