"""A table with headings -> raw events."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from guide.reading.tracking.rules.sheets import plain_key
from guide.reading.tracking.shapes.records import (
    MOST_EVENTS,
    Shipment,
    event_of,
    first,
    heads_of,
    number_of,
    scalar,
    wordy,
)
from guide.reading.tracking.shapes.trees import merged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from guide.reading.tracking.rules.content import TrackingRules

_DELIMITERS = ",\t;|，"
_LATEST = re.compile("^(?:最新一条|最新更新|最新|最近|最后|当前|latest|last)的?")
_TIME = re.compile(r"\d{2}:\d{2}")  # no heading holds one


def from_csv(text: str, rules: TrackingRules, now: datetime) -> list[Shipment] | None:
    """The shipments of a table whose headings name a time and a text or a code; None where it is no such table."""
    heading, _, rest = text.lstrip().partition("\n")
    if not rest or len(heading) > 400 or _TIME.search(heading):
        return None
    named = (*rules.keys["text"], *rules.keys["code"])
    for delimiter in _DELIMITERS:
        heads = [_head(cell, rules) for cell in heading.split(delimiter)]
        times = [h for h in heads if h in rules.keys["time"] or h in rules.keys["day"]]
        if len(heads) > 1 and times and any(h in named for h in heads):
            return _table(heads, rest, delimiter, rules, now)
    return None


def _head(cell: str, rules: TrackingRules) -> str:
    """A heading as keys.csv has it: “latest tracking time” is a time of tracking, too."""
    head = plain_key(cell.strip(' "'))
    return head if head in rules.known_keys else _LATEST.sub("", head)


def _table(heads: list[str], rest: str, delimiter: str, rules: TrackingRules, now: datetime) -> list[Shipment]:
    parts: dict[str, dict[str, Any]] = {}
    for cells in _cells(rest, delimiter):
        record: dict[str, Any] = dict(zip(heads, cells, strict=False))
        if not any(wordy(scalar(record.get(k))) for k in rules.keys["text"]):
            record[rules.keys["text"][0]] = first(record, rules.keys["code"])  # only a status column
        raw = event_of(record, rules, now)
        if raw:
            number = number_of(record, rules)
            part = parts.setdefault(number, {"events": []})
            part["events"].append(raw)
            part |= {name: value for name, value in heads_of(record, rules) if value and name not in part}
    return merged(parts, "")


def _cells(rest: str, delimiter: str) -> Iterator[list[str]]:
    """The cells of each line, line by line, so that a quote that is never closed does not swallow the rest."""
    for number, line in enumerate(rest.splitlines()):
        if number >= MOST_EVENTS:
            return
        try:
            yield next(csv.reader([line[:4000]], delimiter=delimiter), [])
        except csv.Error:
            continue
