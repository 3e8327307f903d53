"""What a caller says of an answer that it was given, and what the operator reads of it."""

from http import HTTPStatus

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access.api_key import Scope
from service.endpoints.callers import CurrentCaller, not_stored, operator
from service.endpoints.paging import After, Limit, OfEpisode, Page, offset_of, page_of
from service.feedback import LONGEST_COMMENT, Feedback, FeedbackKind
from service.state import State

router = APIRouter(tags=["answers"])


class Opinion(BaseModel):
    """What is said of an answer, or of one of its claims."""

    model_config = ConfigDict(extra="forbid")

    kind: FeedbackKind
    claim: str | None = Field(default=None, max_length=16)
    comment: str | None = Field(default=None, max_length=LONGEST_COMMENT)


class CitedMomentItem(BaseModel):
    """A moment of the episode; ``start`` in seconds, None where the transcript has no times."""

    model_config = ConfigDict(from_attributes=True)

    speaker: str | None
    start: float | None
    quote: str


class FeedbackItem(BaseModel):
    """What somebody said, with what it is about; ``given_at`` in seconds since 1970.

    ``claim`` is the text of the claim that is meant, None where the whole answer is; ``moments``
    are what it cites. Who said it is told nobody.
    """

    model_config = ConfigDict(from_attributes=True)

    given_at: int
    answer_id: str
    episode_id: str
    kind: FeedbackKind
    question: str
    claim: str | None
    moments: tuple[CitedMomentItem, ...]
    comment: str | None


@router.get(
    "/v1/feedback",
    dependencies=[Depends(operator), Depends(not_stored)],
    include_in_schema=False,  # what is the operator's is described to nobody else
)
async def list_feedback(
    state: State, episode: OfEpisode, after: After = None, limit: Limit = 50
) -> Page[FeedbackItem]:
    """What was said of answers, newest first; for keys with the scope `operator`."""
    offset = offset_of(after)
    found = await state.feedback.newest(limit + 1, episode, offset)
    return page_of([FeedbackItem.model_validate(given) for given in found], offset, limit)


@router.post("/v1/answers/{answer_id}/feedback", status_code=HTTPStatus.NO_CONTENT)
async def give_feedback(
    answer_id: str, body: Opinion, state: State, caller: CurrentCaller
) -> Response:
    """Say what is right or wrong with an answer; what was said of the same before is replaced."""
    caller.require(Scope.ASK)
    await state.gate.hit(caller, "feedback")
    answer = await state.kept_answers.get(answer_id, caller.owner)
    said = Feedback(body.kind, body.claim, body.comment)
    await state.feedback.keep(answer, said, caller.owner)
    return Response(status_code=HTTPStatus.NO_CONTENT)
