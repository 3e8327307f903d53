"""A transcript as a page shows it: turns of sentences, with their seconds and their chapters."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from indexer import Chapter, IndexedEpisode, Sentence, Utterance, sold_sentences
from service.pages.wording import clock, second

_CHAPTER_SLACK = 1.0
"""Seconds by which the words of a chapter may begin before or after it is said to."""

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
    """An utterance, or a part of one, and the chapters that begin with it.

    ``goes_on`` is whether the same speaker had the turn before, ``sells`` whether it belongs to an
    advert. ``size`` says roughly how many lines it takes: ``xs``, ``s``, ``m`` or ``l``.
    """

    chapters: tuple[ChapterMark, ...]
    speaker: str | None
    goes_on: bool
    sells: bool
    second: str | None
    clock: str | None
    size: str
    sentences: tuple[SentenceView, ...]


def named_chapters(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Those that have more for a name than white space."""
    return [chapter for chapter in chapters if chapter.title.strip()]


def chapter_marks(chapters: Sequence[Chapter]) -> tuple[ChapterMark, ...]:
    """The chapters of an episode that have a name, in order; of several at one second the first."""
    marks: dict[str, ChapterMark] = {}
    for chapter in named_chapters(chapters):
        start = second(chapter.start)
        marks.setdefault(start, ChapterMark(start, clock(chapter.start), chapter.title))
    return tuple(marks.values())


def turns_of(episode: IndexedEpisode) -> Iterator[Turn]:
    """The turns of an episode in order; an utterance is cut at chapters and at adverts."""
    said = [
        (episode.transcript.utterances[position].speaker, tuple(_sentences(episode, group)))
        for position, group in groupby(episode.sentences, key=lambda one: one.utterance)
    ]
    places = _places(chapter_marks(episode.metadata.chapters), [views for _, views in said])
    sells: list[bool] = sold_sentences(episode.adverts, len(episode.sentences)).tolist()
    before, done = None, 0
    for position, (speaker, views) in enumerate(said):
        cuts = [at for where, at in places if where == position]
        cuts += _borders(sells[done : done + len(views)])
        for first, last in _parts(len(views), cuts):
            begins = views[first].second
            yield Turn(
                chapters=tuple(places.get((position, first), ())),
                speaker=speaker,
                goes_on=speaker == before,
                sells=sells[done + first],
                second=begins,
                clock=None if begins is None else clock(float(begins)),
                size=_size(views[first:last]),
                sentences=views[first:last],
            )
            before = speaker
        done += len(views)


def _borders(sells: Sequence[bool]) -> list[int]:
    """Before which of some sentences an advert begins or ends."""
    return [at for at in range(1, len(sells)) if sells[at] != sells[at - 1]]


def _places(
    marks: Sequence[ChapterMark], utterances: Sequence[Sequence[SentenceView]]
) -> dict[tuple[int, int], list[ChapterMark]]:
    """Before which sentence of which utterance chapters begin.

    Of those that are heard within a second of a chapter's own, the first of an utterance wins, then
    the nearest; where there is none, the next that is heard. Without one the chapter has no place.
    """
    heard = [
        (float(view.second), position, at)
        for position, views in enumerate(utterances)
        for at, view in enumerate(views)
        if view.second is not None
    ]
    places: dict[tuple[int, int], list[ChapterMark]] = {}
    for mark in marks:
        start = float(mark.second)
        near = [one for one in heard if abs(one[0] - start) <= _CHAPTER_SLACK]
        near.sort(key=lambda one: (one[2] > 0, abs(one[0] - start)))
        later = (one for one in heard if one[0] > start)
        best = near[0] if near else next(later, None)
        if best:
            places.setdefault(best[1:], []).append(mark)
    return places


def _parts(length: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The parts [first, last) of an utterance that is cut before some of its sentences."""
    return pairwise(sorted({0, *cuts, length}))


def _size(sentences: Sequence[SentenceView]) -> str:
    length = sum(len(sentence.gap) + len(sentence.text) for sentence in sentences)
    return next((size for size, chars in _CHARS_OF_SIZES.items() if length > chars), "xs")


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
