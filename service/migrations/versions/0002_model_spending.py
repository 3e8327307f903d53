"""What language models cost, day by day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates the table of spending."""
    op.create_table(
        "model_spending",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("microdollars", sa.BigInteger, nullable=False),
    )
