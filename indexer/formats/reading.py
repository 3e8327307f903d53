"""The way from a transcript file to its transcript.

bytes, not too many ► text ► recognised format ► parsed ► refused unless words came out
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.formats.conflicts import without_conflicts
from indexer.formats.decoding import decoded
from indexer.formats.registry import (
    TranscriptFormat,
    TranscriptRefused,
    known_containers,
    recognised,
)
from indexer.repairs import Repair
from indexer.transcript import Transcript

READING_VERSION = 1
"""Raised where a transcript may be read otherwise, or its adverts found: then unchanged files are
read again."""

MAX_BYTES = 30_000_000
"""Thirty times the longest transcript seen; more is some other kind of file."""

MOST_LINES = 1_000_000
MOST_WORDS = 1_000_000
"""Four days of speech without a pause."""

_WHAT_TO_GIVE = "Give a WebVTT, SRT, Podcasting 2.0 JSON, Whisper JSON, Markdown or text file."


@dataclass(frozen=True, slots=True)
class ReadTranscript:
    """A transcript with the name of its format and the sha256 of its file's bytes."""

    transcript: Transcript
    format_name: str
    sha256: str


def read_transcript(path: Path, *, max_bytes: int = MAX_BYTES) -> ReadTranscript:
    """The transcript that a file holds.

    Raises:
        TranscriptRefused: The file is missing, too large, no text, in no format that is read,
            or holds no words; the message names it and says what to do.
    """
    name = path.name or str(path)
    data = _bytes_of(path, name, max_bytes)
    try:
        container = next((one for one in known_containers() if one.opens(data)), None)
        packed = container.unpack(data) if container else decoded(data)
        _refuse_endless(packed.count("\n"), "lines", MOST_LINES)
        text, conflicts = without_conflicts(packed)
        found = _format_of(text, path)
        transcript = found.parse(text)
        _refuse_endless(transcript.word_count, "words", MOST_WORDS)
    except TranscriptRefused as refusal:
        raise TranscriptRefused(f"{name} {refusal}") from refusal
    if not any(char.isalnum() for char in transcript.text):
        raise TranscriptRefused(
            f"{name} looks like {found.name}, but no spoken words were found in it. "
            "Check that the export is complete."
        )
    broken = transcript.text.count("\ufffd")
    repairs = Counter({Repair.CONFLICTS: conflicts, Repair.BROKEN_CHARACTERS: broken})
    transcript = replace(transcript, repairs=dict(repairs + Counter(transcript.repairs)))
    format_name = f"{container.name}, {found.name}" if container else found.name
    return ReadTranscript(transcript, format_name, hashlib.sha256(data).hexdigest())


def _bytes_of(path: Path, name: str, max_bytes: int) -> bytes:
    if path.is_dir():
        raise TranscriptRefused(f"{name} is a folder. Give one transcript file.")
    if not path.exists():
        raise TranscriptRefused(f"{name} does not exist. Check the path: {path}")
    if not path.is_file():
        raise TranscriptRefused(f"{name} is no regular file. Give one transcript file.")
    try:
        size = path.stat().st_size
        data = b"" if size > max_bytes else path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise TranscriptRefused(f"{name} cannot be read: {reason}.") from error
    if size > max_bytes:
        raise TranscriptRefused(
            f"{name} is too large for a transcript: {size:,} bytes, where at most {max_bytes:,} "
            "are read. Give the transcript of one episode."
        )
    if not data.strip():
        raise TranscriptRefused(f"{name} is empty. {_WHAT_TO_GIVE}")
    return data


def _refuse_endless(count: int, what: str, most: int) -> None:
    if count > most:
        raise TranscriptRefused(
            f"has {count:,} {what}, where at most {most:,} are read. Give the transcript of one "
            "episode."
        )


def _format_of(text: str, path: Path) -> TranscriptFormat:
    found = recognised(text, path.suffix)
    if found is None:
        raise TranscriptRefused(f"holds no words. {_WHAT_TO_GIVE}")
    return found
