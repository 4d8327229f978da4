"""Entries as rows of the database: one read or written, those behind a number, and a line of a copy."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from guide.book.notices import Notice
from guide.cases.store.entries import Entry, read_entry, to_text
from guide.cases.store.errors import CopyError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def behind(connection: Connection, key: str, after: int, last: str) -> tuple[Entry, ...]:
    """The entries of a case behind number `after`, which has the id `last`, if that is given."""
    from sqlalchemy import select

    from guide.cases.store.schema import ENTRIES

    columns = ENTRIES.c
    query = select(ENTRIES).where(columns.case_key == key, columns.number >= after).order_by(columns.number)
    entries = tuple(map(entry_of, connection.execute(query)))
    if after == 0:
        return entries
    if not entries or entries[0].number != after or (last and entries[0].id != last):
        raise StoreError("gone" if is_forgotten(connection, key) else "lost")
    return entries[1:]


def is_forgotten(connection: Connection, key: str) -> bool:
    """Whether a case was deleted, and not brought back since."""
    from sqlalchemy import select

    from guide.cases.store.schema import ENTRIES, FORGOTTEN

    deleted = connection.scalar(select(FORGOTTEN.c.case_key).where(FORGOTTEN.c.case_key == key))
    stored = connection.scalar(select(ENTRIES.c.number).where(ENTRIES.c.case_key == key).limit(1))
    return deleted is not None and stored is None


def entry_of(row: Any) -> Entry:
    """The entry that a row holds."""
    return Entry(row.id, datetime.fromisoformat(row.moment), row.kind, json.loads(row.payload), row.schema, row.number)


def record(key: str, number: int, entry: Entry) -> dict[str, Any]:
    """The row of an entry of a case."""
    plain = entry.to_plain()
    return {**plain, "case_key": key, "number": number, "payload": to_text(entry)}


def take_line(connection: Connection, place: int, line: str) -> bool:
    """Add the entry of one line; whether it is new. CopyError if another entry has its number."""
    from sqlalchemy import select
    from sqlalchemy.exc import IntegrityError

    from guide.cases.store.schema import ENTRIES

    try:
        plain = json.loads(line)
        key, entry = plain.pop("case"), read_entry(plain)
        if not (isinstance(key, str) and len(key) == 64 and entry.number):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CopyError(Notice("store.line", line=place)) from None
    stored = connection.scalar(select(ENTRIES.c.id).where(ENTRIES.c.case_key == key, ENTRIES.c.number == entry.number))
    if stored is None:
        try:
            connection.execute(ENTRIES.insert(), record(key, entry.number, entry))
        except IntegrityError:  # the case has this entry under another number
            stored = ""
    if stored not in (None, entry.id):
        raise CopyError(Notice("store.line.taken", line=place))
    return stored is None
