"""The files of the pages and of the widget, served as they lie."""

import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

WIDGET_PATH = "/widget/v1"
PAGE_ASSETS_PATH = "/web"

_SERVICE = Path(__file__).parents[1]
_COMPRESSED = (
    "/a/", "/episodes/", "/how-answers-are-made", f"{PAGE_ASSETS_PATH}/", f"{WIDGET_PATH}/",
)  # fmt: skip
# Named here, because what a machine knows of types depends on what is installed on it.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
}
# Asked for again each time, and not sent again if it is the same: modules of two versions that
# a browser mixed would not understand each other.
_EVERY_FILE = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class Assets(StaticFiles):
    """The files of a folder, of which a browser always has one version."""

    def __init__(self, folder: str, headers: dict[str, str], *, without: str | None = None) -> None:
        super().__init__(directory=_SERVICE / folder)
        self._headers = _EVERY_FILE | headers
        self._without = without

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a file lies; nowhere if its folder is not to be served."""
        if self._without is not None and Path(path).parts[:1] == (self._without,):
            return "", None
        return super().lookup_path(path)

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, or that it has not changed, with the headers of its folder."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(self._headers)
        kind = _TYPES.get(Path(full_path).suffix)
        if kind is not None and response.status_code == status_code:
            response.headers["Content-Type"] = kind
        return response


def page_assets() -> Assets:
    """Styles and scripts of the pages; their templates are nobody's to read."""
    return Assets("web", {}, without="templates")


def widget_files() -> Assets:
    """The widget's modules and examples, which the pages of any site may load."""
    return Assets("widget", _FOR_ANY_SITE)


class CompressedPages:
    """Compresses pages and their files; the API's answers, which may be streams, never."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and compresses what comes back where that is due."""
        due = scope["type"] == "http" and _is_page(scope) and "range" not in Headers(scope=scope)
        await (self._compressing if due else self._app)(scope, receive, send)


def _is_page(scope: Scope) -> bool:
    path: str = scope["path"]
    return path == "/" or path.startswith(_COMPRESSED)
