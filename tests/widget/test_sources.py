"""What the browser is sent makes no markup or code of text, and loads nothing from elsewhere."""

import re
from pathlib import Path

import pytest

_SERVICE = Path(__file__).parents[2] / "service"
SOURCES = sorted(
    path
    for folder in ("web", "widget")
    for path in (_SERVICE / folder).rglob("*")
    if path.suffix in (".js", ".html", ".css")
)
FROM_TEXT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|javascript:"
)
FROM_ELSEWHERE = re.compile(
    r"""\b(?:from|import)\s*\(?\s*["'](?:https?:)?//|@import\s+[^{\s]|<script[^>]*\bsrc\s*=\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_markup_or_code_is_made_of_text(path: Path) -> None:
    """So nothing that was said, asked or answered can become a script."""
    assert FROM_TEXT.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    """A listener's visit is known to the host and to the service, and to nobody else."""
    assert FROM_ELSEWHERE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        'import { a } from "https://cdn.example/a.js";',
        "const a = await import('//cdn.example/a.js');",
        'import "http://cdn.example/a.js";',
        '<script type="module" src="https://cdn.example/a.js"></script>',
        '@import url("https://cdn.example/a.css");',
    ],
)
def test_loading_from_elsewhere_is_noticed(line: str) -> None:
    """In every way of writing it."""
    assert FROM_ELSEWHERE.search(line)


@pytest.mark.parametrize(
    "line", ["element.innerHTML = text", "new Function('x')", "eval(text)", 'href="javascript:x()"']
)
def test_making_code_of_text_is_noticed(line: str) -> None:
    """In every way of writing it."""
    assert FROM_TEXT.search(line)
