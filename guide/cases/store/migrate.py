"""Bring a database to the tables this handbook knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from guide.cases.store.database import connected
from guide.cases.store.errors import StoreError
from guide.cases.store.schema import HEAD

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOCK = 0x67756964  # any number of our own: one migration at a time


def revision(connection: Connection) -> str:
    """The migration a database is at; empty where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def make_ready(engine: Engine) -> None:
    """Refuse a database of another handbook; build the tables where a file is fresh."""
    with connected(engine) as connection:
        found = revision(connection)
        fresh = engine.dialect.name == "sqlite" and not inspect(connection).get_table_names()
    if found > HEAD:
        raise StoreError("newer")
    if fresh:
        migrate(engine)
    elif found != HEAD:
        raise StoreError("older")


def migrate(engine: Engine, target: str = "head") -> tuple[str, str]:
    """Run the steps that are missing, all or none; the revision before and after."""
    # Dear to import, and needed once in the life of a database.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with connected(engine, writes=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        before = revision(connection)  # asked under the lock: another process may have been quicker
        if before > HEAD:
            raise StoreError("newer")
        config.attributes["connection"] = connection
        command.upgrade(config, target)
        return before, revision(connection)
