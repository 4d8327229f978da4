"""The lines of many logs that the reader does not understand, masked and counted: what a lead teaches it next."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part
from guide.reading.tracking.reader import read_tracking
from guide.reading.tracking.rules.content import tracking_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from guide.book.book import Book
    from guide.reading.tracking.model import TrackingReading

LARGEST = 20_000_000  # bytes of one file
_TABLES = {".csv": ",", ".tsv": "\t"}
_LINES = (".jsonl", ".ndjson")
_BRACKET = re.compile(r"[【\[「『（(][^【\[「『（()）』」\]】]{1,40}[)）』」\]】]")
_CODE = re.compile(r"[A-Za-z]{0,4}[\d*][\dA-Za-z*-]*")
_TITLE = re.compile(r"[\u4e00-\u9fff]{1,3}(先生|女士|小姐|老师|师傅)")
_LATIN = re.compile(r"\b(by|to|from|mr|ms|mrs|signed for by):? +(?:[A-Z][\w'.-]*)(?: +[A-Z][\w'.-]*){0,2}", re.I)


class _Masks(NamedTuple):
    """What is hidden by words of the content."""

    address: re.Pattern[str]
    person: re.Pattern[str]  # who is named behind a role; what a role does is no name


@part
def _masks(book: Book) -> _Masks:
    rules = tracking_rules(book)
    role, does = ("|".join(map(re.escape, rules.keys[name])) for name in ("role", "role_does"))
    return _Masks(
        re.compile(rf"(?:https?://|www\.|{rules.scams.address.pattern})\S*", re.I),
        re.compile(
            rf"({role})( ?[:：是为]? ?)(?!{does})[\u4e00-\u9fff·]{{2,4}}?"
            r"(?=[^\u4e00-\u9fff·]|$|正在|已|将|为您|电话|的|派)"
        ),
    )


def masked(line: str, book: Book) -> str:
    """A line without links, numbers, names and whatever stands in brackets: what is left are the courier's words."""
    masks = _masks(book)
    line = masks.address.sub("<link>", line)
    line = _BRACKET.sub(lambda match: f"{match.group()[0]}…{match.group()[-1]}", line)
    line = masks.person.sub(r"\1\2○", line)
    line = _TITLE.sub(r"○\1", line)
    line = _LATIN.sub(lambda match: match.group() if match.group().islower() else f"{match[1]} ○", line)
    return " ".join(_CODE.sub("#", line).split())


def not_understood(reading: TrackingReading) -> Iterator[str]:
    """The lines of a paste that were not understood, of all its parcels."""
    for parcel in (reading, *reading.others):
        yield from (event.text for event in parcel.events if event.sense == "unread")
        yield from parcel.unread


def unread_lines(logs: Iterable[str | bytes], book: Book, now: datetime) -> list[tuple[str, int]]:
    """The masked lines that are not understood, each with how often it stands in the logs, the most frequent first."""
    times: Counter[str] = Counter()
    for log in logs:
        times.update(masked(line, book) for line in not_understood(read_tracking(log, book, now=now)))
    return sorted(times.items(), key=lambda item: (-item[1], item[0]))


def logs_of(path: Path) -> Iterator[str | bytes]:
    """The logs of a folder, a file each; of a table or of JSON Lines, each row's longest cell; else the file itself."""
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file() and not file.name.startswith("."):
                yield from logs_of(file)
        return
    with path.open("rb") as opened:
        raw = opened.read(LARGEST)
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        rows = csv.reader(raw.decode("utf-8-sig", "replace").splitlines(True), delimiter=_TABLES[suffix])
        next(rows, None)  # the headings
        yield from (max(row, key=len) for row in rows if row)
    elif suffix in _LINES:
        for line in raw.decode("utf-8-sig", "replace").splitlines():
            yield _longest(line)
    else:
        yield raw


def _longest(line: str) -> str:
    """The longest text of a record in JSON; the line itself where it is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return line
    values = [value for value in record.values() if isinstance(value, str)] if isinstance(record, dict) else []
    return max(values, key=len, default=line)
