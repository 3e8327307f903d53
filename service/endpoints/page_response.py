"""How a page is answered: its fields, what it may load, and errors that people read."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from service.endpoints.error_responses import fields_of, log_unless_expected, problem_of
from service.pages import render

READING = ("GET", "HEAD")
"""The methods by which pages are asked for."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "media-src {media}; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'; require-trusted-types-for 'script'"
)
_HERE = "'self'"
# Wherever a recording is said to be, its address leads through counters and content networks,
# and each of these has to be allowed.
_ANYWHERE = "'self' https: http:"
_HEADINGS = {
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.TOO_MANY_REQUESTS: "Not right now",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not right now",
}


class PageRoute(APIRoute):
    """A path whose errors are read by people: a small page with the sentence and the status."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The path's handler, with every error made a page."""
        handle = super().get_route_handler()

        async def handle_or_explain(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _explained(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error.errors()[0]['msg']}.")
            except Exception as error:  # noqa: BLE001 - told and logged, whatever it is
                log_unless_expected(error)
                problem = problem_of(error)
                page = _explained(HTTPStatus(problem.status), problem.detail)
                page.headers.update(fields_of(error, problem.status))
                return page

        return handle_or_explain


def page_response(
    template: str, *, status: int = HTTPStatus.OK, audio: str | None = None, **shown: object
) -> HTMLResponse:
    """A page of a template, on which ``audio`` may play."""
    plays_elsewhere = audio is not None and not audio.startswith("/")
    headers = {
        "Content-Security-Policy": _POLICY.format(media=_ANYWHERE if plays_elsewhere else _HERE),
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(render(template, **shown), status, headers)


def _explained(status: HTTPStatus, sentence: str) -> HTMLResponse:
    heading = _HEADINGS.get(status, "That did not work")
    return page_response("error", status=status, title=heading, sentence=sentence)
