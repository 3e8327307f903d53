"""How each answer ended, beside its body, so that those that found nothing can be looked for."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_AT_A_TIME = 1_000
"""Bodies that are in memory at once."""

_answers = sa.table("answers", sa.column("id"), sa.column("body"), sa.column("outcome"))


def upgrade() -> None:
    """Adds the outcome of answers, and reads it from the bodies of those that are kept."""
    # SQLite adds a column that cannot be null only with a default.
    outcome = sa.Column("outcome", sa.String(32), nullable=False, server_default="")
    op.add_column("answers", outcome)
    _fill(op.get_bind())
    op.create_index("ix_answers_outcome_created_at", "answers", ["outcome", "created_at"])


def _fill(connection: sa.Connection) -> None:
    change = (
        sa.update(_answers)
        .where(_answers.c.id == sa.bindparam("answer"))
        .values(outcome=sa.bindparam("read"))
    )
    last = ""
    while rows := _after(connection, last):
        found = [
            {"answer": row.id, "read": json.loads(row.body).get("outcome", "")} for row in rows
        ]
        connection.execute(change, found)
        last = rows[-1].id


def _after(connection: sa.Connection, last: str) -> list[sa.Row[Any]]:
    query = sa.select(_answers.c.id, _answers.c.body).where(_answers.c.id > last)
    return list(connection.execute(query.order_by(_answers.c.id).limit(_AT_A_TIME)))
