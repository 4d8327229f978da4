"""Pasted text -> raw events; the time of an event may be before, behind or above its text."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from guide.reading.tracking.records import LONGEST_LINE, MOST_EVENTS, RawEvent, Shipment
from guide.reading.tracking.times import Stamp, clock_only, day_only, stamps

if TYPE_CHECKING:
    from guide.reading.tracking.rules import TrackingRules

_EDGE = " \t,，、;；|·•●○◉⊙*-—>→:：\"'"
_BULLET = re.compile(r"^(?:[\W_]|\d{1,3}[.)、](?!\d))*")
_YEAR = re.compile(r"20\d\d")
_FEW = 14  # signs that may be before a time: a status word, a bullet, a bracket
_NUMBER = re.compile(
    r"(?:(?:运单|快递|物流|面单|邮件|包裹|追踪|tracking|waybill)[^\n:]{0,8}?(?:号码?|no\.?|number|#) ?:? ?"
    r"|(?<![订a-z])单号 ?:? ?|^(?:[\u4e00-\u9fffa-z]{2,8} ?:? ?)?)"
    r"(?P<number>[a-z]{0,4}\d{8,20}[a-z]{0,2})(?![\d*])"
)
_ORDER = ("订单编号", "订单号", "order no", "order number")
_ANNOUNCED = ("预计", "将于", "最晚", "截止", "前送", "之前")


class _Day(NamedTuple):
    """The day that a heading names for the lines below it."""

    date: date
    guessed: bool  # its year was not written


class _Line(NamedTuple):
    """A line: its own time, and the rest of its text."""

    at: Stamp | None
    text: str
    folded: str


def _with_own_time(line: str, folded: str, times: list[Stamp], day: _Day | None) -> _Line:
    """Take a line's own time off the line; `times` are those in it, and one inside a sentence stays in the text."""
    lead = _BULLET.match(folded)
    bare = lead.end() if lead else 0
    stamp = next((s for s in times if _belongs(folded, s, bare)), None)
    if stamp is None and day is not None and not times:
        inner = folded[bare:].rstrip(_EDGE)
        clock = clock_only(inner, day.date)
        if clock:
            stamp = clock._replace(start=clock.start + bare, end=clock.end + bare, guessed=day.guessed)
    if stamp is None:
        return _Line(None, line.strip(_EDGE), folded.strip(_EDGE))
    head = line[: stamp.start].rstrip(" [【(（\"'" + _EDGE)
    tail = line[stamp.end :].lstrip(" ]】)）\"'" + _EDGE) if not head else line[stamp.end :].lstrip(_EDGE)
    left = " ".join(part for part in (head.strip(_EDGE), tail.strip(" \t,，|")) if part)
    return _Line(stamp, left, "")


def _belongs(folded: str, stamp: Stamp, bare: int) -> bool:
    if _announced(folded, stamp) or folded[stamp.end : stamp.end + 1] == "前":
        return False
    return stamp.start - bare <= _FEW or not folded[stamp.end :].strip(_EDGE + "])】。")


def _split(line: str, folded: str, now: datetime) -> list[tuple[str, str, list[Stamp]]]:
    """Cut a line that holds a whole log: before each time, or behind each where the line begins with words.

    Each part comes with its folded text and the times in it; any other line is one part.
    """
    seen = stamps(folded, now)
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
    return any(word in folded[max(0, stamp.start - 8) : stamp.start] for word in _ANNOUNCED)


def _number(folded: str) -> str:
    """The tracking number that a heading names; empty where it names none."""
    if len(folded) > 80 or any(word in folded for word in _ORDER):
        return ""
    match = _NUMBER.search(folded)
    number = match["number"] if match else ""
    return "" if number.isdecimal() and len(number) == 11 else number.upper()  # eleven digits are a telephone


def from_text(text: str, folded: str, rules: TrackingRules, now: datetime) -> tuple[list[Shipment], list[str]]:
    """The shipments of a paste, one for each number it names, and the lines that were no event."""
    lines: list[_Line] = []
    day: _Day | None = None
    for whole, whole_folded in zip(text.split("\n"), folded.split("\n"), strict=False):
        if not whole_folded.strip():
            continue
        for line, small, times in _split(whole, whole_folded, now):
            plain = small.strip(_EDGE)
            named = day_only(plain, now) if 3 < len(plain) + 2 <= 26 else None
            if named:
                day = _Day(named, not _YEAR.search(plain) and plain[:2] not in ("今天", "今日", "昨天", "昨日", "前天"))
                continue
            lines.append(_with_own_time(line, small, times, day))
            if len(lines) > MOST_EVENTS:
                break
        if len(lines) > MOST_EVENTS:
            break
    return _grouped(lines, rules)


def _grouped(lines: list[_Line], rules: TrackingRules) -> tuple[list[Shipment], list[str]]:
    """Join texts with times that are on lines of their own, and file each event under the number above it."""
    timed = any(line.at for line in lines)
    alone = [bool(line.at) and not line.text for line in lines]
    filled = [i for i, line in enumerate(lines) if line.at or line.text]
    behind = bool(filled) and alone[filled[-1]] and not alone[filled[0]]
    groups: dict[str, list[RawEvent]] = {"": []}
    number, noise = "", list[str]()
    open_time: Stamp | None = None
    status = ""
    waiting: list[str] = []
    for index, line in enumerate(lines):
        named = "" if line.at else _number(line.folded)
        if named:
            number = named
            groups.setdefault(number, [])
            if len(line.folded) < len(named) + 16:
                continue
        events = groups[number]
        if not timed:
            events.append(RawEvent(None, line.text))
        elif alone[index]:
            if behind:
                if waiting:
                    events.append(RawEvent(line.at, " ".join(waiting)))
                    waiting = []
            else:
                open_time = line.at
        elif line.at:
            events.append(RawEvent(line.at, line.text, status))
            open_time, status = None, ""
        elif behind:
            waiting.append(line.text)
        elif open_time:
            events.append(RawEvent(open_time, line.text, status))
            open_time, status = None, ""
        elif line.folded in rules.keys["status_word"]:
            status = line.text  # a status word between two events heads the next one
        elif events and events[-1].at:
            last = events[-1]
            events[-1] = last._replace(text=f"{last.text} {line.text}"[:LONGEST_LINE])
        else:
            noise.append(line.text)
    noise += waiting
    if groups[""] and len(groups) == 2:
        only = next(name for name in groups if name)
        groups[only] = [*groups.pop(""), *groups[only]]
    return [Shipment(name, "", "", "", tuple(events)) for name, events in groups.items() if events or name], noise
