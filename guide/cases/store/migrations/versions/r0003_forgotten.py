"""The keys of deleted cases, so that a case that is missing is told from one that was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table("forgotten", sa.Column("case_key", sa.String(64), primary_key=True))
