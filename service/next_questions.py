"""What may be asked after an answer, made from the passages around what it cites.

the answer's passages ► candidates ► those that the episode answers with another moment
"""

import asyncio
from collections import OrderedDict
from itertools import islice
from weakref import WeakKeyDictionary

from indexer import (
    BuildRefused,
    EncoderDamaged,
    EpisodeNotFound,
    IndexedEpisode,
    Library,
    StorageFault,
)
from service.answering.events import Answer
from service.question_candidates import Candidate, candidates_after, own_candidates
from service.question_trial import Trial
from service.suggested_questions import SuggestedQuestions

_MOST_QUESTIONS = 3
_MOST_TRIED = 9
_MOST_REMEMBERED = 100
"""Answers of an opened episode whose questions are remembered: listeners ask for them at once."""

_CANNOT_BE_ASKED = (EpisodeNotFound, BuildRefused, EncoderDamaged, StorageFault)

_Known = OrderedDict[str, tuple[str, ...]]


class NextQuestions:
    """What listeners are offered to ask after an answer, found once for each.

    Only the episode's own sentences answer here: no model is asked, and nothing is charged or kept.
    """

    def __init__(self, library: Library, suggested: SuggestedQuestions) -> None:
        self._library = library
        self._suggested = suggested
        self._known: WeakKeyDictionary[IndexedEpisode, _Known] = WeakKeyDictionary()
        self._turn = asyncio.Lock()

    async def after(self, answer: Answer) -> tuple[str, ...]:
        """Up to three questions that the episode answers; none where it cannot be asked now."""
        try:
            episode = await asyncio.to_thread(self._library.episode, answer.episode_id)
            async with self._turn:  # whoever waited here finds what the first one found
                known = self._known.setdefault(episode, OrderedDict())
                if answer.id not in known:
                    known[answer.id] = await self._found(episode, answer)
                    if len(known) > _MOST_REMEMBERED:
                        known.popitem(last=False)
                return known[answer.id]
        except _CANNOT_BE_ASKED:
            return ()

    async def _found(self, episode: IndexedEpisode, answer: Answer) -> tuple[str, ...]:
        encoder = await asyncio.to_thread(self._library.encoder_of, episode)
        candidates = await asyncio.to_thread(_candidates, episode, answer)
        own = own_candidates(episode, answer, await self._suggested.answers(episode))
        passed = await Trial(episode, encoder).passed([*candidates, *own], _MOST_QUESTIONS)
        return tuple(dict.fromkeys(one.question for one in passed))


def _candidates(episode: IndexedEpisode, answer: Answer) -> list[Candidate]:
    """The questions to be tried; none where the answer is of words that have changed since."""
    if answer.transcript_sha256 != episode.manifest.transcript_sha256:
        return []
    return list(islice(candidates_after(episode, answer), _MOST_TRIED))
