"""Making an answer public under an address of its own, and taking that back."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel

from service.access.api_key import Scope
from service.endpoints.callers import CurrentCaller
from service.state import State

router = APIRouter(prefix="/v1/answers/{answer_id}/share", tags=["answers"])


class Share(BaseModel):
    """A public page of an answer, and the id that it has there."""

    share_id: str
    url: str


@router.post("", status_code=HTTPStatus.CREATED)
async def share(answer_id: str, state: State, caller: CurrentCaller) -> Share:
    """Make an answer public; whoever shares it again is given the same page."""
    caller.require(Scope.ASK)
    await state.gate.hit(caller, "share")
    answer = await state.kept_answers.get(answer_id, caller.owner)
    share_id = await state.shared_answers.share(answer.id)
    return Share(share_id=share_id, url=f"{state.settings.own_url}a/{share_id}")


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
async def take_back(answer_id: str, state: State, caller: CurrentCaller) -> Response:
    """Take the public page of an answer back, if it has one."""
    # Not counted: nobody is to be told to wait before something of theirs is private again.
    caller.require(Scope.ASK)
    answer = await state.kept_answers.get(answer_id, caller.owner)
    await state.shared_answers.take_back(answer.id)
    return Response(status_code=HTTPStatus.NO_CONTENT)
