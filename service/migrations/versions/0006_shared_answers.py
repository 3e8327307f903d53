"""The answers that have a public page."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Creates the table of shares; a row goes with its answer."""
    op.create_table(
        "shared_answers",
        sa.Column("share_id", sa.String(32), primary_key=True),
        sa.Column(
            "answer_id",
            sa.String(64),
            sa.ForeignKey("answers.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
