"""The cells of a table of cases: an answer, a journal of events, and a moment as spreadsheets write it, to and fro."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from guide.book.exchange.formulas import harmless, meant
from guide.book.facts import CHOICES, VALUES, Facts
from guide.book.notices import Notice
from guide.cases.casefile import MOST_EVENTS, CaseError, from_plain, read_fact, read_moment
from guide.engine.journal import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

CASE, JOURNAL = "case", "journal"
FACTS = tuple(f.name for f in fields(Facts))
COLUMNS = (CASE, *FACTS, JOURNAL)
_TIMED = frozenset(name for name, kind in VALUES.items() if kind is not str)
#: A day as spreadsheets write it: 2026/1/5 8:05.
_DAY = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T]+(\d{1,2}:\d\d(?::\d\d)?))?")
#: A moment as spreadsheets keep it: days since the end of 1899, such as 46346.75; five digits are 1927 to 2173.
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,12})?")
_SPREADSHEET = datetime(1899, 12, 30)  # noqa: DTZ001 (it becomes text without a zone, which is Beijing's)


def read_answer(name: str, cell: str) -> Any:
    """One cell as an answer; CaseError if it is none."""
    if name in CHOICES or name == "held":
        return _choice(name, cell)
    return read_fact(name, _iso(cell) if name in _TIMED else meant(cell))


@lru_cache(maxsize=4096)
def _choice(name: str, cell: str) -> Any:
    """An answer from a fixed set, cached because a long table repeats them."""
    return read_fact(name, cell.split() if name == "held" else cell)


def _iso(cell: str) -> str:
    """A day as ISO text if it is written as spreadsheets do, or as the number they keep; any other cell unchanged."""
    match = _DAY.fullmatch(cell)
    if match is None:
        return _from_serial(cell) if _SERIAL.fullmatch(cell) else cell
    year, month, day, clock = match.groups(default="")
    return f"{year}-{month:0>2}-{day:0>2}" + (f"T{clock:0>{8 if clock.count(':') > 1 else 5}}" if clock else "")


def _from_serial(cell: str) -> str:
    """The number of days that a spreadsheet keeps for a moment, as ISO text."""
    at = _SPREADSHEET + timedelta(minutes=round(float(cell) * 1440))
    return at.isoformat(timespec="minutes") if at.time() else at.date().isoformat()


def read_journal(cell: str) -> tuple[Event, ...]:
    """The events in a cell: `seller_contacted@2026-11-20T18:20; seller_replied:trace@2026-11-21T09:00`."""
    parts = [part.strip() for part in cell.replace("；", ";").split(";")]
    parts = [part for part in parts if part]
    if len(parts) > MOST_EVENTS:
        raise CaseError(JOURNAL, Notice("fault.cases.events", count=len(parts), most=MOST_EVENTS))
    return tuple(_event(number, part) for number, part in enumerate(parts, start=1))


def _event(number: int, part: str) -> Event:
    named, at, moment = part.partition("@")
    if not at:
        raise CaseError(JOURNAL, Notice("fault.cases.event.moment", number=number))
    try:
        event, reply = read_event(named.strip())
        return Event(event, read_moment("at", _iso(moment.strip())), reply)
    except CaseError as error:
        raise CaseError(JOURNAL, Notice("fault.cases.event", number=number, what=error.what)) from error


@lru_cache(maxsize=1024)
def read_event(text: str) -> tuple[str, str]:
    """An event and its reply, checked, from `event` or `event:reply`; cached because a long table repeats them."""
    event, _, reply = text.partition(":")
    plain = {"event": event.strip(), "at": "2000-01-01", "reply": reply.strip() or "none"}
    (read_,) = from_plain({JOURNAL: [plain]}).journal
    return read_.event, read_.reply


def write_journal(plain: Iterable[dict[str, str]]) -> str:
    """The events of a plain case in one cell."""
    return "; ".join(e["event"] + (f":{e['reply']}" if "reply" in e else "") + f"@{_short(e['at'])}" for e in plain)


def cells_of(name: str, plain: dict[str, Any]) -> list[str]:
    """A plain case as the cells of a row, in the order of the columns."""
    facts = {**plain["facts"], "held": " ".join(plain["facts"].get("held", ()))}
    return [harmless(name), *(harmless(_short(facts.get(fact, ""))) for fact in FACTS), write_journal(plain["journal"])]


def _short(value: str) -> str:
    """A moment without its zone if that is Beijing's; any other cell unchanged."""
    return value.removesuffix("+08:00")
