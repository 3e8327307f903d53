"""Premium that the operator gives, from the command line."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from service.access.accounts import Account, Accounts
from service.command_line import accounts
from service.database import open_database
from service.settings import read_settings

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command over an empty data folder."""
    app = typer.Typer()
    accounts.add_commands(app)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(app, ["accounts", *arguments, "--data", str(tmp_path)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def with_a_login(folder: Path) -> Account:
    """An account that a site's own login vouches for; it has no address."""

    async def made() -> Account:
        engine = await open_database(read_settings(data_dir=folder).database)
        try:
            return await Accounts(engine).for_login("https://site.example", "42")
        finally:
            await engine.dispose()

    return asyncio.run(made())


def test_an_account_without_an_address_is_given_premium_by_its_id(run: Run, tmp_path: Path) -> None:
    """And it is taken back by it."""
    account = with_a_login(tmp_path)
    for option, until in (("--days=2", False), ("--revoke", True)):
        assert run("grant", account.id, option).exit_code == 0
        shown = json.loads(run("show", account.id, "--json").stdout)
        assert (shown["account"]["granted_until"] is None) is until


def test_whoever_has_not_signed_in_yet_is_given_premium_by_address(run: Run) -> None:
    """The account is made; what they have asked of it is nothing yet."""
    assert run("grant", "ana@example.org").exit_code == 0
    assert "0 of 300 this month" in run("show", "ana@example.org").stdout


def test_nothing_is_taken_back_from_who_is_not_there(run: Run) -> None:
    """A mistyped address makes no account."""
    assert run("grant", "anna@example.org", "--revoke").exit_code == 1
    assert run("show", "anna@example.org").exit_code == 1


@pytest.mark.parametrize("days", ["0", "-3", "99999999999"])
def test_days_that_are_none_are_refused(run: Run, days: str) -> None:
    """With a sentence; nothing is given."""
    assert run("grant", "ana@example.org", "--days", days).exit_code == 2
    assert run("show", "ana@example.org").exit_code == 1
