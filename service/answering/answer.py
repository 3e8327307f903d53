"""The path of a question, in one async generator: search, answer, keep, done.

An answerer makes the claims; each is held against the transcript before it becomes an event.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

from indexer import Encoder, IndexedEpisode
from service.answering.events import (
    Answer,
    AnswerCreated,
    AnswerDone,
    AnswerEvent,
    AnswerStatus,
    Citation,
    Claim,
    ClaimMade,
    Outcome,
    Phase,
)
from service.answering.question import Question
from service.answering.retrieve import Retrieved, retrieve
from service.answering.verification import verify


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What an answerer ends with, after its claims."""

    outcome: Outcome
    nearest: Citation | None = None


class Answerer(Protocol):
    """Makes claims of what was retrieved, and ends with a conclusion."""

    @property
    def answered_by(self) -> Literal["model", "extractive"]:
        """How the answer says it was made."""

    def answer(
        self, question: Question, episode: IndexedEpisode, retrieved: Retrieved
    ) -> AsyncIterator[Claim | Conclusion]:
        """The claims in the order in which they are to be read, then exactly one conclusion."""


Keep = Callable[[Answer], Awaitable[None]]


def new_answer_id() -> str:
    """A random id that nobody can guess."""
    return f"ans_{secrets.token_urlsafe(16)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to one episode, and the id that its answer will have.

    ``encoder`` is the one the episode was indexed with, None where it is searched by words alone.
    """

    question: Question
    episode: IndexedEpisode
    encoder: Encoder | None
    answer_id: str = field(default_factory=new_answer_id)


async def answer_question(
    asked: Asked, answerer: Answerer, keep: Keep
) -> AsyncIterator[AnswerEvent]:
    """Answers a question about one episode, event by event; the answer is kept before it is done.

    Raises:
        ClaimUnsupported: The answerer claimed what the transcript does not say.
    """
    question, episode = asked.question, asked.episode
    created_at = datetime.now(UTC)
    yield AnswerCreated(id=asked.answer_id)
    yield AnswerStatus(phase=Phase.SEARCHING)
    retrieved = await asyncio.to_thread(retrieve, question, episode, asked.encoder)
    yield AnswerStatus(phase=Phase.ANSWERING)
    claims: list[Claim] = []
    conclusion = Conclusion(Outcome.NOT_IN_EPISODE)
    async for made in answerer.answer(question, episode, retrieved):
        if isinstance(made, Conclusion):
            conclusion = made
            continue
        claims.append(verify(made, episode))
        yield ClaimMade.of(made)
    await keep(
        Answer(
            id=asked.answer_id,
            episode_id=episode.id,
            transcript_sha256=episode.manifest.transcript_sha256,
            question=question.text,
            outcome=conclusion.outcome,
            answered_by=answerer.answered_by,
            claims=tuple(claims),
            nearest=conclusion.nearest,
            created_at=created_at,
        )
    )
    yield AnswerDone(outcome=conclusion.outcome, nearest=conclusion.nearest)


async def answer_of(asked: Asked, answerer: Answerer, keep: Keep | None = None) -> Answer:
    """The whole answer at once, for a caller that does not follow its events."""
    kept: list[Answer] = []

    async def keep_and_return(answer: Answer) -> None:
        if keep:
            await keep(answer)
        kept.append(answer)

    async for _ in answer_question(asked, answerer, keep_and_return):
        pass
    return kept[0]
