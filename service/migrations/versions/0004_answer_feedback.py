"""What was said of answers.

``claim`` is empty where the whole answer is meant, ``caller`` where a visitor said it: neither can
be null in a key.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Creates the table of feedback; a row goes with its answer."""
    op.create_table(
        "answer_feedback",
        sa.Column(
            "answer_id",
            sa.String(64),
            sa.ForeignKey("answers.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("claim", sa.String(16), primary_key=True),
        sa.Column("caller", sa.String(64), primary_key=True, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("given_at", sa.BigInteger, nullable=False, index=True),
    )
