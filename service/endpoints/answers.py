"""Answers: asked for as JSON or as events, and read again by their id."""

import asyncio
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, TypeAdapter

from service.answering.answer import Asked, answer_of, answer_question
from service.answering.events import Answer, AnswerEvent
from service.answering.question import Question
from service.endpoints.error_responses import PaymentRequired
from service.endpoints.event_stream import EVENT_STREAM, JSON, EventStream, preferred_type
from service.state import State

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


async def asked(episode_id: str, body: Ask, state: State) -> Asked:
    """The question and its episode, once it is certain that the caller may ask.

    Settled before the first byte, so that a refusal has a status of its own.
    """
    question = Question.of(body.question)
    episode = await asyncio.to_thread(state.library.episode, episode_id)
    encoder = await asyncio.to_thread(state.library.encoder_of, episode)
    entitlement = await state.billing.entitlement()
    if not entitlement.may_ask:
        raise PaymentRequired(entitlement.reason or "Asking needs a subscription.")
    return Asked(question, episode, encoder)


@router.post(
    "/v1/episodes/{episode_id}/answers",
    status_code=201,
    response_class=Response,
    responses=_ANSWERED,
)
async def ask(request: Request, state: State, asked: Annotated[Asked, Depends(asked)]) -> Response:
    """Ask an episode. `Accept: text/event-stream` gives the events as they come."""
    began = time.perf_counter()
    wanted = preferred_type(request.headers.get("accept"), (JSON, EVENT_STREAM))
    headers = {"Location": f"/v1/answers/{asked.answer_id}", "Cache-Control": "no-store"}
    if wanted == EVENT_STREAM:
        events = answer_question(asked, state.answerer, state.kept_answers.keep)
        return EventStream(events, headers)
    answer = await answer_of(asked, state.answerer, state.kept_answers.keep)
    headers["Server-Timing"] = f"total;dur={(time.perf_counter() - began) * 1e3:.2f}"
    return Response(answer.model_dump_json(), 201, headers, JSON)


@router.get("/v1/answers/{answer_id}")
async def get_answer(answer_id: str, state: State) -> Answer:
    """An answer that was given before."""
    return await state.kept_answers.get(answer_id)


def describe_events(schema: dict[str, Any]) -> None:
    """Adds the events of an answer to an OpenAPI document, as one named union."""
    events = dict(_EVENTS)
    definitions = events.pop("$defs")
    schema["components"]["schemas"] |= definitions | {"AnswerEvent": events}
