"""Accounts, keys, sites, what is counted, and what Stripe said.

All times are seconds since 1970 (UTC): they compare alike in SQLite and PostgreSQL, and Stripe's
are of that kind.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Creates the tables, and says of each answer whose it is."""
    _accounts()
    _access()
    _counted()
    _billing()
    op.add_column("answers", sa.Column("asked_by", sa.String(64), nullable=True))
    op.create_index("ix_answers_asked_by", "answers", ["asked_by"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("email", sa.String(320), nullable=True, unique=True),
        sa.Column("issuer", sa.String(500), nullable=True),
        sa.Column("subject", sa.String(500), nullable=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("granted_until", sa.BigInteger, nullable=True),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "account_id",
            sa.String(32),
            sa.ForeignKey("accounts.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("origin", sa.String(300), nullable=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("rotated_at", sa.BigInteger, nullable=False),
        sa.Column("proved_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "sign_in_codes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("address_hash", sa.String(64), nullable=False, index=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_table(
        "sign_in_days",
        sa.Column("address_hash", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("mails", sa.Integer, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
    )


def _access() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(8), primary_key=True),
        sa.Column("family", sa.String(8), nullable=False, index=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("last_four", sa.String(4), nullable=False),
        sa.Column("test", sa.Boolean, nullable=False),
        sa.Column("scopes", sa.String(100), nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("monthly_questions", sa.Integer, nullable=False),
        sa.Column("rate", sa.String(50), nullable=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=True),
        sa.Column("revoked_at", sa.BigInteger, nullable=True),
        sa.Column("last_used_at", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "sites",
        sa.Column("origin", sa.String(300), primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def _counted() -> None:
    op.create_table(
        "question_usage",
        sa.Column("caller", sa.String(64), primary_key=True),
        sa.Column("period_start", sa.BigInteger, primary_key=True),
        sa.Column("used", sa.Integer, nullable=False),
    )
    op.create_table(
        "question_reservations",
        sa.Column("answer_id", sa.String(64), primary_key=True),
        sa.Column("caller", sa.String(64), nullable=False, index=True),
        sa.Column("period_start", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "caller_spending",
        sa.Column("caller", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("microdollars", sa.BigInteger, nullable=False),
    )


def _billing() -> None:
    op.create_table(
        "stripe_customers",
        sa.Column("account_id", sa.String(32), primary_key=True),
        sa.Column("customer", sa.String(64), nullable=False, unique=True),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("synced_at", sa.BigInteger, nullable=True, index=True),
        sa.Column("deleted", sa.Boolean, nullable=False),
    )
    op.create_table(
        "stripe_subscriptions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("customer", sa.String(64), nullable=False, index=True),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("price", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("period_start", sa.BigInteger, nullable=False),
        sa.Column("period_end", sa.BigInteger, nullable=False),
        sa.Column("cancel_at", sa.BigInteger, nullable=True),
        sa.Column("pause_behavior", sa.String(30), nullable=True),
    )
    op.create_table(
        "stripe_charges",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("customer", sa.String(64), nullable=False, index=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("paid", sa.Boolean, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("refunded", sa.BigInteger, nullable=False),
        sa.Column("dispute_status", sa.String(30), nullable=True),
    )
    op.create_table(
        "stripe_events",
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("customer", sa.String(64), nullable=True),
        sa.Column("charge", sa.String(64), nullable=True),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("handled_at", sa.BigInteger, nullable=True, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.BigInteger, nullable=False),
        sa.Column("fault", sa.Text, nullable=True),
    )
    op.create_table(
        "billing_turns",
        sa.Column("name", sa.String(50), primary_key=True),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("reached", sa.BigInteger, nullable=True),
    )
