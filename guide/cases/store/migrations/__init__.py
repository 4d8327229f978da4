"""The steps by which Alembic builds the tables."""
