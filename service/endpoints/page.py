"""The plain page at ``/``: ask an episode, read the answer, play the moment."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

router = APIRouter(include_in_schema=False)

_PAGE = Path(__file__).parents[1] / "web" / "index.html"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "media-src 'self' https: http:; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


@router.get("/")
async def get_page() -> FileResponse:
    """The page, which loads nothing from anywhere else but the episode's audio."""
    return FileResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})
