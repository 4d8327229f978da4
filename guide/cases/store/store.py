"""The store appends and reads entries of cases. SQLAlchemy is imported on first use only."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from guide.cases.store import rows
from guide.cases.store.entries import Conflict, Entry, Imported
from guide.cases.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine


#: Wrong codes that all pages together may try at once, and how many more each second.
BUCKET, REFILL = 60, 0.5
#: Keys that one query asks for.
_AT_ONCE = 400


class Store:
    """One database by its address; it connects on first use and may be shared between threads.

    Evidence files lie in `files`, without it near the database. Every method raises StoreError if the database fails.
    """

    def __init__(self, address: str, files: Path | None = None) -> None:
        self.address, self._files = address, files

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
        from guide.cases.store.migrate import check

        try:
            with connected(self._ready, writes=writes) as connection:
                if writes:
                    check(connection)  # another handbook may have renewed the tables since they were last looked at
                yield connection
        except StoreError:
            self.__dict__.pop("_ready", None)  # another database may be at the address next time: check it again
            raise

    def migrate(self) -> tuple[str, str]:
        """Build or renew the tables; the revisions before and after."""
        from guide.cases.store.migrate import migrate

        return migrate(self._engine)

    def read(self, key: str, after: int = 0, last: str = "") -> tuple[Entry, ...]:
        """The entries of a case with a number above `after`, in order; `last` is the id of the entry with that number.

        StoreError "gone" if the case was deleted meanwhile; "lost" if the entry is not there: an older copy of the
        database was put back, or an empty one.
        """
        with self._connected() as connection:
            return rows.behind(connection, key, after, last)

    def payloads(self, keys: Sequence[str], kind: str) -> dict[str, list[str]]:
        """The payloads of a kind under many keys, as they are stored, in order; a key without any is left out."""
        from sqlalchemy import select

        from guide.cases.store.schema import ENTRIES

        columns, found = ENTRIES.c, dict[str, list[str]]()
        with self._connected() as connection:
            for first in range(0, len(keys), _AT_ONCE):
                some = columns.case_key.in_(keys[first : first + _AT_ONCE]) & (columns.kind == kind)
                query = select(columns.case_key, columns.payload).where(some)
                for key, payload in connection.execute(query.order_by(columns.case_key, columns.number)).all():
                    found.setdefault(key, []).append(payload)
        return found

    def last(self, keys: Sequence[str]) -> dict[str, str]:
        """The id of the last entry under each of many keys; a key without any is left out."""
        from sqlalchemy import func, select

        from guide.cases.store.schema import ENTRIES

        columns, found = ENTRIES.c, dict[str, str]()
        with self._connected() as connection:
            for first in range(0, len(keys), _AT_ONCE):
                some = columns.case_key.in_(keys[first : first + _AT_ONCE])
                ends = select(columns.case_key, func.max(columns.number)).where(some).group_by(columns.case_key)
                at = ends.subquery()
                both = (columns.case_key == at.c[0]) & (columns.number == at.c[1])
                lasts = connection.execute(select(columns.case_key, columns.id).join(at, both))
                found.update((row.case_key, row.id) for row in lasts)
        return found

    def append(self, key: str, after: int, entries: Sequence[Entry], last: str = "") -> int:
        """Write entries behind number `after`, whose id is `last`; the number of the last one.

        Conflict if others have written behind that number; StoreError "gone" or "lost" as with `read`.
        """
        from sqlalchemy.exc import IntegrityError

        from guide.cases.store.database import one_writer
        from guide.cases.store.schema import ENTRIES

        if not entries:
            return after
        try:
            with self._connected(writes=True) as connection:
                one_writer(connection, key)
                if others := rows.behind(connection, key, after, last):
                    raise Conflict(others)
                connection.execute(ENTRIES.insert(), [rows.record(key, n, e) for n, e in enumerate(entries, after + 1)])
        except IntegrityError:  # cannot happen while every writer waits for its turn
            raise StoreError("away") from None
        return after + len(entries)

    def extend(self, cases: Mapping[str, Callable[[tuple[Entry, ...]], Sequence[Entry]]]) -> dict[str, int]:
        """Write to some hundred cases at once what follows from the entries that each has; all of it or nothing.

        The number of entries written to each. A case that was deleted stays so, and is left out.
        """
        from sqlalchemy import select

        from guide.cases.store.database import one_writer
        from guide.cases.store.schema import ENTRIES, FORGOTTEN

        keys, there = sorted(cases), dict[str, list[Entry]]()
        records, written = list[dict[str, Any]](), dict[str, int]()
        with self._connected(writes=True) as connection:
            for key in keys:  # in one order, so that two who write to the same cases do not wait for each other
                one_writer(connection, key)
            query = select(ENTRIES).where(ENTRIES.c.case_key.in_(keys))
            for row in connection.execute(query.order_by(ENTRIES.c.case_key, ENTRIES.c.number)):
                there.setdefault(row.case_key, []).append(rows.entry_of(row))
            gone = set(connection.scalars(select(FORGOTTEN.c.case_key).where(FORGOTTEN.c.case_key.in_(keys))))
            for key in keys:
                if key in there or key not in gone:
                    before = tuple(there.get(key, ()))
                    more = cases[key](before)
                    after = before[-1].number if before else 0
                    records += [rows.record(key, n, entry) for n, entry in enumerate(more, after + 1)]
                    written[key] = len(more)
            if records:
                connection.execute(ENTRIES.insert(), records)
        return written

    def forget(self, key: str) -> int:
        """Delete a case: its evidence files, its entries and their traces in the database's own files.

        Returns the number of entries and files deleted.
        """
        from sqlalchemy import select

        from guide.cases.store.database import one_writer
        from guide.cases.store.schema import ENTRIES, FORGOTTEN

        with self._connected(writes=True) as connection:
            one_writer(connection, key)
            count = connection.execute(ENTRIES.delete().where(ENTRIES.c.case_key == key)).rowcount
            known = connection.scalar(select(FORGOTTEN.c.case_key).where(FORGOTTEN.c.case_key == key))
            if count and known is None:
                connection.execute(FORGOTTEN.insert().values(case_key=key))
        if count:
            self._sweep()
        folder = self.evidence / key
        count += sum(1 for _ in folder.glob("*"))
        rmtree(folder, ignore_errors=True)
        return count

    @property
    def evidence(self) -> Path:
        """The folder of evidence files, with a folder for each case: beside the SQLite file or in the user's data."""
        if self._files:
            return self._files
        if self.address.startswith("sqlite:///"):
            return Path(self.address.removeprefix("sqlite:///")).parent / "evidence"
        from platformdirs import user_data_path

        return Path(user_data_path("parcel-guide", appauthor=False)) / "evidence"

    def _sweep(self) -> None:
        """Remove traces of deleted entries: empty SQLite's write-ahead log, or have PostgreSQL clear dead rows."""
        from sqlalchemy.exc import DBAPIError

        sweep = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "VACUUM entries"}
        engine = self._engine
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(sweep[engine.dialect.name])
        except DBAPIError:  # a reader is in the way; the next checkpoint or autovacuum will do it
            return

    def is_forgotten(self, key: str) -> bool:
        """Whether a case was deleted for good; False for one that was never there, or lost with its database."""
        with self._connected() as connection:
            return rows.is_forgotten(connection, key)

    def guessed(self, now: datetime) -> bool:
        """Count a code for which there is no case; whether all pages together tried too many lately."""
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
        """The keys of cases without an entry since a moment, and of folders without a case, unchanged since then."""
        from sqlalchemy import func, select

        from guide.cases.store.schema import ENTRIES

        limit = Entry("", before, "", {}).to_plain()["moment"]
        query = select(ENTRIES.c.case_key).group_by(ENTRIES.c.case_key).having(func.max(ENTRIES.c.moment) < limit)
        with self._connected() as connection:
            keys = list(connection.scalars(query))
            stored = set(connection.scalars(select(ENTRIES.c.case_key).distinct()))
        orphans = (folder for folder in self.evidence.glob("?" * 64) if folder.name not in stored)
        return (*keys, *(folder.name for folder in orphans if folder.stat().st_mtime < before.timestamp()))

    def export(self) -> Iterator[str]:
        """Every entry as a line of JSON, case by case."""
        from sqlalchemy import select

        from guide.cases.store.schema import ENTRIES

        query = select(ENTRIES).order_by(ENTRIES.c.case_key, ENTRIES.c.number)
        with self._connected() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield json.dumps({"case": row.case_key, **rows.entry_of(row).to_plain()}, ensure_ascii=False)

    def take_in(self, lines: Iterable[str]) -> Imported:
        """Add exported entries, all or none; entries that are stored already stay. CopyError names a bad line."""
        new = known = 0
        with self._connected(writes=True) as connection:
            for place, line in enumerate(lines, start=1):
                if line.strip():
                    added = rows.take_line(connection, place, line)
                    new, known = new + added, known + (not added)
        return Imported(new, known)
