"""Keys and sites, from the command line to the first request that they let in."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from service.access.api_key import ApiKey, Scope
from service.access.api_keys import ApiKeys, KeyRefused
from service.access.secret_key import read_secret_key
from service.access.sites import Sites
from service.command_line import keys, sites
from service.database import open_database
from service.settings import read_settings

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command over an empty data folder."""
    app = typer.Typer()
    keys.add_commands(app)
    sites.add_commands(app)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(app, [*arguments, "--data", str(tmp_path)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def authenticated(folder: Path, text: str, origin: str | None = None) -> ApiKey:
    """The key that a request with a text would come with."""

    async def authenticate() -> ApiKey:
        engine = await open_database(read_settings(data_dir=folder).database)
        try:
            store = ApiKeys(engine, read_secret_key(None, folder))
            return await store.authenticate(text, origin)
        finally:
            await engine.dispose()

    return asyncio.run(authenticate())


def registered(folder: Path, origin: str) -> bool:
    """Whether a request of a page would be taken."""

    async def ask() -> bool:
        engine = await open_database(read_settings(data_dir=folder).database)
        try:
            return await Sites(engine).is_registered(origin)
        finally:
            await engine.dispose()

    return asyncio.run(ask())


def test_a_key_is_printed_alone(run: Run, tmp_path: Path) -> None:
    """It can be piped into the file that a server reads; the words are for the terminal."""
    made = run("keys", "create", "Partner", "--scope", "ask", "--scope", "read")
    key = authenticated(tmp_path, made.stdout.removesuffix("\n"))
    assert (key.name, *sorted(key.scopes)) == ("Partner", Scope.ASK, Scope.READ)
    assert (key.monthly_questions, key.rate, key.expires_at, key.test) == (1_000, None, None, False)
    assert f"The key of Partner has the id {key.id}." in made.stderr
    assert made.stdout.strip() not in made.stderr


def test_every_option_is_kept(run: Run, tmp_path: Path) -> None:
    """What a key was made with is what its requests come with, and what JSON says."""
    options = "--scope ask --expires 90d --origin https://A.example --origin https://b.example"
    limits = "--questions 50 --rate 60/minute --test --json"
    made = json.loads(run("keys", "create", "P", *options.split(), *limits.split()).stdout)
    key = authenticated(tmp_path, made.pop("key"), "https://b.example")
    assert key.origins == ("https://a.example", "https://b.example")
    assert (key.monthly_questions, key.rate, key.test) == (50, "60/minute", True)
    assert key.expires_at == key.created_at + 90 * 86_400
    assert made["scopes"] == ["ask"]
    assert made["id"] == key.id
    listed = json.loads(run("keys", "list", "--json").stdout)
    assert listed == [made | {"last_used_at": listed[0]["last_used_at"]}]
    assert listed[0]["last_used_at"] >= key.created_at


def test_the_list_tells_keys_apart_without_their_secrets(run: Run) -> None:
    """By name, last characters and state."""
    assert "No keys yet" in run("keys", "list").stderr
    text = run("keys", "create", "Partner", "--scope", "ask").stdout.strip()
    run("keys", "create", "Tester", "--scope", "read", "--test", "--expires", "1h")
    revoked = run("keys", "create", "[Old]", "--scope", "ask", "--json").stdout
    run("keys", "revoke", json.loads(revoked)["id"])
    listed = run("keys", "list").stdout
    assert text not in listed
    lines = {line.split()[1]: line for line in listed.splitlines()}
    assert f"ask_live_…{text[-4:]}" in lines["Partner"]
    assert "valid" in lines["Partner"]
    assert "ask_test_…" in lines["Tester"]
    assert "until 20" in lines["Tester"]
    assert "revoked 20" in lines["[Old]"]
    assert "never" in lines["[Old]"]


def test_a_rotated_key_goes_on_for_the_overlap(run: Run, tmp_path: Path) -> None:
    """Without any it ends at once; the new one is printed as the first was."""
    first = json.loads(run("keys", "create", "Partner", "--scope", "ask", "--json").stdout)
    rotated = run("keys", "rotate", first["id"], "--overlap", "2h")
    second = authenticated(tmp_path, rotated.stdout.strip())
    assert second.family == first["id"]
    old = authenticated(tmp_path, first["key"])
    assert old.expires_at == pytest.approx(second.created_at + 7_200, abs=2)
    assert f"The key {first['id']} lets nobody in after 20" in rotated.stderr
    third = json.loads(run("keys", "rotate", second.id, "--overlap", "0m", "--json").stdout)
    assert authenticated(tmp_path, third["key"]).id == third["id"]
    with pytest.raises(KeyRefused):
        authenticated(tmp_path, rotated.stdout.strip())


def test_a_revoked_key_lets_nobody_in(run: Run, tmp_path: Path) -> None:
    """From the next request on."""
    key = json.loads(run("keys", "create", "Partner", "--scope", "ask", "--json").stdout)
    assert "lets nobody in any more" in run("keys", "revoke", key["id"]).stderr
    with pytest.raises(KeyRefused):
        authenticated(tmp_path, key["key"])


def test_sites_are_added_listed_and_removed(run: Run, tmp_path: Path) -> None:
    """As browsers write their origins, however they are spelt."""
    assert "No sites yet" in run("sites", "list").stderr
    added = run("sites", "add", "HTTPS://Podcast.Example")
    assert "may live on https://podcast.example." in added.stderr
    assert run("sites", "list").stdout == "https://podcast.example\n"
    assert json.loads(run("sites", "list", "--json").stdout)[0]["origin"].endswith("example")
    assert registered(tmp_path, "https://podcast.example")
    assert run("sites", "remove", "https://podcast.example").exit_code == 0
    assert not registered(tmp_path, "https://podcast.example")


CREATE = ("keys", "create", "Partner", "--scope")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("keys", "create", "Partner"), 2, "Missing option '--scope'"),
        ((*CREATE, "everything"), 2, "'everything' is not one of"),
        ((*CREATE, "ask", "--expires", "soon"), 2, "Write 90d, 24h or 30m"),
        ((*CREATE, "ask", "--expires", "0d"), 1, "live longer"),
        ((*CREATE, "ask", "--rate", "often"), 1, "is not a rate"),
        ((*CREATE, "ask", "--origin", "https://a.example/page"), 1, "without a path"),
        ((*CREATE, "ask", "--questions", "-1"), 1, "0 to 1,000,000,000"),
        (("keys", "rotate", "nonesuch"), 1, "`ask-episode keys list` shows all"),
        (("keys", "rotate", "nonesuch", "--overlap", "1w"), 2, "is no span of time"),
        (("keys", "revoke", "nonesuch"), 1, "There is no key 'nonesuch'"),
        (("sites", "add", "http://podcast.example"), 1, "has to begin with https://"),
        (("sites", "remove", "https://podcast.example"), 1, "is not registered"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    run: Run, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    """Nothing goes to where a key would be read."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert sentence in " ".join(result.stderr.split())


def test_a_secret_that_others_can_read_is_said(run: Run, tmp_path: Path) -> None:
    """The command makes no key with it."""
    run("keys", "list")
    (tmp_path / "secret_key").chmod(0o644)
    result = run(*CREATE, "ask")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "chmod 600" in result.stderr
