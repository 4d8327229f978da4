"""A scenario: facts, journal and a moment, and the decisions that are expected of the handbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from guide.book.chain import SHOWN, named
from guide.book.clocks import READINGS
from guide.book.events import TRACKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.check.scenarios.entries import Entry
    from guide.engine.case import Case

#: Words that the engine derives, each of which a scenario may expect by its name.
DERIVED = ("action", "stage", "turn", "problem", "claim", "refund", "fit", "details", "around", "reach", "matter",
           "parcel", "handed_over", "whereabouts", "courier_says", "check", "window", "body", "patience", "papers",
           *READINGS, *TRACKS)  # fmt: skip
#: Lists that are compared as a whole, and groups of lists, each of which is compared as a whole where it is named.
LISTS, GROUPS = ("offered", "allowed", "possible", "parked", "rules"), ("notes", "asks")
#: Entries of which only those named are compared.
ENTRIES = ("blocked", "how", "evidence", "clocks", "limits", "rows", "ways", "replies")
#: The rule that is named first as the reason.
BECAUSE = "because"
KEYS = (*DERIVED, BECAUSE, *LISTS, *GROUPS, *ENTRIES)
#: Tables of which `rows` names every row that has a say, with what it says.
ROWS = tuple(name for name in named(roles=(SHOWN,)) if name not in ("fit", "notes"))
NONE = "none"


@dataclass(frozen=True)
class Scenario:
    """A case at one moment, and the decisions expected about it: words, sets, and mappings of these."""

    id: str
    name: Mapping[str, str]  # language -> plain words
    case: Case
    now: datetime
    expect: Mapping[str, Any]
    file: str
    row: int
    entry: Entry  # which knows the line of each of its keys


_PART = re.compile(r"(\d+)\s*(d|h|min)")
_RELATIVE = re.compile(r"[+-](?:\s*\d+\s*(?:d|h|min))+")


def read_span(text: object) -> timedelta | None:
    """`now`, `-5d`, `-2d 23h 59min`, `+9h`: a length of time from now; None for anything else."""
    if text in ("now", "today"):
        return timedelta()
    if not isinstance(text, str) or not _RELATIVE.fullmatch(text.strip()):
        return None
    parts = {unit: int(number) for number, unit in _PART.findall(text)}
    span = timedelta(days=parts.get("d", 0), hours=parts.get("h", 0), minutes=parts.get("min", 0))
    return -span if text.strip().startswith("-") else span


def say_span(span: timedelta) -> str:
    """A length of time as `read_span` reads it, rounded up to whole minutes."""
    minutes = ceil(span.total_seconds() / 60)
    days, rest = divmod(abs(minutes), 24 * 60)
    hours, rest = divmod(rest, 60)
    parts = [f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (rest, "min")) if n]
    return ("-" if minutes < 0 else "+") + " ".join(parts) if parts else "now"


def blank(value: str) -> str:
    """An empty outcome as a scenario writes it."""
    return value or NONE
