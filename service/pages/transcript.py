"""A transcript as a page shows it: turns of sentences, with their seconds and their chapters."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer import Chapter, IndexedEpisode, Sentence, Utterance
from service.pages.wording import clock, second

_CHAPTER_SLACK = 1.0
"""Seconds by which the words of a chapter may begin after it is said to."""

_CHARS_OF_SIZES = {"l": 900, "m": 300, "s": 110}


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter; ``second`` as an address holds it, ``clock`` as a player shows it."""

    second: str
    clock: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence; those that were looked for have the number of their mark."""

    text: str
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence, what stands before it in its turn, and the second at which it is heard.

    ``pieces`` are its words once more, where some of them were looked for.
    """

    gap: str
    second: str | None
    text: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """An utterance, and the chapters that begin with it.

    ``goes_on`` is whether the same speaker had the turn before. ``size`` says roughly how many
    lines it takes: ``xs``, ``s``, ``m`` or ``l``.
    """

    chapters: tuple[ChapterMark, ...]
    speaker: str | None
    goes_on: bool
    second: str | None
    clock: str | None
    size: str
    sentences: tuple[SentenceView, ...]


def chapter_marks(chapters: Sequence[Chapter]) -> tuple[ChapterMark, ...]:
    """The chapters of an episode in order; of several at one second the first."""
    marks: dict[str, ChapterMark] = {}
    for chapter in chapters:
        start = second(chapter.start)
        marks.setdefault(start, ChapterMark(start, clock(chapter.start), chapter.title))
    return tuple(marks.values())


def turns_of(episode: IndexedEpisode) -> Iterator[Turn]:
    """The turns of an episode in order."""
    waiting = list(chapter_marks(episode.metadata.chapters))
    speaker = None
    for position, group in groupby(episode.sentences, key=lambda sentence: sentence.utterance):
        utterance = episode.transcript.utterances[position]
        begins = utterance.start
        yield Turn(
            chapters=_begun(waiting, begins),
            speaker=utterance.speaker,
            goes_on=utterance.speaker == speaker,
            second=None if begins is None else second(begins),
            clock=None if begins is None else clock(begins),
            size=_size(utterance),
            sentences=tuple(_sentences(episode, group)),
        )
        speaker = utterance.speaker


def _begun(waiting: list[ChapterMark], begins: float | None) -> tuple[ChapterMark, ...]:
    """The chapters that begin with a turn, taken from those that are still to come."""
    if begins is None:
        return ()
    begun = [mark for mark in waiting if float(mark.second) <= begins + _CHAPTER_SLACK]
    del waiting[: len(begun)]
    return tuple(begun)


def _size(utterance: Utterance) -> str:
    return next((s for s, chars in _CHARS_OF_SIZES.items() if len(utterance.text) > chars), "xs")


def _sentences(episode: IndexedEpisode, sentences: Iterator[Sentence]) -> Iterator[SentenceView]:
    text = episode.transcript.text
    done = None
    for sentence in sentences:
        done = episode.transcript.starts[sentence.utterance] if done is None else done
        start = _heard_at(episode, sentence)
        yield SentenceView(
            gap=text[done : sentence.start_char],
            second=None if start is None else second(start),
            text=text[sentence.start_char : sentence.end_char],
        )
        done = sentence.end_char


def _heard_at(episode: IndexedEpisode, sentence: Sentence) -> float | None:
    """The second at which a sentence begins, by the times around it alone.

    An utterance of hours has tens of thousands of them, and its sentences are all asked.
    """
    utterance = episode.transcript.utterances[sentence.utterance]
    offset = episode.transcript.starts[sentence.utterance]
    start, end = sentence.start_char - offset, sentence.end_char - offset
    following = bisect_right(utterance.spans, start, key=lambda span: span.start_char)
    around = utterance.spans[max(0, following - 1) : following + 1]
    near = Utterance(utterance.text, utterance.speaker, utterance.timing, around)
    return near.times_of(start, end)[0]
