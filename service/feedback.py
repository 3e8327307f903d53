"""What listeners say of answers, kept beside them for whoever runs the service.

What is said of an answer goes when the answer goes, and with the account that said it. A comment
may hold anything that somebody types: it is shown to the operator alone, and never logged.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Row,
    String,
    Table,
    Text,
    delete,
    exists,
    select,
)
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import ExplainedError, canonical_text
from service.access.accounts import accounts
from service.answering.events import Answer
from service.database import metadata
from service.kept_answers import answers, no_such_answer

answer_feedback = Table(
    "answer_feedback",
    metadata,
    Column("answer_id", String(64), ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("claim", String(16), primary_key=True),
    Column("caller", String(64), primary_key=True, index=True),
    Column("kind", String(20), nullable=False),
    Column("comment", Text),
    Column("given_at", BigInteger, nullable=False, index=True),
)

LONGEST_COMMENT = 1_000
"""Characters."""

_THE_WHOLE_ANSWER = ""
_A_VISITOR = ""
_KEY = ["answer_id", "claim", "caller"]


class FeedbackKind(StrEnum):
    """What is said of an answer, or of one of its claims."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"
    WRONG_QUOTE = "wrong_quote"
    WRONG_SPEAKER = "wrong_speaker"
    WRONG_TIME = "wrong_time"
    OTHER = "other"


class ClaimNotInAnswer(ExplainedError):
    """A claim that feedback names and the answer does not have."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody says of an answer; ``claim`` is None where all of it is meant."""

    kind: FeedbackKind
    claim: str | None = None
    comment: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CitedMoment:
    """What a claim rests on; ``start`` in seconds."""

    speaker: str | None
    start: float | None
    quote: str


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """Feedback with what it is about; ``given_at`` in seconds since 1970.

    ``claim`` is the text of the claim that is meant, ``moments`` are what it cites.
    """

    given_at: int
    answer_id: str
    episode_id: str
    kind: FeedbackKind
    question: str
    claim: str | None
    moments: tuple[CitedMoment, ...]
    comment: str | None = field(repr=False)


class KeptFeedback:
    """What was said of answers, in the service's database."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    async def keep(self, answer: Answer, feedback: Feedback, caller: str | None) -> None:
        """Keeps what a caller says, in place of what it said of the same before.

        Args:
            answer: What is spoken of; the caller's own.
            feedback: What is said.
            caller: The account or the key that says it; None where that is a visitor.

        Raises:
            ClaimNotInAnswer: The answer has no claim of that id.
            AnswerNotFound: The answer was deleted meanwhile.
        """
        _check_claim(answer, feedback.claim)
        said = {
            "kind": feedback.kind.value,
            "comment": canonical_text(feedback.comment or "") or None,
            "given_at": int(self._clock()),
        }
        about = (answer.id, feedback.claim or _THE_WHOLE_ANSWER, caller or _A_VISITOR)
        row = insert(answer_feedback).values(**dict(zip(_KEY, about, strict=True)), **said)
        kept = row.on_conflict_do_update(index_elements=_KEY, set_=said)
        try:
            async with self._engine.begin() as connection:
                await connection.execute(kept)
        except IntegrityError as error:
            raise no_such_answer() from error

    async def newest(
        self, limit: int, episode_id: str | None = None, offset: int = 0
    ) -> list[GivenFeedback]:
        """What was said last, newest first; of one episode, or of all."""
        query = (
            select(answer_feedback, answers.c.episode_id, answers.c.body)
            .join(answers, answers.c.id == answer_feedback.c.answer_id)
            .order_by(
                answer_feedback.c.given_at.desc(), *(answer_feedback.c[name] for name in _KEY)
            )
            .limit(limit)
            .offset(offset)
        )
        if episode_id is not None:
            query = query.where(answers.c.episode_id == episode_id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_given(row) for row in rows]

    async def delete_of(self, caller: str) -> None:
        """Deletes all that an account or a key said, whosever answers it was about."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(answer_feedback).filter_by(caller=caller))

    async def delete_orphans(self) -> None:
        """Deletes what was said by an account while it was deleted."""
        gone = answer_feedback.c.caller.startswith("acc_", autoescape=True) & ~exists().where(
            accounts.c.id == answer_feedback.c.caller
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(answer_feedback).where(gone))


def _check_claim(answer: Answer, claim: str | None) -> None:
    claims = [made.id for made in answer.claims]
    if claim is None or claim in claims:
        return
    there = f"Its claims are {', '.join(claims)}." if claims else "It has no claims."
    raise ClaimNotInAnswer(f"This answer has no such claim. {there}")


def _given(row: Row[Any]) -> GivenFeedback:
    answer = Answer.model_validate_json(row.body)
    claim = next((made for made in answer.claims if made.id == row.claim), None)
    return GivenFeedback(
        given_at=row.given_at,
        answer_id=row.answer_id,
        episode_id=row.episode_id,
        kind=FeedbackKind(row.kind),
        question=answer.question,
        claim=None if claim is None else claim.text,
        moments=tuple(
            CitedMoment(cited.speaker, cited.start, cited.quote)
            for cited in ([] if claim is None else claim.citations)
        ),
        comment=row.comment,
    )
