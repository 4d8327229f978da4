"""A case: the answers of one order and what happened, nothing derived; and the zone in which its moments are read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta, timezone
from typing import Any

from guide.book.facts import Facts, changed
from guide.engine.journal import Event

#: China has one zone and no summer time since 1991.
BEIJING = timezone(timedelta(hours=8), "Beijing")
#: A sum as people write it, once full-width letters are plain ones.
_SUM = r"¥? ?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(\.[0-9]{1,2})? ?(?:元|yuan)?"


@dataclass(frozen=True)
class Case:
    """Facts and journal of one order."""

    facts: Facts = field(default_factory=Facts)
    journal: tuple[Event, ...] = ()

    def with_fact(self, name: str, value: Any) -> Case:
        """A copy of the case with one answer changed."""
        return Case(changed(self.facts, {name: value}), self.journal)

    def with_event(self, event: Event) -> Case:
        """A copy of the case with one event more."""
        return Case(self.facts, (*self.journal, event))


def read_sum(text: str | None) -> str | None:
    """A positive sum in yuan as plain digits, out of what was typed; None where it cannot be read as one."""
    digits = re.fullmatch(_SUM, unicodedata.normalize("NFKC", text or "").strip().lower())
    if digits is None or not re.search("[1-9]", digits[0]):
        return None
    return (digits[1].replace(",", "").lstrip("0") or "0") + (digits[2] or "")


def is_negative(text: str) -> bool:
    """Whether a sum was typed with a minus before it."""
    return unicodedata.normalize("NFKC", text).lstrip(" ¥").startswith(("-", "\u2212"))


def moved(case: Case, by: timedelta) -> Case:
    """A copy of the case, later by a length of time: every moment moves, a day by whole days."""
    days = timedelta(days=round(by / timedelta(days=1)))
    answers = {f.name: getattr(case.facts, f.name) for f in fields(Facts)}
    later: dict[str, Any] = {
        n: v + (by if isinstance(v, datetime) else days) for n, v in answers.items() if isinstance(v, date)
    }
    journal = tuple(event._replace(at=event.at + by) for event in case.journal)
    return Case(changed(case.facts, later), journal)
