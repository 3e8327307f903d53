"""Answers: asked for as JSON or as events, and read again by their id."""

import asyncio
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, TypeAdapter

from service.access.admission import Admission
from service.access.api_key import Scope
from service.access.rate_limits import rate_limit_fields
from service.answering.answer import Asked, Keep, answer_of, answer_question
from service.answering.events import Answer, AnswerEvent
from service.answering.question import Question
from service.endpoints.callers import CurrentCaller, not_stored
from service.endpoints.event_stream import EVENT_STREAM, JSON, EventStream, preferred_type
from service.state import ServiceState, State

router = APIRouter(tags=["answers"])

_EVENTS = TypeAdapter(AnswerEvent).json_schema(ref_template="#/components/schemas/{model}")
_ANSWERED: dict[int | str, dict[str, Any]] = {
    201: {
        "model": Answer,
        "description": "The answer; or its events, where they are accepted.",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "The kept answer."}},
        "content": {EVENT_STREAM: {"schema": {"$ref": "#/components/schemas/AnswerEvent"}}},
    }
}


class Ask(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(extra="forbid")

    question: str


async def _arrival() -> float:
    """When a request came, before it was found out who sent it."""
    return time.perf_counter()


async def asked(episode_id: str, body: Ask, state: State, caller: CurrentCaller) -> Asked:
    """The question, its episode, and who asks."""
    caller.require(Scope.ASK)
    question = Question.of(body.question)
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    encoder = await asyncio.to_thread(state.library.encoder_of, episode)
    return Asked(question, episode, encoder, caller.id)


@router.post(
    "/v1/episodes/{episode_id}/answers",
    status_code=201,
    response_class=Response,
    responses=_ANSWERED,
)
async def ask(
    began: Annotated[float, Depends(_arrival)],
    request: Request,
    state: State,
    caller: CurrentCaller,
    asked: Annotated[Asked, Depends(asked)],
) -> Response:
    """Ask an episode. `Accept: text/event-stream` gives the events as they come."""
    wanted = preferred_type(request.headers.get("accept"), (JSON, EVENT_STREAM))
    # Settled before the first byte, so that a refusal has a status of its own.
    admission = await state.gate.admit(caller, asked.answer_id)
    headers = {"Location": f"/v1/answers/{asked.answer_id}", "Cache-Control": "no-store"}
    keep = _keeping(state, caller.owner)
    if wanted == EVENT_STREAM:
        headers |= _limits_of(admission)
        events = admission.followed(answer_question(asked, state.answerer, keep))
        return EventStream(events, headers, admission)
    async with admission:
        answer = await answer_of(asked, state.answerer, keep)
        await admission.settle(answer.outcome)
    headers |= _limits_of(admission)
    headers["Server-Timing"] = f"total;dur={(time.perf_counter() - began) * 1e3:.2f}"
    return Response(answer.model_dump_json(), 201, headers, JSON)


@router.get("/v1/answers/{answer_id}", dependencies=[Depends(not_stored)])
async def get_answer(answer_id: str, state: State, caller: CurrentCaller) -> Answer:
    """An answer that the caller was given before."""
    return await state.kept_answers.get(answer_id, caller.owner)


def _keeping(state: ServiceState, owner: str | None) -> Keep:
    async def keep(answer: Answer) -> None:
        await state.kept_answers.keep(answer, owner)

    return keep


def _limits_of(admission: Admission) -> dict[str, str]:
    """What is left of a caller's rates, and of its questions as far as that is known by now."""
    standings = list(admission.standings)
    if admission.quota is not None:
        standings.append(admission.quota.standing(time.time()))
    return rate_limit_fields(standings)


def describe_events(schema: dict[str, Any]) -> None:
    """Adds the events of an answer to an OpenAPI document, as one named union."""
    events = dict(_EVENTS)
    definitions = events.pop("$defs")
    schema["components"]["schemas"] |= definitions | {"AnswerEvent": events}
