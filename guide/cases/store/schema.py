"""The tables of the store as they are now; the migrations build them."""

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, UniqueConstraint

#: The newest migration. A database at a later one is refused.
HEAD = "0003"

METADATA = MetaData()
#: Append-only: an entry is never changed, and deleted only with its whole case.
ENTRIES = Table(
    "entries",
    METADATA,
    Column("case_key", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False),
    Column("moment", String(32), nullable=False),  # ISO in UTC, so that either database sorts it as time
    Column("kind", String(16), nullable=False),
    Column("schema", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("case_key", "id", name="entries_once"),
)
#: One record: how many wrong codes may still be tried, and when that was counted.
GUESSES = Table(
    "guesses",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("left", Float, nullable=False),
    Column("moment", String(40), nullable=False),
)
#: The keys of cases that were deleted. A case that is neither here nor among the entries was lost with the database.
FORGOTTEN = Table("forgotten", METADATA, Column("case_key", String(64), primary_key=True))
