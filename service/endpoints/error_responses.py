"""The one table from errors to RFC 9457 problem bodies, each with a sentence to act on.

The member ``error`` repeats it the way OpenAI's clients read errors, so that they map it too.
"""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from indexer import (
    BuildRefused,
    EncoderDamaged,
    EpisodeNotFound,
    ExplainedError,
    StorageFault,
)
from service.answering.exactness import ClaimUnsupported
from service.answering.question import QuestionRefused
from service.kept_answers import AnswerNotFound

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


class PaymentRequired(ExplainedError):
    """The caller may not ask now."""


class AudioNotFound(ExplainedError):
    """The service has no audio file of the episode."""


class NotAcceptable(ExplainedError):
    """No form of the answer that the client accepts can be given."""


class BadPage(ExplainedError):
    """A place in a list that is none."""


STATUS_OF: dict[type[Exception], HTTPStatus] = {
    EpisodeNotFound: HTTPStatus.NOT_FOUND,
    AnswerNotFound: HTTPStatus.NOT_FOUND,
    AudioNotFound: HTTPStatus.NOT_FOUND,
    QuestionRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadPage: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    PaymentRequired: HTTPStatus.PAYMENT_REQUIRED,
    BuildRefused: HTTPStatus.SERVICE_UNAVAILABLE,
    EncoderDamaged: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageFault: HTTPStatus.SERVICE_UNAVAILABLE,
    ClaimUnsupported: HTTPStatus.INTERNAL_SERVER_ERROR,
}

# What a listener may read where the error's own sentence is for the operator.
_NOT_NOW = "This episode cannot be asked right now. The operator has been told why."
_INSTEAD = {
    BuildRefused: _NOT_NOW,
    EncoderDamaged: _NOT_NOW,
    StorageFault: "The list of episodes cannot be read right now. The operator has been told why.",
    ClaimUnsupported: "An answer was stopped because the transcript did not hold it up. Ask again.",
}
_NOT_JSON = 'The body has to be JSON, such as {"question": "…"}, sent as application/json.'
_UNEXPECTED = "Something went wrong on our side. Try again; if it stays, tell the operator."


class Problem(BaseModel):
    """An error, as RFC 9457 says it."""

    type: str
    title: str
    status: int
    detail: str
    error: dict[str, Any]


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "An error, with a sentence that says what to do.",
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    }
}


def problem_of(error: Exception) -> Problem:
    """The problem body of an error; one that is not in the table gives nothing away."""
    for kind in type(error).__mro__:
        if kind in STATUS_OF:
            return problem(STATUS_OF[kind], kind.__name__, _INSTEAD.get(kind, str(error)))
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Unexpected", _UNEXPECTED)


def problem(status: int, name: str, detail: str) -> Problem:
    """A problem body; ``name`` becomes the last part of its type."""
    slug = "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-")
    return Problem(
        type=f"urn:ask-episode:problem:{slug}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        error={"message": detail, "type": slug, "code": slug, "param": None},
    )


def respond(body: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """The response that carries a problem."""
    return JSONResponse(
        body.model_dump(), status_code=body.status, headers=headers, media_type=MEDIA_TYPE
    )


def log_unless_expected(error: Exception) -> None:
    """Tells the operator of an error whose cause is on this side; never with a question's text."""
    if problem_of(error).status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        if isinstance(error, ExplainedError):
            _log.error("%s", error)
        else:
            _log.error("An unexpected error.", exc_info=error)


def add_error_handlers(app: FastAPI) -> None:
    """Makes every error of an app a problem body."""
    app.add_exception_handler(ExplainedError, _explained)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _explained)


async def _explained(_request: Request, error: Exception) -> JSONResponse:
    log_unless_expected(error)
    return respond(problem_of(error))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    of_the_body = first["loc"][0] == "body" and (not place or first["type"] == "json_invalid")
    detail = _NOT_JSON if of_the_body else f"{place}: {first['msg']}."
    return respond(problem(HTTPStatus.UNPROCESSABLE_ENTITY, "InvalidRequest", detail))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    details = {
        HTTPStatus.BAD_REQUEST: _NOT_JSON,
        HTTPStatus.NOT_FOUND: f"There is nothing at {request.url.path}. See /openapi.json.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.url.path} does not take {request.method}.",
    }
    status = HTTPStatus(error.status_code)
    detail = details.get(status, str(error.detail))
    headers = dict(error.headers) if error.headers else None
    return respond(problem(status, status.phrase.title().replace(" ", ""), detail), headers)
