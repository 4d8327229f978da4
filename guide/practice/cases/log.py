"""The tracking log of a practice case, in a courier's style: the reader reads in it what the case says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.practice.cases.hours import human
from guide.reading.tracking import read_tracking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.reading.tracking.model import TrackingReading

#: The style of a parcel from another country, and the word of the tracking that only such a parcel has.
_ABROAD, _CUSTOMS = "abroad", "customs"
_TOWNS = ("武汉", "杭州", "成都", "广州", "苏州", "长沙", "郑州", "西安")
#: How many hours pass, by its stage, between a line and the next one; delivery begins in the morning of its own day.
_HOURS = {1: (2, 7), 2: (9, 26), 3: (4, 12), 4: (1, 6)}
_ON_THE_WAY, _DELIVERING = (2, 3), 4
#: The stage of a parcel on its way back, which begins some days after the attempt to deliver it.
_BACK = "6"
_MORNING, _MOMENT = 7, timedelta(minutes=20)


def written(book: Book, case: Case, now: datetime, rng: Random) -> tuple[str, ...]:
    """The lines that a buyer would paste, the newest first.

    None where nothing was scanned, where no line says it, and where the time of the last scan is unknown: a log has
    its times, so whoever cannot name the time sees no more than a word.
    """
    facts = case.facts
    rows = [row for row in book.sheet("practice/logs.csv").rows
            if row["tracking"] == facts.tracking and facts.signer in (row["signer"], UNKNOWN)
            and (row["style"] != _ABROAD or facts.origin == "cross_border" or facts.tracking == _CUSTOMS)]  # fmt: skip
    if not rows or facts.last_scan is None:
        return ()
    lines = _lines(book, rng.choice(rows), facts.last_scan, rng)
    reading = read(book, lines, now)
    agrees = reading.state == facts.tracking and reading.last_scan == facts.last_scan
    return lines if agrees and facts.signer in (reading.signer, UNKNOWN) else ()


def others(book: Book, at: datetime, rng: Random) -> Iterator[tuple[str, ...]]:
    """A log for every newest line that there is, each at the same moment."""
    for row in book.sheet("practice/logs.csv").rows:
        yield _lines(book, row, at, rng)


def _lines(book: Book, row: Mapping[str, str], at: datetime, rng: Random) -> tuple[str, ...]:
    """A newest line with those before it: one for each earlier stage in the style of the same courier."""
    before = {r["stage"]: r for r in book.sheet("practice/logs.csv").rows
              if r["style"] == row["style"] and r["stage"] < row["stage"]}  # fmt: skip
    before.pop("5", None)  # what came of one attempt to deliver says nothing of another
    start, end = rng.sample(_TOWNS, 2)
    lines: list[str] = []
    for one in (row, *(before[stage] for stage in sorted(before, reverse=True))):
        at = _earlier(at, int(one["stage"]), rng) if lines else at
        back = timedelta(days=rng.randrange(1, 4)) if row["stage"] == _BACK and not lines else timedelta()
        lines.append(f"{at:%Y-%m-%d %H:%M} {one['line'].format(**{'from': start, 'to': end})}")
        at -= back
    return tuple(lines)


def _earlier(at: datetime, stage: int, rng: Random) -> datetime:
    """When a line before another was written; parcels travel by night, people work by day."""
    earlier = (at - timedelta(hours=rng.uniform(*_HOURS[stage]))).replace(second=0, microsecond=0)
    if stage == _DELIVERING:
        return max(earlier, min(at.replace(hour=_MORNING, minute=rng.randrange(5, 50)), at - _MOMENT))
    return earlier if stage in _ON_THE_WAY else human(earlier, before=at)


def read(book: Book, log: tuple[str, ...], now: datetime) -> TrackingReading:
    """What the reader says of a log."""
    return read_tracking("\n".join(log), book, now=now)
