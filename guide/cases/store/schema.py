"""The tables as this handbook knows them; the migrations build them."""

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, UniqueConstraint

#: The newest migration. A database at a later one is left alone.
HEAD = "0002"

METADATA = MetaData()
#: Append-only: a row is never changed, and removed only when its whole case is forgotten.
ENTRIES = Table(
    "entries",
    METADATA,
    Column("case_key", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False),
    Column("moment", String(32), nullable=False),  # ISO in UTC, so that text sorts as time in either engine
    Column("kind", String(16), nullable=False),
    Column("schema", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("case_key", "id", name="entries_once"),
)
#: One row: how many wrong codes may still be tried, and when that was counted.
GUESSES = Table(
    "guesses",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("left", Float, nullable=False),
    Column("moment", String(40), nullable=False),
)
