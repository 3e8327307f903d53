"""Words as recognisers list them: one object a word, punctuation often in objects of its own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.assembly import assemble
from indexer.segment import Segment
from indexer.transcript import Timing, Transcript, canonical_text

_PAUSE = 1.0
"""Seconds of silence that end a run of somebody's words."""
_LABEL = re.compile(r"(?:spk|speaker|ch|channel)[ _-]?(\d{1,4}|[A-Za-z])|(\d{1,4}|[A-Z])")


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word; ``glued`` if it follows the one before without a space, as punctuation does."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    glued: bool = False


def transcript_of_words(words: Iterable[SpokenWord], language: str | None = None) -> Transcript:
    """The transcript that words make up, each with its own time."""
    segments = (Segment(one.text, one.speaker, one.start, one.end) for one in _whole(words))
    return assemble(segments, Timing.WORD, language=language)


def channels_together(channels: Sequence[Sequence[SpokenWord]]) -> list[SpokenWord]:
    """The words of people who were recorded apart, run by run in the order in which they begin.

    Word by word they would cut one another to pieces wherever two speak at once. A channel that
    says what another one says is the same voice recorded twice.
    """
    voices: list[Sequence[SpokenWord]] = []
    for words in channels:
        said = [word.text for word in words]
        if words and all(said != [word.text for word in other] for other in voices):
            voices.append(words)
    # Marks have no times of their own: apart from their words they would hide every pause.
    runs = [run for words in voices for run in _runs(_whole(words))]
    runs.sort(key=lambda run: run[0].start or 0.0)
    return [word for run in runs for word in run]


def _runs(words: Iterable[SpokenWord]) -> Iterator[list[SpokenWord]]:
    """Words without a pause between them."""
    run: list[SpokenWord] = []
    for word in words:
        before = run[-1].end if run else None
        if before is not None and word.start is not None and word.start - before > _PAUSE:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def numbered_speaker(label: object) -> str | None:
    """What a recogniser calls somebody it cannot name: "spk_0", "A" or 0 is a numbered speaker."""
    if isinstance(label, bool) or not isinstance(label, str | int):
        return None
    name = canonical_text(str(label))
    found = _LABEL.fullmatch(name) if name else None
    return f"Speaker {(found[1] or found[2]).upper()}" if found else name or None


def _whole(words: Iterable[SpokenWord]) -> Iterator[SpokenWord]:
    """The words with what is glued to them."""
    whole: SpokenWord | None = None
    for word in words:
        if not word.text.strip():
            continue
        if whole is not None and word.glued:
            whole = _joined(whole, word)
            continue
        if whole is not None:
            yield whole
        whole = replace(word, glued=False)
    if whole is not None:
        yield whole


def _joined(whole: SpokenWord, part: SpokenWord) -> SpokenWord:
    """A word with a mark, or with a part of it, which goes on for as long as that does."""
    spoken = part.end is not None and any(char.isalnum() for char in part.text)
    end = part.end if spoken else whole.end
    return replace(whole, text=f"{whole.text.rstrip()}{part.text.lstrip()}", end=end)
