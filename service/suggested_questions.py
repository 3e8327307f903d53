"""Questions to begin with, each of which the episode answers, and the answer to the first of them.

the operator's own ► else general ones, some of chapters, of what is spoken of ► what is answered
"""

import asyncio
from itertools import islice
from weakref import WeakKeyDictionary

from indexer import BuildRefused, EncoderDamaged, ExplainedError, IndexedEpisode, Library
from service.answering.adverts_aside import adverts_aside
from service.answering.events import Answer
from service.question_candidates import (
    Candidate,
    chapter_candidates,
    general_candidates,
    subject_candidates,
)
from service.question_trial import Trial

_MOST_QUESTIONS = 4
_MOST_OF_CHAPTERS = 2
_MOST_CHAPTERS_TRIED = 12
_MOST_SUBJECTS_TRIED = 9


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
            return tuple(answer.question for answer in await self.answers(episode))
        except (BuildRefused, EncoderDamaged):
            return ()

    async def example(self, episode: IndexedEpisode) -> Answer:
        """The answer to the first of them.

        Raises:
            ExampleNotFound: There is no question that the episode is known to answer.
            BuildRefused: The episode cannot be asked now.
        """
        answers = await self.answers(episode)
        if not answers:
            raise ExampleNotFound("There is no example for this episode. Ask it something.")
        return answers[0]

    async def answers(self, episode: IndexedEpisode) -> tuple[Answer, ...]:
        """The answers to them, which are nobody's and not kept.

        Raises:
            BuildRefused: The episode cannot be asked now.
            EncoderDamaged: Nor can any other that has the same encoder.
        """
        async with self._turn:  # whoever waited here finds what the first one found
            known = self._answers.get(episode)
            if known is None:
                encoder = await asyncio.to_thread(self._library.encoder_of, episode)
                known = await _suggested(Trial(adverts_aside(episode), encoder))
                self._answers[episode] = known
            return known


async def _suggested(trial: Trial) -> tuple[Answer, ...]:
    own = trial.episode.metadata.questions
    if own:
        return await trial.passed(map(Candidate, own), _MOST_QUESTIONS)
    found = await trial.passed(general_candidates(trial.episode), _MOST_QUESTIONS)
    chapters = chapter_candidates(trial.episode)[:_MOST_CHAPTERS_TRIED]
    room = min(_MOST_OF_CHAPTERS, _MOST_QUESTIONS - len(found))
    found += await trial.passed(chapters, room)
    subjects = await asyncio.to_thread(_subjects, trial.episode)
    return found + await trial.passed(subjects, _MOST_QUESTIONS - len(found))


def _subjects(episode: IndexedEpisode) -> list[Candidate]:
    return list(islice(subject_candidates(episode), _MOST_SUBJECTS_TRIED))
