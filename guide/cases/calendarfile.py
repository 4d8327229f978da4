"""Deadlines as a calendar file, an entry each; importing a later export updates the entries and doubles none."""

from __future__ import annotations

from datetime import UTC, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from guide.engine.drafts import say_moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from icalendar import Event

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.engine.clocks import Clock

#: An entry covers the half hour before the deadline, so that a deadline at midnight is shown on the day it ends.
LENGTH = timedelta(minutes=30)
#: Times of reminders before the entry starts; those already past are left out.
ALARMS = (timedelta(days=1), timedelta(hours=2))
_MINUTE = 60


def case_key(case: Case) -> str:
    """A key of the case for the ids of its entries: 8 hex digits, too few to find the order number by trial."""
    moments = sorted(e.at for e in case.journal)
    first = case.facts.order_no or case.facts.paid_at or next(iter(moments), "")
    stamp = first if isinstance(first, str) else first.astimezone(UTC).isoformat()
    return blake2b(stamp.encode(), digest_size=4, person=b"guide-case").hexdigest()


def ahead(clocks: Iterable[Clock], now: datetime) -> tuple[Clock, ...]:
    """The clocks that get an entry: they end after now and are not paused."""
    return tuple(c for c in clocks if c.ends_at > now and not c.paused)


def calendar_file(clocks: Iterable[Clock], key: str, book: Book, language: str, now: datetime) -> bytes:
    """The deadlines to come as an iCalendar file (RFC 5545) in UTC, without anything personal in it."""
    from icalendar import Calendar  # takes 43 ms, so only once a file is wanted

    calendar = Calendar()
    calendar.add("prodid", f"-//parcel-guide//clocks//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for clock in ahead(clocks, now):
        calendar.add_component(_entry(clock, key, book, language, now))
    return bytes(calendar.to_ical())


def _entry(clock: Clock, key: str, book: Book, language: str, now: datetime) -> Event:
    from icalendar import Alarm, Event

    title = book.say(language, "ics.title").format(clock=book.say(language, f"clock.{clock.id}"))
    until = book.say(language, "ics.until").format(moment=say_moment(language, clock.ends_at, None))
    begin, stamp = (clock.ends_at - LENGTH).astimezone(UTC), now.astimezone(UTC)
    entry = Event()
    entry.add("uid", f"{key}-{clock.id.replace('_', '-')}@parcel-guide.invalid")
    entry.add("summary", title)
    entry.add("description", "\n".join([until, clock.because[language]]))
    entry.add("dtstart", begin)
    entry.add("dtend", clock.ends_at.astimezone(UTC))
    for name in ("dtstamp", "last-modified"):
        entry.add(name, stamp)
    entry.add("sequence", int(now.timestamp()) // _MINUTE)  # grows from export to export without a stored counter
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    for before in ALARMS:
        if begin - before > now:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", title)
            alarm.add("trigger", -before)
            entry.add_component(alarm)
    return entry
