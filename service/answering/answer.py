"""The path of a question, in one async generator: search, answer, keep, done.

An answerer makes the claims; each is held against the transcript before it becomes an event. What
was answered before to the same question is given again, without search and answerer.
"""

import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from indexer import Encoder, IndexedEpisode
from service.answering.adverts_aside import found
from service.answering.conversation import Exchange
from service.answering.events import (
    Answer,
    AnswerCreated,
    AnswerEvent,
    AnswerStatus,
    Claim,
    ClaimMade,
    Ending,
    Phase,
    told_again,
)
from service.answering.exactness import hold_exact
from service.answering.given_again import can_be_given_again, given_again
from service.answering.opening import ending_without_search
from service.answering.question import Question
from service.answering.quotes_alone import claim_alone, ending_alone
from service.answering.retrieve import Retrieved
from service.answering.shown_again import shown_again
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
    ``caller`` is whose budget a model's answer is charged to, None where nobody's is. ``earlier``
    is the conversation so far, oldest first, and ``previous_answer_id`` its last answer.
    ``quotes_alone`` says that the caller may have no more of the transcript than what is quoted.
    """

    question: Question
    episode: IndexedEpisode
    encoder: Encoder | None
    caller: str | None = None
    answer_id: str = field(default_factory=new_answer_id)
    earlier: tuple[Exchange, ...] = ()
    previous_answer_id: str | None = None
    quotes_alone: bool = False


class AnswerCache(Protocol):
    """Answers that were made, found by what they depend on. Its own troubles are nobody else's."""

    async def find(self, asked: Asked) -> Answer | None:
        """The newest answer to the same question; None where there is none to be had."""

    async def put(self, asked: Asked, answer: Answer) -> None:
        """Lets an answer, which is kept by now, be given to others."""


async def answer_question(
    asked: Asked, answerer: Answerer, keep: Keep, cache: AnswerCache | None = None
) -> AsyncGenerator[AnswerEvent]:
    """Answers a question about one episode, event by event; the answer is kept before it is done.

    Closing the generator stops whoever writes the answer. Two who ask the same at once may both
    have it made.

    Raises:
        ClaimUnsupported: The answerer claimed what the transcript does not say.
    """
    created_at = datetime.now(UTC)
    question = asked.question
    yield AnswerCreated(id=asked.answer_id, standalone=question.standalone)
    ending = ending_without_search(question, asked.episode)
    is_searched = ending is None
    claims: list[Claim] = []
    if is_searched:
        known = await _known(asked, cache, created_at)
        if known is not None:
            await keep(known)
            for event in told_again(known)[1:]:
                yield event
            return
        yield AnswerStatus(phase=Phase.SEARCHING)
        async with aclosing(_shown_parts(asked, answerer)) as parts:
            async for made in parts:
                if isinstance(made, AnswerStatus):
                    yield made
                elif isinstance(made, Ending):
                    ending = made
                else:
                    claims.append(hold_exact(made, asked.episode))
                    yield ClaimMade.of(made)
    assert ending is not None, "An answerer has to end."
    answer = _answer(asked, claims, ending, created_at)
    await keep(answer)
    if cache is not None and is_searched and can_be_given_again(ending):
        await cache.put(asked, answer)
    yield told_again(answer)[-1]


async def _known(asked: Asked, cache: AnswerCache | None, now: datetime) -> Answer | None:
    """What was answered to the same question before, as an answer to this one."""
    known = await cache.find(asked) if cache is not None else None
    again = None if known is None else given_again(known, asked.question, asked.episode)
    if again is None:
        return None
    own = {
        "id": asked.answer_id,
        "created_at": now,
        "previous_answer_id": asked.previous_answer_id,
    }
    return again.model_copy(update=own)


def _answer(asked: Asked, claims: list[Claim], ending: Ending, created_at: datetime) -> Answer:
    return Answer(
        id=asked.answer_id,
        episode_id=asked.episode.id,
        transcript_sha256=asked.episode.manifest.transcript_sha256,
        question=asked.question.as_typed,
        standalone=asked.question.standalone,
        previous_answer_id=asked.previous_answer_id,
        claims=tuple(claims),
        created_at=created_at,
        **{name: getattr(ending, name) for name in Ending.model_fields},
    )


async def _shown_parts(
    asked: Asked, answerer: Answerer
) -> AsyncGenerator[AnswerStatus | Claim | Ending]:
    """The parts of an answer as far as the caller may see."""
    async with aclosing(_parts(asked, answerer)) as parts:
        async for part in parts:
            if not asked.quotes_alone or isinstance(part, AnswerStatus):
                yield part
            else:
                yield claim_alone(part) if isinstance(part, Claim) else ending_alone(part)


async def _parts(asked: Asked, answerer: Answerer) -> AsyncGenerator[AnswerStatus | Claim | Ending]:
    """What was shown last once more, where the question is about that; else what is found."""
    again = shown_again(asked.question, asked.episode)
    if again is not None:
        yield AnswerStatus(phase=Phase.ANSWERING)
        for made in again:
            yield made
        return
    view, retrieved = await computed(found, asked.question, asked.episode, asked.encoder)
    yield AnswerStatus(phase=Phase.ANSWERING)
    async with aclosing(answerer.answer(replace(asked, episode=view), retrieved)) as parts:
        async for part in parts:
            yield part


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
