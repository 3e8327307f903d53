"""The tables of billing. All times are seconds since 1970: they compare alike in every database."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

customers = Table(
    "stripe_customers",
    metadata,
    Column("account_id", String(32), primary_key=True),
    Column("customer", String(64), nullable=False, unique=True),
    Column("ordinal", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("synced_at", BigInteger, index=True),
    Column("deleted", Boolean, nullable=False),
)

subscriptions = Table(
    "stripe_subscriptions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("customer", String(64), nullable=False, index=True),
    Column("status", String(30), nullable=False),
    Column("price", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("period_start", BigInteger, nullable=False),
    Column("period_end", BigInteger, nullable=False),
    Column("cancel_at", BigInteger),
    Column("pause_behavior", String(30)),
)

charges = Table(
    "stripe_charges",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("customer", String(64), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("paid", Boolean, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("refunded", BigInteger, nullable=False),
    Column("dispute_status", String(30)),
)

events = Table(
    "stripe_events",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("type", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("customer", String(64)),
    Column("charge", String(64)),
    Column("received_at", BigInteger, nullable=False),
    Column("handled_at", BigInteger, index=True),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", BigInteger, nullable=False),
    Column("fault", Text),
)

turns = Table(
    "billing_turns",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("next_at", BigInteger, nullable=False),
    Column("reached", BigInteger),
)
