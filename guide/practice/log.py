"""The tracking log of a practice case, in a courier's style: the reader reads in it what the case says."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.practice.hours import human
from guide.reading.tracking import read_tracking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from random import Random

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.reading.tracking.model import TrackingReading

_TOWNS = ("武汉", "杭州", "成都", "广州", "苏州", "长沙", "郑州", "西安")
#: Lines before the last one, the newest first, and the state from which on a parcel has passed them.
_BEFORE = (
    ("【{to}网点】派件员正在派件，请保持电话畅通", "delivered delivered_proxy at_pickup_point delivery_failed refused"),
    ("快件到达【{to}转运中心】", "delivered delivered_proxy at_pickup_point delivery_failed out_for_delivery"
                          " returned refused"),
    ("【{from}转运中心】快件已发往【{to}转运中心】", "delivered delivered_proxy at_pickup_point delivery_failed"
                                          " out_for_delivery returned refused customs"),
    ("【{from}营业部】已揽收", "delivered delivered_proxy at_pickup_point delivery_failed out_for_delivery returned"
                         " refused customs in_transit"),
)  # fmt: skip


def written(book: Book, case: Case, now: datetime, rng: Random) -> tuple[str, ...]:
    """The lines that a buyer would paste, the newest first; none where nothing was scanned or no line says it."""
    facts = case.facts
    rows = [row for row in book.sheet("practice/logs.csv").rows
            if row["tracking"] == facts.tracking and facts.signer in (row["signer"], UNKNOWN)]  # fmt: skip
    if not rows:
        return ()
    row, (start, end) = rng.choice(rows), rng.sample(_TOWNS, 2)
    at = facts.last_scan
    texts = [row["line"], *(line for line, after in _BEFORE if facts.tracking in after.split())]
    lines: list[str] = []
    for text in texts:
        line = text.format(**{"from": start, "to": end})
        lines.append(line if at is None else f"{at:%Y-%m-%d %H:%M} {line}")
        at = at and human(at - timedelta(hours=rng.uniform(3, 22)), before=at)
    reading = read(book, tuple(lines), now)
    agrees = reading.state == facts.tracking and reading.last_scan == facts.last_scan
    return tuple(lines) if agrees and facts.signer in (reading.signer, UNKNOWN) else ()


def others(book: Book, log: tuple[str, ...], rng: Random) -> Iterator[tuple[str, ...]]:
    """The log with another newest line at the same time, as far as the lines before it allow."""
    stamp = re.match(r"[-\d]+ [:\d]+ ", log[0])
    passed = [states.split() for line, states in _BEFORE if any(_same(line, old) for old in log[1:])]
    for row in book.sheet("practice/logs.csv").rows:
        if all(row["tracking"] in states for states in passed):
            line = row["line"].format(**{"from": rng.choice(_TOWNS), "to": rng.choice(_TOWNS)})
            yield (f"{stamp[0] if stamp else ''}{line}", *log[1:])


def _same(template: str, line: str) -> bool:
    """Whether a line of a log was written from a template."""
    return all(piece in line for piece in re.split(r"\{\w+\}", template))


def read(book: Book, log: tuple[str, ...], now: datetime) -> TrackingReading:
    """What the reader says of a log."""
    return read_tracking("\n".join(log), book, now=now)
