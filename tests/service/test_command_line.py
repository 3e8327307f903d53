"""The `ask-episode` command, run as a user runs it: as a process where that makes a difference."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.command_line import app
from tests.conversations import WINTER, write_winter

ROOT = Path(__file__).parents[2]

# Who runs the tests in the background has interrupts ignored, and with it every program started.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from service.command_line import main
main()
"""


def start(*arguments: str | Path, data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments), "--data", str(data)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run_apart(*arguments: str | Path, data: Path) -> tuple[int, str, str]:
    """Exit code, output, messages of a process."""
    process = start(*arguments, data=data)
    output, messages = process.communicate()
    assert "Traceback" not in messages
    return process.returncode, output, messages


def run(*arguments: str | Path, data: Path) -> tuple[int, str, str]:
    """The same without a process, whose start takes longer than most commands."""
    result = CliRunner().invoke(
        app, [*map(str, arguments), "--data", str(data)], catch_exceptions=False
    )
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def folder(tmp_path: Path, encoders: Path) -> Path:
    """An empty data folder, but for the encoder."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "encoders").symlink_to(encoders)
    return data


def test_from_index_to_remove(folder: Path, tmp_path: Path) -> None:
    """Index, list, show, search, ask, check, remove: each says what it did."""
    path = write_winter(tmp_path / "in")
    code, output, _ = run("index", path, "--id", "winter", data=folder)
    assert (code, output.split()[:2]) == (0, ["indexed", "winter"])
    assert run("index", path, "--id", "winter", data=folder)[1].startswith("unchanged")
    assert "The long winter" in run("episodes", data=folder)[1]
    assert "Ana Černá" in run("show", "winter", data=folder)[1]
    assert "varroa" in run("search", "winter", "parasite", data=folder)[1]
    answer = run("ask", "winter", "How many hives did Ana lose?", data=folder)[1]
    assert "We lost thirty-one hives, which was almost everything we had." in answer
    assert "Ana Černá, 0:08" in answer
    assert run("check", data=folder)[:2] == (0, "1 of 1 episodes are sound.\n")
    assert run("remove", "winter", data=folder)[0] == 0
    assert "No episodes yet" in run("episodes", data=folder)[1]
    assert path.exists()


def test_json_is_for_programs(folder: Path, tmp_path: Path) -> None:
    """What a program would read is JSON and nothing else."""
    path = write_winter(tmp_path / "in")
    indexed = json.loads(run("index", path, "--id", "winter", "--json", data=folder)[1])
    assert indexed[0]["episode_id"] == "winter"
    for command in (
        ("episodes",),
        ("show", "winter"),
        ("search", "winter", "mites"),
        ("ask", "winter", "How many hives did Ana lose?"),
        ("check",),
    ):
        assert json.loads(run(*command, "--json", data=folder)[1])


def test_one_bad_file_does_not_stop_the_others(folder: Path, tmp_path: Path) -> None:
    """The good are indexed, the bad are named at the end, and the exit code says so."""
    write_winter(tmp_path / "in")
    (tmp_path / "in" / "picture.vtt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "in" / "empty.srt").write_bytes(b"")
    (tmp_path / "in" / "README.md").write_text("Not a transcript.")
    code, output, messages = run("index", tmp_path / "in", data=folder)
    assert code == 1
    assert output.count("indexed") == 1
    assert "picture.vtt is a PNG picture" in messages
    assert "empty.srt is empty" in messages
    assert "2 of 3 files were not indexed" in messages


def test_an_episode_in_several_formats_is_indexed_once(folder: Path, tmp_path: Path) -> None:
    """Files that share their metadata are one episode; the richest is taken."""
    write_winter(tmp_path / "in")
    (tmp_path / "in" / "winter.txt").write_text("Ana: Welcome.\n\nBo: Hello.")
    code, output, _ = run("index", tmp_path / "in", data=folder)
    assert code == 0
    assert "WebVTT" in output
    assert "winter.txt is the same episode as winter.vtt" in output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("ask", "nobody", "Who?"), 3, "There is no episode 'nobody'."),
        (("show", "../../etc"), 3, "There is no episode"),
        (("remove", "nobody"), 3, "There is no episode"),
        (("index", "missing.vtt"), 1, "missing.vtt"),
        (("index", "a.vtt", "b.vtt", "--id", "x"), 2, "name one episode"),
        (("index",), 2, "Missing argument"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    folder: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    """Exit codes tell refusal, usage and absence apart."""
    found, _, messages = run(*arguments, data=folder)
    assert found == code
    assert sentence in messages


def test_a_port_that_is_none_is_said(folder: Path) -> None:
    """With the name of the setting."""
    code, _, messages = run_apart("serve", "--port", "70000", data=folder)
    assert code == 1
    assert "ASK_PORT" in messages


def test_a_taken_port_is_said(folder: Path, served: object) -> None:
    """The port is named, with the option that chooses another."""
    port = str(getattr(served, "url", "")).rpartition(":")[2]
    code, _, messages = run_apart("serve", "--port", port, data=folder)
    assert code == 1
    assert "Choose another port with --port" in messages


def test_a_database_that_is_none_stops_the_start(folder: Path) -> None:
    """In a sentence that names the file."""
    (folder / "ask.sqlite3").write_bytes(b"a shopping list" * 100)
    code, _, messages = run_apart("serve", "--port", "0", data=folder)
    assert code == 1
    assert "ask.sqlite3 cannot be used: file is not a database." in messages


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    """Whatever the command, the path is named."""
    (tmp_path / "data").write_text("")
    for command in (("serve", "--port", "0"), ("index", "samples/episodes")):
        code, _, messages = run_apart(*command, data=tmp_path / "data")
        assert code == 1
        assert str(tmp_path / "data") in messages


def test_a_damaged_episode_is_found_by_check(folder: Path, tmp_path: Path) -> None:
    """Check names the episode and how to mend it."""
    run("index", write_winter(tmp_path / "in"), "--id", "winter", data=folder)
    build = next(path for path in (folder / "episodes" / "winter").iterdir() if path.is_dir())
    (build / "transcript.json").write_text("{}")
    code, _, messages = run("check", data=folder)
    assert code == 1
    assert "winter: transcript.json of the episode winter is missing or damaged" in messages


def test_two_runs_at_once_on_one_episode_leave_one_whole_episode(
    folder: Path, tmp_path: Path
) -> None:
    """Both end well, and the episode is sound."""
    path = write_winter(tmp_path / "in")
    both = [start("index", path, "--id", "winter", data=folder) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    for process in both:
        process.communicate()
    assert run("check", data=folder)[0] == 0


def test_ctrl_c_while_indexing_leaves_nothing_half_written(folder: Path, tmp_path: Path) -> None:
    """Exit code 130, one sentence, and no episode; the same command then goes on."""
    lines = [WINTER.replace("winter of 2019", f"winter of {year}") for year in range(1000, 1400)]
    transcript = tmp_path / "long.txt"
    transcript.write_text(
        "\n\n".join(
            f"Ana: It was the year {number}. {text[60:400]}" for number, text in enumerate(lines)
        )
    )
    process = start("index", transcript, "--id", "long", "--language", "en", data=folder)
    episode = folder / "episodes" / "long"
    deadline = time.monotonic() + 60
    while not list(episode.glob(".building-*")) and time.monotonic() < deadline:
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, messages = process.communicate()
    assert process.returncode == 130
    assert "Nothing is half-written" in messages
    assert "Traceback" not in messages
    assert not episode.exists()
    assert run("check", data=folder)[1] == "0 of 0 episodes are sound.\n"


def test_a_full_disk_is_said_and_the_old_episode_stays(folder: Path, tmp_path: Path) -> None:
    """A file-size limit stands in for a full disk; what was indexed before can still be asked."""
    path = write_winter(tmp_path / "in")
    run("index", path, "--id", "winter", data=folder)
    path.write_text(WINTER.replace("thirty-one", "thirty-two"), encoding="utf-8")
    program = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));" + PROGRAM
    )
    process = subprocess.run(
        [sys.executable, "-c", program, "index", path, "--id", "winter", "--data", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    answer = run("ask", "winter", "How many hives did Ana lose?", data=folder)[1]
    assert "thirty-one" in answer


def test_no_command_waits_for_what_only_a_server_needs() -> None:
    """Loading the web framework alone takes a fifth of the time in which a command starts."""
    program = "import sys, service.command_line; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
