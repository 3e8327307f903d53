"""What of each show everybody may have."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes a table; an empty column says nothing."""
    op.create_table(
        "shows",
        sa.Column("key", sa.String(500), primary_key=True),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("transcript", sa.Boolean),
        sa.Column("search", sa.Boolean),
    )
