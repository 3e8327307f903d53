"""`ask-episode gaps`, as an operator reads it and as a program does."""

import asyncio
import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from service import gaps as gaps_module
from service.answering.events import Outcome
from service.command_line import gaps as gaps_command
from service.database import open_database
from service.gaps import Gaps
from service.settings import read_settings
from tests.service.unanswered import NOW, keep, moment, unanswered


def listing(folder: Path, *arguments: str) -> Result:
    """What the command prints over a data folder."""
    app = typer.Typer()
    gaps_command.add_commands(app)
    result = CliRunner().invoke(app, [*arguments, "--data", str(folder)])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def folder(tmp_path: Path, data: Path) -> Path:
    """A data folder in which a few questions went without an answer, one of them twice."""
    for name in ("episodes", "encoders"):
        (tmp_path / name).symlink_to(data / name)
    whole = "Who is Ana and where does Ana buy bees?"
    partly = {"outcome": Outcome.PARTLY_ANSWERED, "missing": "where does Ana buy bees"}

    async def fill() -> None:
        engine = await open_database(read_settings(data_dir=tmp_path).database)
        await keep(
            engine,
            unanswered("What does honey cost?", 1, nearest=moment("It is [dear].")),
            unanswered("what does honey cost", 2),
            unanswered("How much does honey cost?", 3),
            unanswered("Where is the weir?", 4, episode_id="weir"),
            unanswered(whole, 5, **partly),
            asked_by="acc_1",
        )
        await engine.dispose()

    asyncio.run(fill())
    return tmp_path


def test_an_operator_reads_what_is_missing(folder: Path) -> None:
    """The question, how often, when last, its other wordings and what the episode says instead."""
    result = listing(folder)
    assert (
        result.stdout
        == """\
3 times, last on 2026-11-30  winter
    What does honey cost?
    How much does honey cost?
      nearest: Bo, 1:05: “It is [dear].”

once, on 2026-11-30  weir
    Where is the weir?

once, on 2026-11-30  winter
    where does Ana buy bees
      in “Who is Ana and where does Ana buy bees?”

"""
    )
    assert result.stderr == ""


def test_json_is_for_programs(folder: Path) -> None:
    """All of it, and nothing of who asked."""
    result = listing(folder, "--json", "--limit", "1")
    [gap] = json.loads(result.stdout)
    assert gap == {
        "question": "What does honey cost?",
        "part_of": None,
        "count": 3,
        "last_asked": int((NOW - timedelta(minutes=1)).timestamp()),
        "episode_id": "winter",
        "other_wordings": [{"question": "How much does honey cost?", "count": 1}],
        "nearest": {"speaker": "Bo", "start": 65.0, "quote": "It is [dear]."},
    }
    assert result.stderr == "2 more: `--limit` shows them.\n"


def test_what_is_not_shown_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That there is nothing, and that there is more."""
    assert listing(folder, "--episode", "nobody").stderr == (
        "No question to nobody has gone without an answer so far.\n"
    )
    later = NOW + timedelta(days=10)
    monkeypatch.setattr(gaps_command, "Gaps", partial(Gaps, clock=later.timestamp))
    assert listing(folder, "--days", "3").stderr == (
        "No question has gone without an answer in the last 3 days.\n"
    )
    assert "3 times" in listing(folder, "--days", "11").stdout
    for module in (gaps_module, gaps_command):
        monkeypatch.setattr(module, "MOST_LOOKED_AT", 4)
    assert listing(folder).stderr == (
        "Only the newest 4 questions without an answer were looked at: those since 2026-11-30. "
        "`--episode` and `--days` narrow them down.\n"
    )
