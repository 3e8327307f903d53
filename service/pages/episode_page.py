"""An episode's page: what its template is given."""

import datetime
from dataclasses import dataclass

from markupsafe import Markup

from indexer import IndexedEpisode, Person, Timing
from service.pages import wording
from service.pages.citing import Citing, citing
from service.pages.finding import terms_in
from service.pages.place import Place
from service.pages.schema_org import json_ld
from service.pages.transcript import ChapterMark, chapter_marks
from service.pages.words import Words, words_of

_EXACTNESS = {
    frozenset({Timing.WORD}): "Times are exact to the word.",
    frozenset({Timing.CUE}): "Times are exact to the caption; inside one they are estimated.",
    frozenset(
        {Timing.PARAGRAPH}
    ): "Times are exact to the paragraph; inside one they are estimated.",
    frozenset({Timing.NONE}): "The transcript has no times.",
}
_PARTLY_EXACT = "Some times are exact to the word, others are estimated."
_ESTIMATED = "Times are exact to the caption or the paragraph; inside one they are estimated."
_PARTLY_TIMED = " Some words have no times."


@dataclass(frozen=True, slots=True)
class DatedWords:
    """A date in words, and as machines read it."""

    words: str
    iso: str


@dataclass(frozen=True, slots=True)
class ChapterLink:
    """A chapter, and where it is to be read or heard, if anywhere."""

    mark: ChapterMark
    address: str | None


@dataclass(frozen=True, slots=True)
class EpisodePage:
    """All that the template of an episode's page shows.

    ``words`` are None where the transcript is not public; ``is_searched`` says whether one may look
    for something in them, ``typed`` is what was typed in, ``terms`` what that comes to.
    """

    id: str
    title: str
    show: str | None
    language: str
    date: DatedWords | None
    length: str | None
    description: str | None
    people: tuple[Person, ...]
    audio: str | None
    page_url: str | None
    canonical: str
    structured_data: Markup
    citing: Citing
    chapters: tuple[ChapterLink, ...]
    words: Words | None
    is_searched: bool
    typed: str
    terms: tuple[str, ...]
    word_count: str
    indexed: DatedWords
    exactness: str


def episode_page(
    episode: IndexedEpisode, place: Place, typed: str, *, is_public: bool, is_searched: bool
) -> EpisodePage:
    """What the page of an episode shows to who looks for what was ``typed`` in its words.

    Args:
        episode: The episode.
        place: Where the page is, and where the episode's audio plays.
        typed: What is looked for; empty where nothing is.
        is_public: Whether the page has the words.
        is_searched: Whether one may look for something in them.
    """
    metadata, manifest = episode.metadata, episode.manifest
    canonical, duration = place.page(episode.id), episode.duration
    is_searched = is_searched and is_public
    terms = terms_in(typed) if is_searched else None
    words = words_of(episode, place.audio, terms) if is_public else None
    timings = frozenset(utterance.timing for utterance in episode.transcript.utterances)
    return EpisodePage(
        id=episode.id,
        title=episode.title,
        show=metadata.show,
        language=manifest.language,
        date=dated(metadata.date) if metadata.date else None,
        length=wording.length(duration) if duration else None,
        description=metadata.description,
        people=metadata.people or tuple(Person(name=name) for name in episode.speakers),
        audio=place.audio,
        page_url=metadata.page_url,
        canonical=canonical,
        structured_data=json_ld(episode, canonical, place.whole_audio),
        citing=citing(episode, place),
        chapters=tuple(
            _link(mark, words, place.audio) for mark in chapter_marks(metadata.chapters)
        ),
        words=words,
        is_searched=is_searched,
        typed=typed if is_searched else "",
        terms=terms.shown if terms else (),
        word_count=f"{manifest.counts.words:,}",
        indexed=dated(manifest.indexed_at.date()),
        exactness=_exactness(timings),
    )


def _exactness(timings: frozenset[Timing]) -> str:
    timed = timings - {Timing.NONE}
    if not timed:
        return _EXACTNESS[frozenset({Timing.NONE})]
    mixed = _PARTLY_EXACT if Timing.WORD in timed else _ESTIMATED
    return _EXACTNESS.get(timed, mixed) + (_PARTLY_TIMED if Timing.NONE in timings else "")


def _link(mark: ChapterMark, words: Words | None, audio: str | None) -> ChapterLink:
    """To the heading among the words; where there is none, to the audio; else to nowhere."""
    has_heading = words is not None and mark.second in words.chapters
    page = "" if has_heading else audio
    return ChapterLink(mark, None if page is None else f"{page}#t={mark.second}")


def dated(date: datetime.date) -> DatedWords:
    """A date as a page has it."""
    return DatedWords(wording.day(date), date.isoformat())
