"""Which pages of other sites may read what the service answers: those of registered origins.

No cookie is ever read or set, so that no site can act for its visitor without their token.
"""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.database import DatabaseUnreachable
from service.state import ServiceState

_METHODS = ("GET", "POST", "DELETE")
_REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID")
_RESPONSE_HEADERS = (
    "Idempotent-Replayed",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Server-Timing",
)


class CrossOrigin:
    """Answers the pages of registered sites with the headers that browsers ask for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._for_registered = CORSMiddleware(
            app,
            # Whoever gets here is registered; the expression makes the answer name the origin,
            # and not a star that a shared cache would give to others.
            allow_origin_regex=".*",
            allow_methods=_METHODS,
            allow_headers=_REQUEST_HEADERS,
            expose_headers=_RESPONSE_HEADERS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, with the headers where they are due."""
        registered = scope["type"] == "http" and await _is_registered(scope)
        await (self._for_registered if registered else self._app)(scope, receive, send)


async def _is_registered(scope: Scope) -> bool:
    origin = Headers(scope=scope).get("origin")
    if origin is None:
        return False
    state: ServiceState = scope["app"].state.service
    try:
        return await state.sites.is_registered(origin)
    except DatabaseUnreachable:
        return False  # what needs the database says so itself, and what does not is answered
