"""Runs the migrations; alembic executes this file."""

from alembic import context
from sqlalchemy import create_engine

from service import kept_answers, model_spending  # noqa: F401 - their tables are part of the metadata
from service.database import metadata

engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
