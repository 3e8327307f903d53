"""JSON Lines: an object a line."""

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.formats import TranscriptRefused, json_lines, read_transcript
from indexer.formats.registry import Likeness
from indexer.transcript import Transcript
from tests.indexer.formats.heard import said, spans


def parsed(*objects: Any) -> Transcript:
    return json_lines.parse("\n".join(map(json.dumps, objects)))


def line(text: str, start: float, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": start + 2, "text": text, **more}


def test_a_segment_a_line() -> None:
    """Whisper's, with spaces of their own, or anybody's who names texts and times."""
    whisper = parsed(line(" Water falls", 0.0), line(" over the weir.", 2.0))
    assert spans(whisper) == [("Water falls", 0.0, 2.0), ("over the weir.", 2.0, 4.0)]
    other = parsed(
        {"type": "head", "title": "The Weir"},
        {"speaker": "Ann", "startTime": 1, "body": "Water falls."},
        {"speaker": "Bo", "startTime": 3, "body": "It did."},
    )
    assert said(other) == [("Ann", "Water falls."), ("Bo", "It did.")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.txt"])
def test_recognised_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    """Blank lines are no objects."""
    path = tmp_path / name
    path.write_text(json.dumps(line("one", 0)) + "\n\n" + json.dumps(line("two", 2)) + "\n")
    read = read_transcript(path)
    assert (read.format_name, read.transcript.text) == ("JSON Lines", "one two")


@pytest.mark.parametrize(("indent", "between"), [(2, "\n"), (None, ""), (None, " ")])
def test_objects_one_after_the_other(tmp_path: Path, indent: int | None, between: str) -> None:
    """As a recogniser prints them, on as many lines as it likes."""
    path = tmp_path / "a.json"
    objects = [json.dumps(line(text, n * 2), indent=indent) for n, text in enumerate("abc")]
    path.write_text(between.join(objects))
    read = read_transcript(path)
    assert (read.format_name, read.transcript.text) == ("JSON Lines", "a b c")


@pytest.mark.parametrize("broken", ['{"start": 4, "te', '{"start": 4} {', "words"])
def test_a_broken_line_refuses_the_file(tmp_path: Path, broken: str) -> None:
    """By its place: what breaks off was not exported to its end."""
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([json.dumps(line("one", 0)), "", json.dumps(line("two", 2)), broken]))
    with pytest.raises(TranscriptRefused, match="breaks off being it in line 4"):
        read_transcript(path)


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '{\n"a": 1\n}', '[{"a": 1},\n{"a": 2}]', '{"a": 1}\n{a}', "{a}\n{b}"]
)
def test_one_object_is_plain_json(text: str) -> None:
    """So is a list, however it is laid out; braces alone are no objects."""
    assert json_lines.likeness(text) is Likeness.NONE
