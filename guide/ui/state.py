"""What one page works on: a session, and the case it changes. Everything shown is computed again from these."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any

from guide.advice import Advice, advise
from guide.casefile import BEIJING, Case, CaseError, from_plain, to_plain
from guide.journal import Event, in_order
from guide.loader import default_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.book import Book

log = logging.getLogger("guide")


def beijing_now() -> datetime:
    """The clock on the wall, read by the pages alone."""
    return datetime.now(BEIJING)


@dataclass
class Session:
    """One visitor: the book, the clock, the language and the zone of the browser."""

    book: Book = field(default_factory=default_book)
    now: Callable[[], datetime] = beijing_now
    lang: str = "zh"
    zone: tzinfo = BEIJING

    def say(self, word: str, **slots: object) -> str:
        """Words in the visitor's language."""
        words = self.book.say(self.lang, word)
        return words.format(**slots) if slots else words

    def set_zone(self, minutes: int) -> None:
        """The browser's offset from UTC."""
        self.zone = timezone(timedelta(minutes=minutes))


class CaseState:
    """The case of one page. Each change replaces the frozen case and tells the one listener."""

    def __init__(self, session: Session, case: Case | None = None) -> None:
        self.session = session
        self.case = case or Case()
        self.listener: Callable[[], None] = lambda: None
        self.moment = session.now()

    @property
    def advice(self) -> Advice:
        """The engine's advice on the case as it is now."""
        return advise(self.case, self.session.book, self.moment)

    def _set(self, case: Case) -> None:
        self.case = case
        self.touch()

    def touch(self) -> None:
        """Look at the clock again and tell the listener."""
        self.moment = self.session.now()
        self.listener()

    def answer(self, name: str, value: Any) -> None:
        """Change one answer; nothing else is touched."""
        if getattr(self.case.facts, name) != value:
            self._set(self.case.with_fact(name, value))

    def record(self, event: str, reply: str = "none", at: datetime | None = None) -> None:
        """Add an event, at this moment unless another is given."""
        self._set(self.case.with_event(Event(event, at or self.session.now(), reply)))

    def retime(self, index: int, at: datetime) -> None:
        """Give an event, by its place in the ordered journal, another time."""
        events = list(in_order(self.case.journal))
        events[index] = events[index]._replace(at=at)
        self._set(Case(self.case.facts, tuple(events)))

    def drop(self, index: int) -> None:
        """Take an event out, by its place in the ordered journal."""
        events = list(in_order(self.case.journal))
        del events[index]
        self._set(Case(self.case.facts, tuple(events)))

    def clear(self) -> None:
        """Start over with an empty case."""
        self._set(Case())

    def dump(self) -> str:
        """The case as JSON, for the device; empty where nothing has been answered."""
        return json.dumps(to_plain(self.case), ensure_ascii=False) if self.case != Case() else ""

    def restore(self, text: str) -> bool:
        """Take up a case kept on the device; one that cannot be read is left alone."""
        try:
            case = from_plain(json.loads(text)) if text else Case()
        except (CaseError, ValueError):
            log.warning("a kept case could not be read")
            return False
        if case != self.case:
            self._set(case)
        return True
