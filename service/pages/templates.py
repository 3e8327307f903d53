"""The templates of the pages, read once. Everything that they show is escaped."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.pages.transcript import Turn

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "web" / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def render(name: str, **shown: object) -> str:
    """A page in HTML, of the template ``name``.html."""
    return _TEMPLATES.get_template(f"{name}.html").render(shown)


def render_turn(turn: Turn, audio: str | None) -> Markup:
    """A turn in HTML, whose times play ``audio``."""
    template = _TEMPLATES.get_template("turn.html")
    return Markup(template.render(turn=turn, audio=audio))  # noqa: S704 - the template escapes
