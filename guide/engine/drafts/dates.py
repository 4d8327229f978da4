"""Days and moments in words, in Beijing time."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from guide.engine.case import BEIJING

if TYPE_CHECKING:
    from datetime import date, datetime

#: The minute that stands for a whole day whose hour nobody has said.
LAST_MINUTE = time(23, 59)

#: English names of the months, as the drafts write them.
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def say_day(language: str, day: date, now: datetime | None) -> str:
    """A day in Beijing, in words: 11 月 16 日, 16 November; with its year where that is another than now's.

    Without `now` the year is always there: a paper is read in years to come.
    """
    dated = now is None or day.year != now.astimezone(BEIJING).year
    if language == "zh":
        return (f"{day.year} 年 " if dated else "") + f"{day.month} 月 {day.day} 日"
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if dated else "")


def say_moment(language: str, at: datetime, now: datetime | None) -> str:
    """A moment in Beijing time, in words: 11 月 16 日 08:42; its year as `say_day` has it.

    The last minute of a day stands for the day: so a day is kept of which nobody knows the hour.
    """
    local = at.astimezone(BEIJING)
    if local.time() >= LAST_MINUTE:
        return say_day(language, local, now)
    return f"{say_day(language, local, now)}{' ' if language == 'zh' else ', '}{local:%H:%M}"
