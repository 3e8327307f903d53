"""What a caller says of an answer that it was given."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access.api_key import Scope
from service.endpoints.callers import CurrentCaller
from service.feedback import LONGEST_COMMENT, Feedback, FeedbackKind
from service.state import State

router = APIRouter(tags=["answers"])


class Opinion(BaseModel):
    """What is said of an answer, or of one of its claims."""

    model_config = ConfigDict(extra="forbid")

    kind: FeedbackKind
    claim: str | None = Field(default=None, max_length=16)
    comment: str | None = Field(default=None, max_length=LONGEST_COMMENT)


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
