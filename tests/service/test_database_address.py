"""Addresses of databases, as operators write them."""

import pytest

from service.database import DatabaseRefused, normalised_url


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("postgres://ask:a@db/ask", "postgresql+asyncpg://ask:a@db/ask"),
        ("postgresql://db:5433/ask", "postgresql+asyncpg://db:5433/ask"),
        (
            "postgresql://a%40b:p%2F%3F@db/ask?sslmode=require",
            "postgresql+asyncpg://a%40b:p%2F%3F@db/ask?sslmode=require",
        ),
        ("postgresql+asyncpg://db/ask", "postgresql+asyncpg://db/ask"),
        ("sqlite:///ask.sqlite3", "sqlite+aiosqlite:///ask.sqlite3"),
        ("sqlite+aiosqlite:////data/ask.sqlite3", "sqlite+aiosqlite:////data/ask.sqlite3"),
    ],
)
def test_an_address_gets_the_driver_that_the_service_uses(written: str, used: str) -> None:
    """The rest of it stays as it is, and so does one that has the driver."""
    assert normalised_url(written) == used


@pytest.mark.parametrize(
    "written",
    [
        "",
        "secret",
        "mysql://ask:secret@db/ask",
        "postgresql+psycopg://ask:secret@db/ask",
        "postgresql://ask:secret@db:port/ask",
    ],
)
def test_another_address_is_refused_without_being_repeated(written: str) -> None:
    """The sentence shows what one looks like; the password in it goes nowhere."""
    with pytest.raises(DatabaseRefused, match="has to look like sqlite:///") as caught:
        normalised_url(written)
    assert "secret" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("written", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(written: str) -> None:
    """Several connections would each have their own."""
    with pytest.raises(DatabaseRefused, match="has to be a file"):
        normalised_url(written)
