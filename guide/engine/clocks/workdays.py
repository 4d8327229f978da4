"""Periods as the law counts them, in Beijing days: working days with China's holidays, and whole years."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from guide.engine.case import BEIJING

DAY = timedelta(days=1)
#: The last days of a year are settled by the notice for the next one: a long New Year has begun on 30 December.
_UNSETTLED = (12, 25)


class Term(NamedTuple):
    """The end of a period, and the first year on the way whose holidays are not known (None where all are)."""

    ends_at: datetime
    guessed: int | None = None


@cache
def known_until() -> date:
    """The last day for which holidays and make-up workdays are published and kept here."""
    from chinese_calendar import constants  # 5 ms, so only where working days are counted

    return date(max(day.year for day in constants.holidays), *_UNSETTLED)


@cache
def known_from() -> date:
    """The first day that the kept holidays cover."""
    from chinese_calendar import constants

    return date(min(day.year for day in constants.holidays), 1, 1)


@lru_cache(maxsize=4096)  # eleven years; the calendar package takes 20 µs a day
def is_working_day(day: date) -> bool:
    """Whether people work on a day; outside the years covered, Monday to Friday."""
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5  # Saturday is day 5


def _guessed(first: date, last: date) -> int | None:
    """The first year between two days, both counted, whose holidays are not known."""
    if first < known_from():
        return first.year
    return max(first.year, known_until().year + 1) if last > known_until() else None


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time(), BEIJING)


def after_working_days(start: datetime, number: int) -> Term:
    """The end of a period of working days: the day it starts is not counted, the last counts to midnight."""
    first = day = start.astimezone(BEIJING).date() + DAY
    left = number
    while True:
        left -= is_working_day(day)
        if left <= 0:
            return Term(_midnight_after(day), _guessed(first, day))
        day += DAY


def after_years(start: datetime, number: int) -> Term:
    """The end of a period of years: the same day of the year, or the end of that month where there is none.

    A last day that is a day off moves to the next working day.
    """
    began = start.astimezone(BEIJING).date()
    year = began.year + number
    day = last = began.replace(year=year, day=min(began.day, monthrange(year, began.month)[1]))
    while not is_working_day(day):
        day += DAY
    return Term(_midnight_after(day), _guessed(last, day))
