"""Questions to begin with, each of which the episode answers, and the answer to the first of them.

the operator's own ► else general ones, and some made of chapters' titles ► those that are answered
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

from indexer import (
    BuildRefused,
    Chapter,
    Encoder,
    EncoderDamaged,
    ExplainedError,
    IndexedEpisode,
    Library,
    canonical_text,
)
from service.answering.answer import Asked, answer_of
from service.answering.events import Answer, Outcome
from service.answering.extractive import ExtractiveAnswerer
from service.answering.overview import is_advert
from service.answering.question import Question, content_terms

EXAMPLE_ID = "example"
"""The id of an example answer: it is made for everybody, and not kept."""

_MOST_QUESTIONS = 4
_MOST_OF_CHAPTERS = 2
_MOST_CHAPTERS_TRIED = 12
_LONGEST_TITLE = 80
_FEWEST_TERMS = 2
"""Below that a title names a part of a programme (“Welcome”), not what is said there."""

_OF_ANY_EPISODE = ("What is this episode about?", "What is still unknown?")
_OF_A_CONVERSATION = (*_OF_ANY_EPISODE, "What do they disagree about?")
_ANSWERED = frozenset({Outcome.ANSWERED, Outcome.PARTLY_ANSWERED})


class ExampleNotFound(ExplainedError):
    """An episode has no example of an answer."""


class SuggestedQuestions:
    """What listeners are offered to ask, found once for every opened episode.

    Only the episode's own sentences answer here: no model is asked, and nothing is charged or kept.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._answers: WeakKeyDictionary[IndexedEpisode, tuple[Answer, ...]] = WeakKeyDictionary()
        self._turn = asyncio.Lock()

    async def of(self, episode: IndexedEpisode) -> tuple[str, ...]:
        """Up to four questions that the episode answers; none where it cannot be asked now."""
        try:
            return tuple(answer.question for answer in await self._answers_of(episode))
        except (BuildRefused, EncoderDamaged):
            return ()

    async def example(self, episode: IndexedEpisode) -> Answer:
        """The answer to the first of them.

        Raises:
            ExampleNotFound: There is no question that the episode is known to answer.
            BuildRefused: The episode cannot be asked now.
        """
        answers = await self._answers_of(episode)
        if not answers:
            raise ExampleNotFound("There is no example for this episode. Ask it something.")
        return answers[0]

    async def _answers_of(self, episode: IndexedEpisode) -> tuple[Answer, ...]:
        async with self._turn:  # whoever waited here finds what the first one found
            known = self._answers.get(episode)
            if known is None:
                encoder = await asyncio.to_thread(self._library.encoder_of, episode)
                known = await _Asking(episode, encoder).suggested()
                self._answers[episode] = known
            return known


@dataclass(frozen=True, slots=True)
class _Asking:
    """One episode, asked what might be suggested."""

    episode: IndexedEpisode
    encoder: Encoder | None

    async def suggested(self) -> tuple[Answer, ...]:
        own = self.episode.metadata.questions
        if own:
            return await self._answered(own, _MOST_QUESTIONS)
        general = await self._answered(_general_questions(self.episode), _MOST_QUESTIONS)
        chapters = _questions_of_chapters(self.episode)
        left = min(_MOST_OF_CHAPTERS, _MOST_QUESTIONS - len(general))
        return general + await self._answered(
            chapters, left, lambda answer: _is_said_in(self.episode, chapters, answer)
        )

    async def _answered(
        self,
        questions: Iterable[str],
        most: int,
        suits: Callable[[Answer], bool] = lambda _answer: True,
    ) -> tuple[Answer, ...]:
        """The answers to the first questions that the episode answers in a way that suits."""
        answers: list[Answer] = []
        for text in questions:
            if len(answers) == most:
                break
            asked = Asked(Question.of(text), self.episode, self.encoder, answer_id=EXAMPLE_ID)
            answer = await answer_of(asked, ExtractiveAnswerer())
            if answer.outcome in _ANSWERED and suits(answer):
                answers.append(answer)
        return tuple(answers)


def _general_questions(episode: IndexedEpisode) -> tuple[str, ...]:
    return _OF_A_CONVERSATION if len(episode.speakers) > 1 else _OF_ANY_EPISODE


def _questions_of_chapters(episode: IndexedEpisode) -> dict[str, Chapter]:
    """Questions made of chapters' titles, and the chapters, in their order."""
    made = {
        _question_of(chapter.title): chapter
        for chapter in episode.metadata.chapters
        if _names_a_subject(chapter.title, episode.manifest.language)
    }
    return dict(islice(made.items(), _MOST_CHAPTERS_TRIED))


def _question_of(title: str) -> str:
    subject = canonical_text(title)
    return subject if subject.endswith("?") else f"What do they say about “{subject}”?"


def _names_a_subject(title: str, language: str) -> bool:
    return len(title) <= _LONGEST_TITLE and len(content_terms(title, language)) >= _FEWEST_TERMS


def _is_said_in(episode: IndexedEpisode, chapters: Mapping[str, Chapter], answer: Answer) -> bool:
    """Whether the best of an answer is said in the chapter that was asked about, in no advert."""
    best = answer.claims[0].citations[0]
    if episode.metadata.chapter_at(best.start) != chapters[answer.question]:
        return False
    transcript = episode.transcript
    return not is_advert(transcript.utterances[transcript.utterance_at(best.start_char)].text)
