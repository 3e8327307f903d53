"""Questions are tried before they are suggested: the episode has to answer, with what is meant.

Only the episode's own sentences answer here: no model is asked, and nothing is charged or kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from indexer import Encoder, IndexedEpisode
from service.answering.answer import Asked, answer_of
from service.answering.events import Answer, Outcome
from service.answering.extractive import ExtractiveAnswerer
from service.answering.question import Question
from service.question_candidates import Candidate

EXAMPLE_ID = "example"
"""The id of an example answer: it is made for everybody, and not kept."""

_ANSWERED = frozenset({Outcome.ANSWERED, Outcome.PARTLY_ANSWERED})


@dataclass(frozen=True, slots=True)
class Trial:
    """One episode, asked what might be suggested; ``encoder`` is the one it was indexed with."""

    episode: IndexedEpisode
    encoder: Encoder | None

    async def passed(self, candidates: Iterable[Candidate], most: int) -> tuple[Answer, ...]:
        """The answers to the first candidates that the episode answers in a way that suits."""
        answers: list[Answer] = []
        about: set[str] = set()
        for candidate in candidates:
            if len(answers) >= most:
                break
            if not about.isdisjoint(candidate.about):
                continue
            question = Question.of(candidate.text)
            asked = Asked(question, self.episode, self.encoder, answer_id=EXAMPLE_ID)
            answer = await answer_of(asked, ExtractiveAnswerer())
            if answer.outcome in _ANSWERED and candidate.suits(answer.claims[0].citations[0]):
                answers.append(answer)
                about |= candidate.about
        return tuple(answers)
