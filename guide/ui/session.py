"""The ground of one page: a session, and the case it changes. Everything on the page is computed again from these."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any

from guide.book.events import OVERRULED, READ, TRACKING_EVENTS
from guide.book.facts import UNKNOWN
from guide.book.languages import FIRST
from guide.book.loader import default_book
from guide.book.notices import tell
from guide.cases.casefile import MOST_EVENTS, read_moment, salvage, to_plain
from guide.cases.store import Store, from_environment
from guide.engine.advice import Advice, advise
from guide.engine.case import BEIJING, Case, moved
from guide.engine.journal import Event, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guide.book.book import Book
    from guide.book.notices import Notice

log = logging.getLogger("guide")
_AT_HOME = 480  # minutes that Beijing is ahead of UTC


def beijing_now() -> datetime:
    """The clock on the wall, read by the pages alone."""
    return datetime.now(BEIJING)


@dataclass
class Session:
    """One visitor: the book, the clock, the language and the zone of the browser."""

    book: Book = field(default_factory=default_book)
    now: Callable[[], datetime] = beijing_now
    lang: str = FIRST
    zone: tzinfo = BEIJING
    zone_named: bool = False  # whether the zone knows its own name and its summer time
    store: Store | None = field(default_factory=from_environment)

    def say(self, word: str, **slots: object) -> str:
        """Words in the visitor's language."""
        words = self.book.say(self.lang, word)
        return words.format(**slots) if slots else words

    def tell(self, notice: Notice) -> str:
        """A notice in the visitor's language."""
        return tell(notice, self.book.words[self.lang])

    def set_zone(self, minutes: int, name: str = "") -> bool:
        """The browser's zone, by its name where that is known, else by its offset from UTC; whether it changed."""
        before = self.zone
        self.zone, self.zone_named = timezone(timedelta(minutes=minutes)), False
        if name and minutes != _AT_HOME:  # a zone by name knows when its summer time ends
            from zoneinfo import ZoneInfo

            with suppress(ValueError, OSError, KeyError):  # not a zone, or no list of zones on this machine
                self.zone, self.zone_named = ZoneInfo(name), True
        return self.zone != before


class CaseState:
    """The case of one page. Each change replaces the frozen case and tells the one listener."""

    def __init__(self, session: Session, case: Case | None = None) -> None:
        self.session = session
        self.case = case or Case()
        self.listener: Callable[[], None] = lambda: None
        self.keep: Callable[[Case, Case], None] = lambda before, after: None  # hears of each change before it is made
        self.moment = session.now()
        self._given: tuple[object, ...] = ()
        self._advice: Advice | None = None

    @property
    def advice(self) -> Advice:
        """The engine's advice on the case as it is now; asked for again, it is the same one."""
        given = (self.case, self.session.book, self.moment)
        if self._advice is None or given != self._given:
            self._given, self._advice = given, advise(*given)
        return self._advice

    def _set(self, case: Case) -> None:
        self.keep(self.case, case)
        self.adopt(case)

    def adopt(self, case: Case) -> None:
        """Go on with a case that is kept elsewhere already."""
        self.case = case
        self.touch()

    def touch(self) -> None:
        """Look at the clock again and tell the listener."""
        self.moment = self.session.now()
        self.listener()

    def answer(self, name: str, value: Any) -> None:
        """Change one answer; nothing else is touched."""
        if getattr(self.case.facts, name) == value:
            return
        case = self.case.with_fact(name, value)
        if name == "tracking" and value != UNKNOWN and self._read() not in (None, value):
            case = case.with_event(Event(OVERRULED, self.session.now(), value))
        self._set(case)

    def take(self, case: Case) -> None:
        """Put another case in the place of this one; it is kept like anything that is given here."""
        self._set(case)

    def put(self, name: str, value: Any) -> None:
        """Take over an answer that was given elsewhere, as it is."""
        self._set(self.case.with_fact(name, value))

    def _read(self) -> str | None:
        """The state that the last reading in use gave, unless it was overruled since."""
        notes = [e for e in in_order(self.case.journal) if e.event in TRACKING_EVENTS]
        return notes[-1].reply if notes and notes[-1].event == READ else None

    def take_reading(self, facts: Mapping[str, Any]) -> None:
        """Take over what was read from the tracking, all at once, and note it in the journal."""
        case = Case(replace(self.case.facts, **facts), self.case.journal)
        if "tracking" in facts:
            case = case.with_event(Event(READ, self.session.now(), facts["tracking"]))
        self._set(case)

    def record(self, event: str, reply: str = "none", at: datetime | None = None) -> None:
        """Add an event, at this moment unless another is given; a case too long to be read back stays as it is."""
        if len(self.case.journal) < MOST_EVENTS:
            self._set(self.case.with_event(Event(event, at or self.session.now(), reply)))

    def revise(self, index: int, **parts: Any) -> None:
        """Give an event, by its place in the ordered journal, another time or another reply."""
        events = list(in_order(self.case.journal))
        events[index] = events[index]._replace(**parts)
        self._set(Case(self.case.facts, tuple(events)))

    def drop(self, index: int) -> None:
        """Take an event out, by its place in the ordered journal."""
        events = list(in_order(self.case.journal))
        del events[index]
        self._set(Case(self.case.facts, tuple(events)))

    def clear(self) -> None:
        """Start over with an empty case."""
        self.adopt(Case())

    def dump(self) -> str:
        """The case as JSON, for the device; empty where nothing has been answered."""
        return json.dumps(to_plain(self.case), ensure_ascii=False) if self.case != Case() else ""

    def restore(self, text: str) -> int:
        """Take up a case kept on the device, answer by answer; the number of parts that could not be read.

        A case from a link says from which moment it was looked at; it is moved to this one.
        """
        try:
            plain = json.loads(text) if text else {}
            case, places = salvage(plain)
            lost = len(places)
            if isinstance(plain, dict) and "now" in plain:
                case = moved(case, self.session.now() - read_moment("now", plain["now"]))
        except (ValueError, RecursionError, OverflowError):
            case, lost = self.case, 1
        if lost:
            log.warning("%d parts of a kept case could not be read", lost)
        if case != self.case:
            self.adopt(case)
        return lost
