"""The store: entries of cases, appended and read. Nothing is imported until the first case is touched."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.cases.store.entries import Conflict, Entry, read_entry, to_text
from guide.cases.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine


#: Wrong codes a whole server bears at once, and how many a second more.
BUCKET, REFILL = 60, 0.5


class Imported(NamedTuple):
    """What an import did."""

    new: int
    known: int


class Store:
    """One database; cheap to make, connected when first used, safe to share between threads."""

    def __init__(self, address: str) -> None:
        self.address = address

    @cached_property
    def _engine(self) -> Engine:
        from guide.cases.store.database import open_engine

        return open_engine(self.address)

    @cached_property
    def _ready(self) -> Engine:
        from guide.cases.store.migrate import make_ready

        make_ready(self._engine)
        return self._engine

    @contextmanager
    def _connected(self, *, writes: bool = False) -> Iterator[Connection]:
        from guide.cases.store.database import connected

        try:
            with connected(self._ready, writes=writes) as connection:
                yield connection
        except StoreError:
            self.__dict__.pop("_ready", None)  # it may come back as another database
            raise

    def migrate(self) -> tuple[str, str]:
        """Build or renew the tables; the revision before and after."""
        from guide.cases.store.migrate import migrate

        return migrate(self._engine)

    def read(self, key: str, after: int = 0) -> tuple[Entry, ...]:
        """The entries of a case in order, from the one after a number; empty where there are none."""
        with self._connected() as connection:
            return _read(connection, key, after)

    def append(self, key: str, expected: int, entries: Sequence[Entry]) -> int:
        """Write entries behind the one expected to be the last; Conflict with the others' where it is not."""
        from sqlalchemy.exc import IntegrityError

        from guide.cases.store.database import one_writer
        from guide.cases.store.schema import ENTRIES

        if not entries:
            return expected
        try:
            with self._connected(writes=True) as connection:
                one_writer(connection, key)
                if others := _read(connection, key, expected):
                    raise Conflict(others)
                if expected and not _read(connection, key, expected - 1):
                    raise StoreError("gone")
                connection.execute(ENTRIES.insert(), [_row(key, n, e) for n, e in enumerate(entries, expected + 1)])
        except IntegrityError:  # cannot happen while every writer waits for its turn
            raise StoreError("away") from None
        return expected + len(entries)

    def forget(self, key: str) -> int:
        """Delete a case: its evidence files, its entries and what is left of them in the database's own files.

        Returns how many entries and files there were.
        """
        from guide.cases.store.database import one_writer
        from guide.cases.store.schema import ENTRIES

        with self._connected(writes=True) as connection:
            one_writer(connection, key)
            count = connection.execute(ENTRIES.delete().where(ENTRIES.c.case_key == key)).rowcount
        if count:
            self._sweep()
        folder = self.evidence / key
        count += sum(1 for _ in folder.glob("*"))
        rmtree(folder, ignore_errors=True)
        return count

    @property
    def evidence(self) -> Path:
        """Where evidence files are, a folder a case: beside the SQLite file, else in the user's data folder."""
        if self.address.startswith("sqlite:///"):
            return Path(self.address.removeprefix("sqlite:///")).parent / "evidence"
        from platformdirs import user_data_path

        return Path(user_data_path("parcel-guide", appauthor=False)) / "evidence"

    def _sweep(self) -> None:
        """Empty the write-ahead log, or have PostgreSQL clear the dead rows."""
        from sqlalchemy.exc import DBAPIError

        sweep = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "VACUUM entries"}
        engine = self._engine
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(sweep[engine.dialect.name])
        except DBAPIError:  # a reader is in the way: the next checkpoint or autovacuum does it
            return

    def guessed(self, now: datetime) -> bool:
        """Note that somebody named a case that is not there; whether there were too many of late, on any page."""
        from sqlalchemy import select

        from guide.cases.store.database import one_writer
        from guide.cases.store.schema import GUESSES

        with self._connected(writes=True) as connection:
            one_writer(connection, "guesses")
            row = connection.execute(select(GUESSES)).one_or_none()
            passed = (now - datetime.fromisoformat(row.moment)).total_seconds() if row else 0
            left = min(BUCKET, (row.left if row else BUCKET) + max(passed, 0) * REFILL)
            values = {"left": max(left - 1, 0), "moment": now.isoformat()}
            connection.execute(GUESSES.update().values(values) if row else GUESSES.insert().values(id=1, **values))
            return left < 1

    def idle(self, before: datetime) -> tuple[str, ...]:
        """The keys of cases in which nothing was written since a moment; some may have files and no entry."""
        from sqlalchemy import func, select

        from guide.cases.store.schema import ENTRIES

        limit = Entry("", before, "", {}).to_plain()["moment"]
        query = select(ENTRIES.c.case_key).group_by(ENTRIES.c.case_key).having(func.max(ENTRIES.c.moment) < limit)
        with self._connected() as connection:
            found = dict.fromkeys(connection.scalars(query))
            there = set(connection.scalars(select(ENTRIES.c.case_key).distinct()))
        for folder in self.evidence.glob("?" * 64):
            if folder.name not in there and folder.stat().st_mtime < before.timestamp():
                found[folder.name] = None
        return tuple(found)

    def export(self) -> Iterator[str]:
        """Every entry as a line of JSON, case by case."""
        from sqlalchemy import select

        from guide.cases.store.schema import ENTRIES

        query = select(ENTRIES).order_by(ENTRIES.c.case_key, ENTRIES.c.number)
        with self._connected() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield json.dumps({"case": row.case_key, **_entry(row).to_plain()}, ensure_ascii=False)

    def take_in(self, lines: Iterable[str]) -> Imported:
        """Add exported entries, all or none; those that are there already stay. ValueError names a bad line."""
        new = known = 0
        with self._connected(writes=True) as connection:
            for place, line in enumerate(lines, start=1):
                if line.strip():
                    added = _take_line(connection, place, line)
                    new, known = new + added, known + (not added)
        return Imported(new, known)


def _read(connection: Connection, key: str, after: int) -> tuple[Entry, ...]:
    from sqlalchemy import select

    from guide.cases.store.schema import ENTRIES

    columns = ENTRIES.c
    query = select(ENTRIES).where(columns.case_key == key, columns.number > after).order_by(columns.number)
    return tuple(map(_entry, connection.execute(query)))


def _entry(row: Any) -> Entry:
    return Entry(row.id, datetime.fromisoformat(row.moment), row.kind, json.loads(row.payload), row.schema, row.number)


def _row(key: str, number: int, entry: Entry) -> dict[str, Any]:
    plain = entry.to_plain()
    return {**plain, "case_key": key, "number": number, "payload": to_text(entry)}


def _take_line(connection: Connection, place: int, line: str) -> bool:
    """Add the entry of one line unless it is there; another one in its place is a fault of the file."""
    from sqlalchemy import select
    from sqlalchemy.exc import IntegrityError

    from guide.cases.store.schema import ENTRIES

    try:
        plain = json.loads(line)
        key, entry = plain.pop("case"), read_entry(plain)
        if not (isinstance(key, str) and len(key) == 64 and entry.number):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"line {place}: not an entry of `guide store export`.") from None
    there = select(ENTRIES.c.id).where(ENTRIES.c.case_key == key, ENTRIES.c.number == entry.number)
    found = connection.scalar(there)
    if found is None:
        try:
            connection.execute(ENTRIES.insert(), _row(key, entry.number, entry))
        except IntegrityError:
            found = ""
    if found not in (None, entry.id):
        raise ValueError(f"line {place}: another entry stands in that place of the case; nothing was taken over.")
    return found is None
