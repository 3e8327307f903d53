"""Answers: asked for as JSON or as events, followed again, stopped, and read again by their id."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from indexer import BuildRefused, EpisodeNotFound
from service.access.api_key import Scope
from service.access.caller import Caller
from service.access.rate_limits import rate_limit_fields
from service.answering.answer import Asked
from service.answering.conversation import Exchange, understood
from service.answering.events import Answer, AnswerEvent
from service.answering.question import Question
from service.answering.quotes_alone import answer_alone
from service.earlier_answers import earlier_answers
from service.endpoints.callers import CurrentCaller, not_stored
from service.endpoints.error_responses import Problem, respond
from service.endpoints.error_statuses import AnswerStopped
from service.endpoints.event_stream import (
    EVENT_STREAM,
    JSON,
    EventStream,
    followed,
    preferred_type,
    retold,
)
from service.endpoints.public_transcript import reading_of
from service.kept_answers import AnswerNotFound, no_such_answer
from service.state import ServiceState, State
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import LogsAway
from service.streams.asking import Given
from service.streams.idempotency import KeyUse

router = APIRouter(tags=["answers"])

_EVENTS = TypeAdapter(AnswerEvent).json_schema(ref_template="#/components/schemas/{model}")
_EVENT_CONTENT = {"schema": {"$ref": "#/components/schemas/AnswerEvent"}}
_ANSWERED: dict[int | str, dict[str, Any]] = {
    201: {
        "model": Answer,
        "description": "The answer; or its events, where they are accepted.",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "The kept answer."}},
        "content": {EVENT_STREAM: _EVENT_CONTENT},
    }
}

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
LastEventId = Annotated[Annotated[int, Field(ge=0, lt=2**31)] | None, Header(alias="Last-Event-ID")]


class Ask(BaseModel):
    """What a caller sends; `previous_answer_id` where the question goes on with a conversation."""

    model_config = ConfigDict(extra="forbid")

    question: str
    previous_answer_id: str | None = None


class Suggestions(BaseModel):
    """What may be asked next."""

    questions: tuple[str, ...]


async def _arrival() -> float:
    """When a request came, before it was found out who sent it."""
    return time.perf_counter()


async def asked(episode_id: str, body: Ask, state: State, caller: CurrentCaller) -> Asked:
    """The question as its conversation makes it whole, its episode, and who asks."""
    caller.require(Scope.ASK)
    Question.of(body.question)  # what cannot be asked is refused before anything is looked up
    reading = await reading_of(episode_id, caller, state)
    episode = reading.episode
    encoder = await asyncio.to_thread(state.library.encoder_of, episode)
    answers = await earlier_answers(
        state.kept_answers, body.previous_answer_id, episode.id, caller.owner
    )
    sha256 = episode.manifest.transcript_sha256
    earlier = tuple(Exchange.of(answer, sha256) for answer in answers)
    return Asked(
        understood(body.question, earlier, episode.speakers),
        episode,
        encoder,
        caller.id,
        earlier=earlier,
        previous_answer_id=answers[-1].id if answers else None,
        quotes_alone=not reading.is_whole,
    )


async def key_use(
    episode_id: str, body: Ask, caller: CurrentCaller, idempotency_key: IdempotencyKey = None
) -> KeyUse | None:
    """The idempotency key that came with a question."""
    if idempotency_key is None:
        return None
    # Not pydantic's JSON: it refuses half of a surrogate pair, which a browser may send.
    return KeyUse.of(idempotency_key, caller.id, episode_id, json.dumps(body.model_dump()))


@router.post(
    "/v1/episodes/{episode_id}/answers",
    status_code=201,
    response_class=Response,
    responses=_ANSWERED,
)
async def ask(  # noqa: PLR0913, PLR0917 - each is a part of the request
    began: Annotated[float, Depends(_arrival)],
    request: Request,
    state: State,
    caller: CurrentCaller,
    asked: Annotated[Asked, Depends(asked)],
    key_use: Annotated[KeyUse | None, Depends(key_use)],
) -> Response:
    """Ask an episode. `Accept: text/event-stream` gives the events as they come."""
    wanted = preferred_type(request.headers.get("accept"), (JSON, EVENT_STREAM))
    # Settled before the first byte, so that a refusal has a status of its own.
    given = await state.asking.ask(caller, asked, key_use)
    headers = _headers_of(given)
    if wanted == EVENT_STREAM:
        events = _events_of(given, asked)
        return EventStream(events, HTTPStatus.CREATED, headers | _limits_of(given))
    answer = await _finished(given, state)
    if isinstance(answer, Problem):
        return respond(answer)
    answer = _as_today(answer, asked)
    headers |= _limits_of(given)
    headers["Server-Timing"] = f"total;dur={(time.perf_counter() - began) * 1e3:.2f}"
    return Response(answer.model_dump_json(), 201, headers, JSON)


@router.get("/v1/answers/{answer_id}", dependencies=[Depends(not_stored)])
async def get_answer(answer_id: str, state: State, caller: CurrentCaller) -> Answer:
    """An answer that the caller was given before; its show may have become private since."""
    answer = await state.kept_answers.get(answer_id, caller.owner)
    try:
        reading = await reading_of(answer.episode_id, caller, state)
    except (EpisodeNotFound, BuildRefused):
        return answer_alone(answer)  # nothing tells any more who may read it
    return answer if reading.is_whole else answer_alone(answer)


@router.get("/v1/answers/{answer_id}/suggestions", dependencies=[Depends(not_stored)])
async def get_suggestions(answer_id: str, state: State, caller: CurrentCaller) -> Suggestions:
    """Up to three questions that the episode answers, to ask next; nothing is charged for them."""
    await state.gate.hit(caller, "suggestions")
    answer = await state.kept_answers.get(answer_id, caller.owner)
    return Suggestions(questions=await state.next_questions.after(answer))


@router.get(
    "/v1/answers/{answer_id}/events",
    response_class=Response,
    responses={
        200: {"description": "The events.", "content": {EVENT_STREAM: _EVENT_CONTENT}},
        204: {"description": "There is nothing more to come: the answer is read by its id."},
    },
)
async def get_events(
    answer_id: str, state: State, caller: CurrentCaller, last_event_id: LastEventId = None
) -> Response:
    """Follow an answer from where one was: the events behind `Last-Event-ID`, as they come."""
    log = await _log_of(answer_id, state, caller)
    after = -1 if last_event_id is None else last_event_id
    if log is None or (log.is_ended and after >= log.events[-1].place):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return EventStream(followed(log, after), HTTPStatus.OK, {})


@router.post("/v1/answers/{answer_id}/cancel", status_code=HTTPStatus.ACCEPTED)
async def cancel(answer_id: str, state: State, caller: CurrentCaller) -> Response:
    """Stop an answer. One that has ended stays as it is."""
    caller.require(Scope.ASK)
    log = await _log_of(answer_id, state, caller)
    if log is not None and not log.is_ended:
        await state.runs.cancel(answer_id)
    return Response(status_code=HTTPStatus.ACCEPTED)


async def _log_of(answer_id: str, state: ServiceState, caller: Caller) -> AnswerLog | None:
    """The log of an answer of the caller's; None where only the answer is left."""
    try:
        log = await state.runs.logs.find(answer_id)
    except LogsAway as away:
        with suppress(AnswerNotFound):
            await state.kept_answers.get(answer_id, caller.owner)
            return None
        raise away from None
    if log is None:
        await state.kept_answers.get(answer_id, caller.owner)
    elif log.owner not in (None, caller.owner):
        raise no_such_answer()
    return log


async def _finished(given: Given, state: ServiceState) -> Answer | Problem:
    """The answer when it is made, or why it is not."""
    if isinstance(given.found, Answer):
        return given.found
    last = await given.found.last()
    if last is not None and last.type == "answer.failed":
        return Problem.model_validate(json.loads(last.data)["problem"])
    if last is not None and last.type == "answer.canceled":
        raise AnswerStopped("This answer was stopped by its caller before it was done.")
    answer = given.run.answer if given.run else await state.kept_answers.find(given.answer_id)
    if last is None or answer is None:
        raise LogsAway("The answer cannot be reached right now. Send the same request again.")
    return answer


def _events_of(given: Given, asked: Asked) -> AsyncGenerator[str]:
    found = given.found
    return retold(_as_today(found, asked)) if isinstance(found, Answer) else followed(found)


def _as_today(answer: Answer, asked: Asked) -> Answer:
    """An answer as its asker may have it now; its show may have been public when it was made."""
    return answer_alone(answer) if asked.quotes_alone else answer


def _headers_of(given: Given) -> dict[str, str]:
    headers = {"Location": f"/v1/answers/{given.answer_id}", "Cache-Control": "no-store"}
    return headers if given.run else headers | {"Idempotent-Replayed": "true"}


def _limits_of(given: Given) -> dict[str, str]:
    """What is left of a caller's rates, and of its questions as far as that is known by now."""
    if given.run is None:
        return {}
    admission = given.run.admission
    standings = list(admission.standings)
    if admission.quota is not None:
        standings.append(admission.quota.standing(time.time()))
    return rate_limit_fields(standings)


def describe_events(schema: dict[str, Any]) -> None:
    """Adds the events of an answer to an OpenAPI document, as one named union."""
    events = dict(_EVENTS)
    definitions = events.pop("$defs")
    schema["components"]["schemas"] |= definitions | {"AnswerEvent": events}
