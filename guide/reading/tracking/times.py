"""Times in every shape that logs use, read as Beijing time unless a zone is written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from guide.engine.case import BEIJING

_HALF = r"(?:(?P<half>凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|夜间|am|pm|[ap]\.m\.) ?)?"
_CLOCK = (
    rf"{_HALF}(?P<hour>[01]?\d|2[0-4])(?:(?::|时|点|\.(?=[0-5]\d ?[ap]m))(?P<minute>[0-5]?\d)?分?|(?= ?[ap]\.?m\b))"
    r"(?::?(?P<second>[0-5]\d)(?!\d)秒?)?(?:\.\d{1,9})?(?: ?(?P<after>[ap]m\b|[ap]\.m\.))?"
    r"(?: ?(?P<zone>z\b|gmt\b|utc\b|[+-]\d\d:?\d\d))?"
)
YEAR, MONTH, DAY = r"(?P<year>20\d\d)", r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12]\d|0?[1-9])"
#: A day with its year.
DATED = rf"{YEAR} ?[-/.年] ?{MONTH} ?[-/.月] ?{DAY}"
_YEAR, _SHORT = rf"{DATED} ?日?", rf"{MONTH}(?:[-/.]| ?月 ?){DAY} ?日?"
_NEAR = r"(?P<near>今天|今日|昨天|昨日|前天)"
#: How the names of months begin in English, and a day with such a name before or behind it; the year may be missing.
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME, _NTH = rf"(?P<name>{'|'.join(MONTHS)})[a-z]{{0,6}}\.?", rf"{DAY}(?:st|nd|rd|th)?"
NAMED = (
    rf"{_NAME} {{0,2}}{_NTH}(?:,? {{0,2}}{YEAR})?",
    rf"{_NTH}[ -]{{1,2}}{_NAME}(?:,?[ -]{{1,2}}{YEAR})?",
)
_WEEK = r"(?: ?(?:[(]?(?:周|星期)[一二三四五六日天][)]?),?)?"

#: With a year; without one; a near day. The clock may be missing after a day with a year.
_FULL = re.compile(rf"(?<![\d*]){_YEAR}{_WEEK}(?:[ t,]{{0,3}}{_CLOCK})?")
#: As most logs begin, and nothing behind it that changes the hour.
_PLAIN = re.compile(r"(20\d\d-\d\d-\d\d \d\d:\d\d:\d\d)(?![\d.])(?! ?(?:[+-]\d|[ap]\.?m|z\b|gmt|utc))", re.ASCII)
_PART = re.compile(rf"(?<![\d*./-])(?<!\d:)(?:{_SHORT}|{_NEAR}){_WEEK}[ ,]{{0,3}}{_CLOCK}")
#: The other order, as English logs have it: a month's name, or the year at the end; year or clock may be missing.
_LEAD = r"(?<![\w*./-])(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?"
_THEN = rf"(?:,? {{0,2}}(?:at |- )?{_CLOCK})?"
_WEST = tuple(
    re.compile(rf"{_LEAD}{day}{_THEN}")
    for day in (
        *NAMED,
        r"(?P<one>[0-3]?\d)(?P<mark>[-/.])(?P<two>[0-3]?\d)(?P=mark)(?P<year>20\d\d|25[5-9]\d)",
    )
)
_HAS_MONTH = re.compile(rf"{'|'.join(MONTHS)}|[0-3]?\d([-/.])[0-3]?\d\1 ?(?:20|25)\d\d")
_DAY = re.compile(rf"(?:{_SHORT}|{_NEAR}){_WEEK}")
_TIME = re.compile(rf"(?<![\d*:.-]){_CLOCK}(?![\d*])")
_EPOCH = re.compile(r"(1\d{9}(?:\d{3})?)(?= ?[^\d*: .-])")  # seconds or milliseconds since 1970 that begin a line
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?)?z?")
_DENSE = re.compile(r"(20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])) ?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?= ?[^\d ])")
_MAYBE = re.compile(r"[:时点/年.-]| 20|^(?:1|20\d{6})")  # no time is without one of these
_BUDDHIST = 543  # years by which the calendar of Thailand is ahead
_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_LATE = {"下午", "傍晚", "晚上", "夜间", "pm", "p.m."}


class Stamp(NamedTuple):
    """A time in a text, and its place there."""

    at: datetime
    start: int
    end: int
    guessed: bool  # the year was not written
    clock: bool  # hour and minute were written


def _moment(parts: dict[str, str], day: date, clock: bool) -> datetime | None:
    hour = minute = second = 0
    zone: timezone = BEIJING
    if clock:
        hour = int(parts["hour"])
        minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
        half = parts["half"] or parts["after"]
        if half in _LATE and hour < 12:
            hour += 12
        elif half in ("凌晨", "am", "a.m.", "夜间") and hour == 12:
            hour = 0
        written = parts["zone"]
        if written in ("z", "gmt", "utc"):
            zone = timezone.utc  # noqa: UP017  # one type for both branches
        elif written:
            offset = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
            if offset < timedelta(hours=24):
                zone = timezone(offset if written[0] == "+" else -offset)
    try:
        at = datetime(day.year, day.month, day.day, hour % 24, minute, second, tzinfo=zone)
    except ValueError:
        return None
    if hour == 24:
        at += timedelta(days=1)
    return at if zone is BEIJING else at.astimezone(BEIJING)


def _day(parts: dict[str, str], now: datetime) -> date | None:
    """The day of a match; without a year, the last such day up to tomorrow; None where there is no such day."""
    if parts.get("near"):
        return (now - timedelta(days=_AGO[parts["near"]])).date()
    year = parts.get("year")
    if parts.get("one"):
        written = int(year or 0)
        written -= _BUDDHIST if written > 2500 else 0
        return _either(int(parts["one"]), int(parts["two"]), written, parts["mark"], now)
    named = parts.get("name")
    month, day = MONTHS.index(named) + 1 if named else int(parts["month"]), int(parts["day"])
    for guess in [int(year)] if year else range(now.year + 1, now.year - 9, -1):
        try:
            candidate = date(guess, month, day)
        except ValueError:
            continue
        if year or candidate <= now.date() + timedelta(days=1):
            return candidate
    return None


def _either(one: int, two: int, year: int, mark: str, now: datetime) -> date | None:
    """The day of two numbers and a year: the month first, unless that is none, lies ahead, or dots stand between."""
    for month, day in [(two, one), (one, two)] if mark == "." else [(one, two), (two, one)]:
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= now.date() + timedelta(days=1):
            return candidate
    return None


def _stamp(match: re.Match[str], now: datetime) -> Stamp | None:
    parts = match.groupdict()
    day = _day(parts, now)
    clock = bool(parts.get("hour"))
    if not clock and not parts.get("year") and "near" not in parts:
        return None  # “on May 5” in a sentence is no time of a line
    at = _moment(parts, day, clock) if day else None
    guessed = not parts.get("year") and not parts.get("near")
    return Stamp(at, match.start(), match.end(), guessed, clock) if at else None


def stamps(text: str, now: datetime) -> list[Stamp]:
    """Every time with a day in a folded line, from left to right."""
    plain = _PLAIN.match(text)
    if plain is None and not _MAYBE.search(text):
        return []
    if plain and "20" not in text[plain.end() :]:
        try:
            return [Stamp(datetime.fromisoformat(plain[1]).replace(tzinfo=BEIJING), 0, plain.end(), False, True)]
        except ValueError:  # the 31st of June
            pass
    full = [stamp for match in _FULL.finditer(text) if (stamp := _stamp(match, now))]
    if full:
        return full
    for pattern in (*(_WEST if _HAS_MONTH.search(text) else ()), _PART):
        if found := [stamp for match in pattern.finditer(text) if (stamp := _stamp(match, now))]:
            return found
    if dense := _DENSE.match(text):
        stamp = read_time("".join((*dense.groups()[:3], dense[4] or "00")), now)
        return [stamp._replace(end=dense.end())] if stamp else []
    since = _EPOCH.match(text)
    stamp = read_time(since[1], now) if since else None
    return [stamp] if stamp else []


def clock_only(text: str, day: date) -> Stamp | None:
    """The time of day at the start or the end of a line, on a day that is known; None where there is none."""
    for match in _TIME.finditer(text):
        if match.start() == 0 or match.end() == len(text):
            at = _moment(match.groupdict(), day, True)
            return Stamp(at, match.start(), match.end(), False, True) if at else None
    return None


def day_only(text: str, now: datetime) -> date | None:
    """The day of a line that names a day and nothing else; None for any other line."""
    match = _FULL.fullmatch(text) or _DAY.fullmatch(text)
    match = match or next((m for pattern in _WEST if (m := pattern.fullmatch(text))), None)
    return _day(match.groupdict(), now) if match and not match.groupdict().get("hour") else None


def read_time(value: object, now: datetime, day: object = None) -> Stamp | None:
    """The time in one field of a record: text of any shape, or seconds or milliseconds since 1970; None without one.

    `day` is a field that may hold the day of a time of day.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(value).strip().lower()[:60]
    if isinstance(day, str) and day.strip():
        text = f"{day.strip().lower()[:30]} {text}"
    digits = text.removesuffix(".0")
    if digits.isdecimal() and digits.isascii():
        if len(digits) in (10, 13):
            at = datetime.fromtimestamp(int(digits[:10]), BEIJING)
            return Stamp(at, 0, len(text), False, True) if 2000 <= at.year <= 2100 else None
        compact = _COMPACT.fullmatch(digits)
        if compact:
            year, month, on_day, hour, minute, second = (int(part or 0) for part in compact.groups())
            try:
                at = datetime(year, month, on_day, hour, minute, second, tzinfo=BEIJING)
            except ValueError:
                return None
            return Stamp(at, 0, len(text), False, len(digits) > 8)
        return None
    times = stamps(text, now)
    if times:
        return times[0]
    on = day_only(text, now)
    return Stamp(datetime(on.year, on.month, on.day, tzinfo=BEIJING), 0, len(text), True, False) if on else None
