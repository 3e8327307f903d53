"""Errors as RFC 9457 problem bodies, each with a sentence to act on; statuses are in a table apart.

The member ``error`` repeats it the way OpenAI's clients read errors, so that they map it too.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from billing import BillingError
from indexer import ExplainedError
from service.access.rate_limits import RateExceeded, rate_limit_fields
from service.answering.events import AnswerFailed
from service.endpoints.error_statuses import FOR_CALLERS, STATUS_OF

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


_NOT_JSON = 'The body has to be JSON, such as {"question": "…"}, sent as application/json.'
_UNEXPECTED = "Something went wrong on our side. Try again; if it stays, tell the operator."


class Problem(BaseModel):
    """An error, as RFC 9457 says it; what more an error tells stands beside, by its own name."""

    model_config = ConfigDict(extra="allow")

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
            detail = FOR_CALLERS.get(kind, str(error))
            return problem(STATUS_OF[kind], kind.__name__, detail, getattr(error, "members", {}))
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Unexpected", _UNEXPECTED)


def problem(
    status: int, name: str, detail: str, members: Mapping[str, Any] = MappingProxyType({})
) -> Problem:
    """A problem body; ``name`` becomes the last part of its type, ``members`` stand beside."""
    slug = "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-")
    return Problem(
        type=f"urn:ask-episode:problem:{slug}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        error={"message": detail, "type": slug, "code": slug, "param": None},
        **members,
    )


def respond(body: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """The response that carries a problem."""
    return JSONResponse(
        body.model_dump(), status_code=body.status, headers=headers, media_type=MEDIA_TYPE
    )


def failed(error: Exception) -> AnswerFailed:
    """The last event of an answer that came to nothing; its cause is told to the operator."""
    log_unless_expected(error)
    return AnswerFailed(problem=problem_of(error).model_dump())


def log_unless_expected(error: Exception) -> None:
    """Tells the operator of an error whose cause is on this side; never with a question's text."""
    if problem_of(error).status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        if isinstance(error, ExplainedError | BillingError):
            _log.error("%s", error)
        else:
            _log.error("An unexpected error.", exc_info=error)


def add_error_handlers(app: FastAPI) -> None:
    """Makes every error of an app a problem body."""
    for kind in (ExplainedError, BillingError):
        app.add_exception_handler(kind, _explained)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _explained)


async def _explained(_request: Request, error: Exception) -> JSONResponse:
    log_unless_expected(error)
    body = problem_of(error)
    return respond(body, fields_of(error, body.status))


def fields_of(error: Exception, status: int) -> dict[str, str]:
    """What a client reads of an error without its body: how to prove itself, when to come again."""
    fields: dict[str, str] = {}
    if status == HTTPStatus.UNAUTHORIZED:
        fields["WWW-Authenticate"] = "Bearer"
    if isinstance(error, RateExceeded):
        fields |= rate_limit_fields([error.standing])
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        fields["Retry-After"] = str(retry_after)
    return fields


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
