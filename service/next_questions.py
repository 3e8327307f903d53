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
from service.answering.adverts_aside import adverts_aside
from service.answering.events import Answer
from service.question_candidates import Candidate, candidates_after, own_candidates
from service.question_trial import Trial
from service.suggested_questions import SuggestedQuestions

_MOST_QUESTIONS = 3
_MOST_TRIED = 9
_MOST_REMEMBERED = 100
"""Answers of an opened episode whose questions are remembered: listeners ask for them at once."""

_CANNOT_BE_ASKED = (EpisodeNotFound, BuildRefused, EncoderDamaged, StorageFault)

_Asked = tuple[str, str, tuple[tuple[int, int], ...]]
"""What suggestions depend on: the transcript, outcome and question, and what was shown."""

_Known = OrderedDict[_Asked, tuple[str, ...]]


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
            known, asked = self._known.setdefault(episode, OrderedDict()), _asked(answer)
            if asked in known:
                return known[asked]
            async with self._turn:  # whoever waited here finds what the first one found
                if asked not in known:
                    found = await self._found(episode, answer)
                    if len(known) == _MOST_REMEMBERED:
                        known.popitem(last=False)
                    known[asked] = found
                return known[asked]
        except _CANNOT_BE_ASKED:
            return ()

    async def _found(self, episode: IndexedEpisode, answer: Answer) -> tuple[str, ...]:
        encoder = await asyncio.to_thread(self._library.encoder_of, episode)
        rest = await asyncio.to_thread(adverts_aside, episode)
        candidates = await asyncio.to_thread(_candidates, rest, answer)
        own = own_candidates(episode, answer, await self._suggested.answers(episode))
        passed = await Trial(rest, encoder).passed([*candidates, *own], _MOST_QUESTIONS)
        return tuple(dict.fromkeys(one.question for one in passed))


def _asked(answer: Answer) -> _Asked:
    cited = [one for claim in answer.claims for one in claim.citations]
    shown = [*cited, answer.nearest] if answer.nearest else cited
    places = tuple((one.start_char, one.end_char) for one in shown)
    return answer.transcript_sha256, f"{answer.outcome} {answer.question.casefold()}", places


def _candidates(episode: IndexedEpisode, answer: Answer) -> list[Candidate]:
    """The questions to be tried; none where the answer is of words that have changed since."""
    if answer.transcript_sha256 != episode.manifest.transcript_sha256:
        return []
    return list(islice(candidates_after(episode, answer), _MOST_TRIED))
