"""The path of a question, in one async generator: search, answer, keep, done.

An answerer makes the claims; each is held against the transcript before it becomes an event.
"""

import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from indexer import Encoder, IndexedEpisode
from service.answering.events import (
    Answer,
    AnswerCreated,
    AnswerDone,
    AnswerEvent,
    AnswerStatus,
    Claim,
    ClaimMade,
    Ending,
    Phase,
)
from service.answering.exactness import hold_exact
from service.answering.opening import ending_without_search
from service.answering.question import Question
from service.answering.retrieve import Retrieved, retrieve
from service.answering.workers import computed


class Answerer(Protocol):
    """Makes claims of what was retrieved, and ends with how it ended."""

    def answer(self, asked: "Asked", retrieved: Retrieved) -> AsyncGenerator[Claim | Ending]:
        """The claims in the order in which they are to be read, then exactly one ending."""


Keep = Callable[[Answer], Awaitable[None]]


def new_answer_id() -> str:
    """A random id that nobody can guess."""
    return f"ans_{secrets.token_urlsafe(16)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to one episode, and the id that its answer will have.

    ``encoder`` is the one the episode was indexed with, None where it is searched by words alone;
    ``caller`` is whose budget a model's answer is charged to, None where nobody's is.
    """

    question: Question
    episode: IndexedEpisode
    encoder: Encoder | None
    caller: str | None = None
    answer_id: str = field(default_factory=new_answer_id)


async def answer_question(
    asked: Asked, answerer: Answerer, keep: Keep
) -> AsyncGenerator[AnswerEvent]:
    """Answers a question about one episode, event by event; the answer is kept before it is done.

    Closing the generator stops whoever writes the answer.

    Raises:
        ClaimUnsupported: The answerer claimed what the transcript does not say.
    """
    created_at = datetime.now(UTC)
    yield AnswerCreated(id=asked.answer_id)
    ending = ending_without_search(asked.question, asked.episode)
    claims: list[Claim] = []
    if ending is None:
        yield AnswerStatus(phase=Phase.SEARCHING)
        retrieved = await computed(retrieve, asked.question, asked.episode, asked.encoder)
        yield AnswerStatus(phase=Phase.ANSWERING)
        async with aclosing(answerer.answer(asked, retrieved)) as parts:
            async for made in parts:
                if isinstance(made, Ending):
                    ending = made
                    continue
                claims.append(hold_exact(made, asked.episode))
                yield ClaimMade.of(made)
    assert ending is not None, "An answerer has to end."
    told = {name: getattr(ending, name) for name in Ending.model_fields}
    await keep(
        Answer(
            id=asked.answer_id,
            episode_id=asked.episode.id,
            transcript_sha256=asked.episode.manifest.transcript_sha256,
            question=asked.question.text,
            claims=tuple(claims),
            created_at=created_at,
            **told,
        )
    )
    yield AnswerDone(**told)


async def answer_of(asked: Asked, answerer: Answerer, keep: Keep | None = None) -> Answer:
    """The whole answer at once, for a caller that does not follow its events."""
    kept: list[Answer] = []

    async def keep_and_return(answer: Answer) -> None:
        if keep:
            await keep(answer)
        kept.append(answer)

    async with aclosing(answer_question(asked, answerer, keep_and_return)) as events:
        async for _ in events:
            pass
    return kept[0]
