"""What is said of a show: what follows from it, how it is said, and who learns of it when."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from indexer import CatalogueEntry, Library, ShowEntry
from service.command_line import shows as commands
from service.database import DatabaseUnreachable
from service.shows import LONGEST_NAME, Published, ShowRefused, ShowRule, Shows, published_by
from tests.service.access.clock import Clock

OPEN, CLOSED = Published(True, True), Published(False, False)
UNSAID = ShowRule(transcript=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shows(engine: AsyncEngine, clock: Clock) -> Shows:
    return Shows(engine, UNSAID, dict, clock)


@pytest.mark.parametrize(
    ("said", "unsaid", "published"),
    [
        ((None, None), (True, None), (True, True)),
        ((None, None), (False, None), (False, False)),
        ((None, None), (False, True), (False, True)),
        ((False, None), (True, None), (False, False)),
        ((True, None), (False, None), (True, True)),
        ((False, None), (True, True), (False, True)),
        ((None, False), (True, True), (True, False)),
        ((False, True), (True, False), (False, True)),
    ],
)
def test_what_is_not_said_of_a_show_the_settings_say(
    said: tuple[bool | None, bool | None],
    unsaid: tuple[bool, bool | None],
    published: tuple[bool, bool],
) -> None:
    """And searching is as public as the transcript, where nobody says anything of it."""
    found = published_by(ShowRule("a", *said), ShowRule("", *unsaid))
    assert found == Published(*published)


async def test_what_is_said_of_a_show_holds_for_it_alone(shows: Shows) -> None:
    """However its name is written; what was said before and is not said anew stays."""
    await shows.set("Wet  Boots", {"transcript": False})
    assert await shows.set("wet boots", {"search": True}) == ShowRule("wet boots", False, True)
    for name in ("Wet Boots", "WET BOOTS\n", "Wet Boots"):
        assert await shows.published([name]) == Published(transcript=False, search=True)
    for others in (["Wet Boot"], ["Hive Talk"], [""], []):
        assert await shows.published(others) == OPEN
    assert await shows.listed() == [ShowRule("wet boots", False, True)]


async def test_what_is_said_of_a_show_outlives_its_name(shows: Shows) -> None:
    """Until something else is said by the new one, each of reading and searching by itself."""
    await shows.set("Wet Boots", {"transcript": False})
    await shows.set("Mud", {"transcript": True, "search": False})
    assert await shows.published(["Dry Feet", "Wet Boots", "Mud"]) == CLOSED
    await shows.set("Dry Feet", {"search": True})
    assert await shows.published(["Dry Feet", "Wet Boots", "Mud"]) == Published(False, True)
    await shows.set("Dry Feet", {"transcript": True})
    assert await shows.published(["Dry Feet", "Wet Boots", "Mud"]) == OPEN


async def test_what_one_episode_knows_of_its_show_holds_for_all(engine: AsyncEngine) -> None:
    """An operator's own transcript may have today's name alone."""
    indexed = {"Dry Feet": ShowEntry(2, ("Dry Feet", "Wet Boots"))}
    shows = Shows(engine, UNSAID, lambda: indexed)
    await shows.set("Wet Boots", {"transcript": False})
    assert await shows.published(["dry feet"]) == CLOSED
    assert await shows.published(["Mud"]) == OPEN


async def test_a_show_of_which_nothing_is_said_any_more_is_forgotten(shows: Shows) -> None:
    """The settings decide again."""
    await shows.set("Hive Talk", {"transcript": False})
    assert await shows.published(["Hive Talk"]) == CLOSED
    await shows.set("Hive Talk", {"transcript": None, "search": None})
    assert await shows.published(["Hive Talk"]) == OPEN
    assert await shows.listed() == []


async def test_names_that_no_show_can_have_are_refused(shows: Shows) -> None:
    """An episode without a show is not one called nothing."""
    await shows.set("é" * LONGEST_NAME, {"transcript": False})
    for name in ("", " \n", "e" * (LONGEST_NAME + 1), "ß" * LONGEST_NAME):
        with pytest.raises(ShowRefused, match="1 to 500 characters"):
            await shows.set(name, {"transcript": False})


async def test_another_process_learns_of_it_within_ten_seconds(
    shows: Shows, engine: AsyncEngine, clock: Clock
) -> None:
    """And not later, however often it is asked meanwhile."""
    assert await shows.published(["Hive Talk"]) == OPEN
    await Shows(engine, UNSAID, dict).set("Hive Talk", {"transcript": False})
    clock.now += 9
    assert await shows.published(["Hive Talk"]) == OPEN
    clock.now += 1
    assert await shows.published(["Hive Talk"]) == CLOSED


async def test_what_was_private_stays_so_without_the_database(
    shows: Shows, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who never knew cannot tell."""
    await shows.set("Hive Talk", {"transcript": False})
    assert await shows.published(["Hive Talk"]) == CLOSED

    async def away(_: Shows) -> list[ShowRule]:
        raise DatabaseUnreachable("The database does not answer.")

    monkeypatch.setattr(Shows, "listed", away)
    clock.now += 3600
    assert await shows.published(["Hive Talk"]) == CLOSED
    with pytest.raises(DatabaseUnreachable):
        await Shows(shows._engine, UNSAID, dict).published(["Hive Talk"])


def renamed_episode(show: str, *names: str) -> CatalogueEntry:
    return CatalogueEntry(
        id="e1", build="b", identity="i", show=show, title="A title", date=None, guid=None,
        audio_url=None, page_url=None, language="en", duration=None, words=1,
        indexed_at="2026-01-01T00:00:00", show_names=names,
    )  # fmt: skip


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, data: Path) -> Run:
    """Runs a command over a data folder with two episodes, and a database of its own."""
    (tmp_path / "catalogue.sqlite3").symlink_to(Library(data).data / "catalogue.sqlite3")
    app = typer.Typer()
    commands.add_commands(app)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(app, ["shows", *arguments, "--data", str(tmp_path)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def test_shows_are_listed_with_what_everybody_may_have(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what was said of them, and by the settings."""
    told = run("set", "hive talk", "--transcript", "private", "--search", "public").stderr
    assert told == "Hive Talk: transcript private, search public\n"
    assert run("list").stdout.splitlines() == [
        "Hive Talk: transcript private, search public (1 episode)",
        "Wet Boots: transcript public, search public (1 episode)",
    ]
    monkeypatch.setenv("ASK_PUBLIC_TRANSCRIPT", "no")
    run("set", "Hive Talk", "--search", "default")
    run("set", "Later", "--transcript", "public", "--ahead")
    found = json.loads(run("list", "--json").stdout)
    assert [tuple(show.values()) for show in found] == [
        ("Hive Talk", 1, "private", "private"),
        ("Wet Boots", 1, "private", "private"),
        ("Later", 0, "public", "public"),
    ]


def test_a_slip_in_a_name_is_noticed(run: Run) -> None:
    """It would leave public what was meant to be private; the sentence says what there is."""
    refused = run("set", "Hive Talks", "--transcript", "private")
    assert refused.exit_code == 1
    assert "No episode is of a show “Hive Talks”. There are: Hive Talk, Wet Boots." in " ".join(
        refused.stderr.split()
    )
    assert "private" not in run("list").stdout


def test_a_show_that_was_renamed_is_known_by_both_names(run: Run, tmp_path: Path) -> None:
    """It stays as private as it was; what is said of it now is told as it holds."""
    catalogue = Library(tmp_path).catalogue
    (tmp_path / "catalogue.sqlite3").unlink()
    catalogue.put(renamed_episode("Dry Feet", "Dry Feet", "Wet Boots"))
    told = run("set", "wet boots", "--transcript", "private").stderr
    assert told == "Dry Feet: transcript private, search private\n"
    told = run("set", "Dry Feet", "--search", "public").stderr
    assert told == "Dry Feet: transcript private, search public\n"
    listed = run("list").stdout
    assert listed == "Dry Feet: transcript private, search public (1 episode)\n"
    told = run("set", "Wet Boots", "--transcript", "default").stderr
    assert told == "Dry Feet: transcript public, search public\n"


def test_something_has_to_be_said(run: Run) -> None:
    """A name alone says nothing; and there are three things to say."""
    assert run("set", "Hive Talk").exit_code == 2
    assert run("set", "Hive Talk", "--transcript", "secret").exit_code == 2


def test_a_folder_without_episodes_has_no_shows(tmp_path: Path) -> None:
    """Whoever lists them is told so."""
    app = typer.Typer()
    commands.add_commands(app)
    listed = CliRunner().invoke(app, ["shows", "list", "--data", str(tmp_path)])
    assert listed.exit_code == 0
    assert listed.stderr == "No episode says of which show it is.\n"
