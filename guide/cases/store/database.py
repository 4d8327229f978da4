"""Engine, connections and failures of SQLite and PostgreSQL. It imports SQLAlchemy, so import it late."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from guide.cases.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 5  # seconds to wait for a lock or a connection; after that entries wait in the page
_PRAGMAS = (
    f"busy_timeout={PATIENCE * 1000}",
    "journal_mode=WAL",  # readers never wait for the writer
    "synchronous=FULL",  # a stored entry survives a power cut, not only a killed process
    "secure_delete=ON",  # deleted content is overwritten with zeros
)
#: The reason of a StoreError by SQLite's primary result code, and by SQLSTATE.
_SQLITE = {sqlite3.SQLITE_FULL: "full", sqlite3.SQLITE_READONLY: "read_only", sqlite3.SQLITE_CANTOPEN: "read_only",
           sqlite3.SQLITE_PERM: "read_only", sqlite3.SQLITE_CORRUPT: "corrupt", sqlite3.SQLITE_NOTADB: "corrupt",
           sqlite3.SQLITE_IOERR: "full"}  # fmt: skip
_POSTGRES = {"53100": "full", "25006": "read_only", "42501": "read_only", "42P01": "older", "XX001": "corrupt",
             "XX002": "corrupt"}  # fmt: skip


def open_engine(address: str) -> Engine:
    """The engine for an address, without a connection yet; StoreError "address" or "driver" if there is none."""
    try:
        url = make_url(address)
    except exc.ArgumentError:
        raise StoreError("address") from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        # A connection for each write: a hundred idle visitors must not hold a hundred connections.
        arguments = {"connect_timeout": PATIENCE, "options": f"-c statement_timeout={PATIENCE * 1000}"}
        return _create(url.set(drivername="postgresql+psycopg"), connect_args=arguments)
    if url.drivername != "sqlite" or not url.database or url.database == ":memory:":
        raise StoreError("address")
    engine = _create(url, connect_args={"timeout": PATIENCE, "check_same_thread": False})
    _prepare_sqlite(engine, Path(url.database))
    return engine


def _create(url: Any, **more: Any) -> Engine:
    try:
        return create_engine(url, poolclass=NullPool, hide_parameters=True, **more)
    except ModuleNotFoundError:
        raise StoreError("driver") from None


def _prepare_sqlite(engine: Engine, path: Path) -> None:
    @event.listens_for(engine, "do_connect")
    def private(*_: Any) -> sqlite3.Connection | None:  # SQLite's log and index beside the file get its permissions
        if path.exists() and not os.access(path.parent, os.W_OK):
            return _for_reading(path)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        return None

    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, so that tables are made in a transaction, too
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at once: two that read first and then want to write would block each other.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _for_reading(path: Path) -> sqlite3.Connection:
    """Open a file in a folder that cannot be written; without a log beside it nothing can change under the reader."""
    log = path.with_name(f"{path.name}-wal")
    still = "" if log.exists() and log.stat().st_size else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro{still}"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, check_same_thread=False)


def failure(error: Exception) -> str:
    """The reason of a StoreError for a failure of the database."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return _SQLITE.get(code & 0xFF, "away") if code is not None else "away"
    if isinstance(cause, OSError):
        return "full" if cause.errno == 28 else "read_only"
    return _POSTGRES.get(getattr(cause, "sqlstate", None) or "", "away")


@contextmanager
def connected(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """A connection inside one transaction; any failure but IntegrityError becomes a StoreError."""
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except exc.IntegrityError:
        raise
    except (exc.DBAPIError, sqlite3.Error, OSError) as error:
        raise StoreError(failure(error)) from None


def one_writer(connection: Connection, key: str) -> None:
    """Wait until nobody else writes to the case. SQLite has waited already, when the transaction began."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))
