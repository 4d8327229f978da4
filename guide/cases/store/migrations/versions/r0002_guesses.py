"""The count of wrong codes tried lately."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "guesses",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("left", sa.Float, nullable=False),
        sa.Column("moment", sa.String(40), nullable=False),
    )
