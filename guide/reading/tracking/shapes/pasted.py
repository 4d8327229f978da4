"""Pasted text -> raw events; the time of an event may be before, behind or above its text."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from guide.reading.tracking.shapes.grouping import Line, grouped
from guide.reading.tracking.shapes.records import LONGEST_LINE, MOST_EVENTS, Shipment
from guide.reading.tracking.times import Stamp, clock_only, day_only, stamps

if TYPE_CHECKING:
    from guide.reading.tracking.model import SetAside
    from guide.reading.tracking.rules.content import TrackingRules

_EDGE = " \t,，、;；|·•●○◉⊙*-—>→:：\"'"
_BEFORE, _BEHIND, _MARKS = " [【(（\"'" + _EDGE, " ]】)）\"'" + _EDGE, _EDGE + "])】。"
_BULLET = re.compile(r"^(?:[\W_]|\d{1,3}[.)、](?!\d))*")
_YEAR = re.compile(r"20\d\d")
_FEW = 14  # signs that may be before a time: a status word, a bullet, a bracket
_ANNOUNCED = re.compile(
    r"预计|将于|将在|最晚|最迟|承诺|截止|前送|之前|发货时间|送达时间"
    r"|前取|保管至|保留至|expected|estimated|scheduled| due |delivery:|arriv"
    r"|\bby:? |before |until |bis zum |jusqu|hasta |entro |previst|vorauss|senest|uiterlijk|\bдо "
)
_HOUR_ON = re.compile(r"(\d{1,2}:\d\d(?: ?[ap]m)?) on $")  # “at 10:31 am on November 17, 2026”
_PLACE = 40  # signs behind the time in a sentence
_AHEAD = 10  # signs before a time in which such a word stands


class _Day(NamedTuple):
    """The day that a heading names for the lines below it."""

    date: date
    guessed: bool  # its year was not written


def _with_own_time(line: str, folded: str, times: list[Stamp], day: _Day | None, now: datetime) -> Line:
    """Take a line's own time off the line; `times` are those in it, and one inside a sentence stays in the text."""
    if times and not times[0].start and folded[times[0].end : times[0].end + 1] != "前":  # as in most logs
        return Line(times[0], line[times[0].end :].lstrip(_BEHIND).strip(" \t,，|"), "")
    lead = _BULLET.match(folded)
    bare = lead.end() if lead else 0
    stamp = next((s for s in times if _belongs(folded, s, bare)), None)
    stamp = stamp or next((told for s in times if (told := _told(folded, s, now))), None)
    if stamp is None and day is not None and not times:
        inner = folded[bare:].rstrip(_EDGE)
        clock = clock_only(inner, day.date)
        if clock:
            stamp = clock._replace(start=clock.start + bare, end=clock.end + bare, guessed=day.guessed)
    if stamp is None:
        return Line(None, line.strip(_EDGE), folded.strip(_EDGE))
    head = line[: stamp.start].rstrip(_BEFORE)
    tail = line[stamp.end :].lstrip(_BEHIND) if not head else line[stamp.end :].lstrip(_EDGE)
    left = " ".join(filter(None, (head.strip(_EDGE), tail.strip(" \t,，|"))))
    return Line(stamp, left, "")


def _told(folded: str, stamp: Stamp, now: datetime) -> Stamp | None:
    """The time at which a sentence tells what happened: day and hour are past, and at most a place is behind them."""
    if not stamp.clock and (before := _HOUR_ON.search(folded, max(0, stamp.start - _FEW), stamp.start)):
        clock = clock_only(before[1], stamp.at.date())
        stamp = clock._replace(start=before.start(), end=stamp.end, guessed=stamp.guessed) if clock else stamp
    past = stamp.clock and not stamp.guessed and stamp.at <= now and not _announced(folded, stamp)
    near = len(folded) - stamp.end <= _PLACE and folded[stamp.end : stamp.end + 1] != "前"
    return stamp if past and near else None


def _belongs(folded: str, stamp: Stamp, bare: int) -> bool:
    if _announced(folded, stamp) or folded[stamp.end : stamp.end + 1] == "前":
        return False
    return stamp.start - bare <= _FEW or not folded[stamp.end :].strip(_MARKS)


def _split(line: str, folded: str, now: datetime) -> list[tuple[str, str, list[Stamp]]]:
    """Cut a line that holds a whole log: before each time, or behind each where the line begins with words.

    Each part comes with its folded text and the times in it; any other line is one part.
    """
    seen = stamps(folded, now)
    if len(seen) < 2 and len(line) <= LONGEST_LINE:
        return [(line, folded, seen)]
    starts = [s for s in seen if s.clock and not _announced(folded, s)]
    if len(starts) < 2:
        return [(line[:LONGEST_LINE], folded[:LONGEST_LINE], [s for s in seen if s.end <= LONGEST_LINE])]
    lead = _BULLET.match(folded)
    behind = starts[0].start > (lead.end() if lead else 0) + _FEW and len(folded) - starts[-1].end <= 2
    marks = [s.end for s in starts] if behind else [s.start for s in starts]
    edges = [0, *marks, len(folded)]
    parts = [(line[a:b][:LONGEST_LINE], folded[a:b][:LONGEST_LINE]) for a, b in pairwise(edges) if folded[a:b].strip()]
    return [(part, small, stamps(small, now)) for part, small in parts[: MOST_EVENTS + 1]]


def _announced(folded: str, stamp: Stamp) -> bool:
    """Whether a time is one that was announced, and not that of an event."""
    start = stamp.start
    return start > 1 and _ANNOUNCED.search(folded, max(0, start - _AHEAD), start) is not None


def from_text(
    text: str, folded: str, rules: TrackingRules, now: datetime
) -> tuple[list[Shipment], list[SetAside], list[str]]:
    """The shipments of a paste, the lines that are no event, each with why, and those that belong to no event."""
    lines: list[Line] = []
    day: _Day | None = None
    for whole, whole_folded in zip(text.split("\n"), folded.split("\n"), strict=False):
        if not whole_folded.strip():
            continue
        for line, small, times in _split(whole, whole_folded, now):
            plain = "" if times and times[0].clock else small.strip(_EDGE)
            named = day_only(plain, now) if 1 < len(plain) <= 24 else None
            if named:
                day = _Day(named, not _YEAR.search(plain) and plain[:2] not in ("今天", "今日", "昨天", "昨日", "前天"))
                continue
            taken = _with_own_time(line, small, times, day, now)
            if taken.at and len(taken.text) <= _FEW and rules.folded(taken.text).strip(_EDGE) in rules.keys["heading"]:
                taken = taken._replace(text="")  # “updated at:” before a time is its heading
            lines.append(taken)
            if len(lines) > MOST_EVENTS:
                break
        if len(lines) > MOST_EVENTS:
            break
    return grouped(lines, rules)
