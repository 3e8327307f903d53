"""Pages of a podcast's own site, at an origin that is not the service's."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.widget.in_thread import serving_app

_ROOT = Path(__file__).parents[2]


class HostPages:
    """A web server that shows what it is given.

    Below ``/node_modules/`` lie the packages that tests use, below ``/episodes/`` the audio of the
    sample episodes.
    """

    def __init__(self) -> None:
        self.origin = ""
        self._made: dict[str, Response] = {}
        self.app = Starlette(
            routes=[
                Mount("/node_modules", StaticFiles(directory=_ROOT / "node_modules")),
                Mount("/episodes", StaticFiles(directory=_ROOT / "samples" / "episodes")),
                Route("/{name}", self._answer),
            ]
        )

    def show(self, html: str, csp: str | None = None) -> str:
        """Serves a document under a content security policy from now on; gives its address."""
        headers = {"Content-Security-Policy": csp} if csp else {}
        return self._keep("html", Response(html, headers=headers, media_type="text/html"))

    def script(self, text: str) -> str:
        """Serves a script from now on; gives its address."""
        return self._keep("js", Response(text, media_type="text/javascript"))

    def _keep(self, ending: str, response: Response) -> str:
        name = f"{len(self._made)}.{ending}"
        self._made[name] = response
        return f"{self.origin}/{name}"

    async def _answer(self, request: Request) -> Response:
        return self._made.get(request.path_params["name"], Response(status_code=404))


@contextlib.contextmanager
def host_pages() -> Iterator[HostPages]:
    """Serves on a port of its own, under a name that the service does not have."""
    pages = HostPages()
    with serving_app(pages.app) as port:
        pages.origin = f"http://localhost:{port}"
        yield pages
