"""How much a listener's browser is sent before the first answer is there."""

import gzip
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page

from tests.widget.embedding import open_bare
from tests.widget.first_answer import asked_for_until_answered

BUDGET = 10 * 1024
MODULES = "/widget/v1/"


@pytest.fixture
def asked_for(page: Page, site: str) -> list[str]:
    """All addresses that were asked for before the first answer was there."""
    open_bare(page, site, episode="weir")
    urls = asked_for_until_answered(page, "How high was the weir?")
    assert f"{site}{MODULES}ask-episode.js" in urls
    return urls


@pytest.fixture
def modules(asked_for: list[str]) -> list[str]:
    """Those of the widget's own modules."""
    return [url for url in asked_for if urlsplit(url).path.startswith(MODULES)]


def test_everything_up_to_the_first_answer_is_ten_kilobytes(modules: list[str]) -> None:
    """Compressed, of all modules that were really asked for."""
    sizes = {PurePosixPath(url).name: len(gzip.compress(_body(url), 9)) for url in modules}
    assert sum(sizes.values()) <= BUDGET, f"{sum(sizes.values())} bytes: {sizes}"


def test_nothing_comes_from_elsewhere(asked_for: list[str], site: str) -> None:
    """Modules, episode and answer are the service's."""
    assert [url for url in asked_for if not url.startswith(f"{site}/")] == []


def test_no_module_is_asked_for_twice(modules: list[str]) -> None:
    """Under one address each."""
    assert len(set(modules)) == len(modules)


def _body(url: str) -> bytes:
    return httpx.get(url, trust_env=False).raise_for_status().content
