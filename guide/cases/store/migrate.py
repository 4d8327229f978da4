"""Migration of a database to the tables of this handbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from guide.cases.store.database import connected
from guide.cases.store.errors import StoreError
from guide.cases.store.schema import HEAD

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOCK = 0x67756964  # id of the lock that lets one migration run at a time


def revision(connection: Connection) -> str:
    """The last migration that a database has had; "" if none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def check(connection: Connection) -> None:
    """StoreError "newer" or "older" if the tables are not those of this handbook."""
    current = str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
    if current != HEAD:
        raise StoreError("newer" if current > HEAD else "older")


def make_ready(engine: Engine) -> None:
    """Build the tables in a fresh file; StoreError "newer" or "older" if a database has other tables."""
    with connected(engine) as connection:
        current = revision(connection)
        fresh = engine.dialect.name == "sqlite" and not inspect(connection).get_table_names()
    if current > HEAD:
        raise StoreError("newer")
    if fresh:
        migrate(engine)
    elif current != HEAD:
        raise StoreError("older")


def migrate(engine: Engine, target: str = "head") -> tuple[str, str]:
    """Run the missing steps, all or none; the revisions before and after. StoreError "newer" for a later one."""
    # Slow to import, and needed once in the life of a database.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with connected(engine, writes=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        before = revision(connection)  # read under the lock: another process may have migrated meanwhile
        if before > HEAD:
            raise StoreError("newer")
        config.attributes["connection"] = connection
        command.upgrade(config, target)
        return before, revision(connection)
