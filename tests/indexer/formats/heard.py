"""What a listener would hear in a transcript, in a form that is easy to compare."""

import json
from pathlib import Path
from types import ModuleType

from indexer.formats import read_transcript
from indexer.transcript import Transcript

Heard = list[tuple[str | None, str]]


def said(transcript: Transcript) -> Heard:
    """Each utterance's speaker and text."""
    return [(utterance.speaker, utterance.text) for utterance in transcript.utterances]


def times(transcript: Transcript) -> list[tuple[float | None, float | None]]:
    """Each utterance's start and end."""
    return [(utterance.start, utterance.end) for utterance in transcript.utterances]


def spans(transcript: Transcript) -> list[tuple[str, float, float | None]]:
    """Each timed piece of the transcript, with its words."""
    return [
        (utterance.text[span.start_char : span.end_char], span.start, span.end)
        for utterance in transcript.utterances
        for span in utterance.spans
    ]


def read(folder: Path, name: str, content: str | bytes) -> Transcript:
    """The transcript that a file of this name and content holds."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_transcript(path).transcript


def parsed(known: ModuleType, document: object) -> Transcript:
    """What a format's module reads in a JSON document."""
    transcript: Transcript = known.parse(json.dumps(document))
    return transcript
