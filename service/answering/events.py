"""The answer and its events, in the order in which a listener meets them.

answer.created {id}          the answer exists
answer.status  {phase}       searching, then answering
claim          {…}           one verified claim with its citations, as often as there are claims
answer.done    {outcome, …}     the end, with all that is not a claim; or answer.canceled, or
               answer.failed
"""

import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from indexer import Timing


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Outcome(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_IN_EPISODE = "not_in_episode"
    NEEDS_CLARIFICATION = "needs_clarification"
    SMALL_TALK = "small_talk"


class Check(StrEnum):
    """How a claim was held against the transcript."""

    VERBATIM = "verbatim"
    VERIFIED = "verified"
    REPAIRED = "repaired"


class Phase(StrEnum):
    """What is being done for an answer."""

    SEARCHING = "searching"
    ANSWERING = "answering"


class Citation(_Frozen):
    """What holds a claim up: characters of the canonical text, and what is read from them.

    ``quote`` is exactly those characters; ``before`` and ``after`` surround them in the same
    utterance. ``start`` and ``end`` are seconds, None where the transcript has no times.
    """

    episode_id: str
    transcript_sha256: str
    start_char: int
    end_char: int
    quote: str
    before: str
    after: str
    speaker: str | None
    start: float | None
    end: float | None
    timing: Timing


class Claim(_Frozen):
    """One sentence of an answer and what holds it up."""

    id: str
    text: str
    check: Check
    citations: tuple[Citation, ...] = Field(min_length=1)


class Usage(_Frozen):
    """What a model's answer took: tokens in and out, and what they cost.

    ``estimated`` where the provider did not count them: of a stream that was cut, for example.
    """

    input_tokens: int
    output_tokens: int
    dollars: float
    estimated: bool = False


class Notice(StrEnum):
    """Why an answer is not what it would have been."""

    MODEL_UNAVAILABLE = "model_unavailable"
    COST_CEILING = "cost_ceiling"
    CUT_SHORT = "cut_short"
    UNVERIFIED = "unverified"


AnsweredBy = Literal["model", "extractive"]


class Ending(_Frozen):
    """How an answer ended: all of it that is not a claim.

    Attributes:
        outcome: How it ended.
        answered_by: Who wrote the claims.
        nearest: The nearest moment, where the episode does not answer.
        missing: The part of the question that it does not answer, in the question's own words.
        readings: Two or three questions, of which one may have been meant.
        reply: The service's own words, where nothing was asked of the episode.
        notice: Why the answer is not what it would have been, if so.
        dropped: How many of the model's sentences the transcript did not hold up.
        usage: What the model took, None where none was asked.
        cached: Whether it was made before, for whoever asked the same; it costs no question then.
    """

    outcome: Outcome
    answered_by: AnsweredBy
    nearest: Citation | None = None
    missing: str | None = None
    readings: tuple[str, ...] = ()
    reply: str | None = None
    notice: Notice | None = None
    dropped: int = 0
    usage: Usage | None = None
    cached: bool = False


class Answer(Ending):
    """A whole answer, as it is kept and given back.

    ``standalone`` is the whole question as it was understood, None where that is ``question``, what
    the listener wrote; ``previous_answer_id`` is the answer before it in the same conversation.
    """

    id: str
    episode_id: str
    transcript_sha256: str
    question: str
    standalone: str | None = None
    previous_answer_id: str | None = None
    claims: tuple[Claim, ...] = ()
    created_at: datetime.datetime


class AnswerCreated(_Frozen):
    """The answer exists and has an id; ``standalone`` as in ``Answer``."""

    type: Literal["answer.created"] = "answer.created"
    id: str
    standalone: str | None = None


class AnswerStatus(_Frozen):
    """What is being done now."""

    type: Literal["answer.status"] = "answer.status"
    phase: Phase


class ClaimMade(Claim):
    """A whole claim, verified, with its citations."""

    type: Literal["claim"] = "claim"

    @classmethod
    def of(cls, claim: Claim) -> "ClaimMade":
        """The event of a claim."""
        return cls(id=claim.id, text=claim.text, check=claim.check, citations=claim.citations)


class AnswerDone(Ending):
    """The end of an answer; ``quota`` is what is left, None where nothing is counted."""

    type: Literal["answer.done"] = "answer.done"
    quota: int | None = None


class AnswerCanceled(_Frozen):
    """The end of an answer that its caller stopped."""

    type: Literal["answer.canceled"] = "answer.canceled"


class AnswerFailed(_Frozen):
    """The end of an answer that could not be made; ``problem`` is an RFC 9457 body."""

    type: Literal["answer.failed"] = "answer.failed"
    problem: dict[str, Any]


_LAST = frozenset({"answer.done", "answer.canceled", "answer.failed"})


def is_last(event_type: str) -> bool:
    """Whether an event of a type ends its answer."""
    return event_type in _LAST


AnswerEvent = Annotated[
    AnswerCreated | AnswerStatus | ClaimMade | AnswerDone | AnswerCanceled | AnswerFailed,
    Field(discriminator="type"),
]


def told_again(answer: Answer) -> list[AnswerEvent]:
    """The events of an answer that was made before."""
    told = {name: getattr(answer, name) for name in Ending.model_fields}
    claims = [ClaimMade.of(claim) for claim in answer.claims]
    created = AnswerCreated(id=answer.id, standalone=answer.standalone)
    return [created, *claims, AnswerDone(**told)]
