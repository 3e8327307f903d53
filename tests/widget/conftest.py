"""A browser for each file of tests, and the services that it speaks to, each started once a run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from indexer import OnnxEncoder
from tests.service.premium_client import Premium
from tests.widget.browser import PATIENCE, Faults, Look, chromium_shell, new_page
from tests.widget.host_pages import HostPages, host_pages
from tests.widget.line import Line, line_to
from tests.widget.sites import (
    ModelSite,
    Stage,
    free_site,
    index_episodes,
    model_site,
    premium_site,
)


@pytest.fixture(scope="module")  # Playwright holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    """A Chromium without windows."""
    with chromium_shell() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[Look], Page]]:
    """Opens empty pages that look so; at the end none of them has complained of anything."""
    with ExitStack() as opened:
        yield lambda look: opened.enter_context(new_page(browser, look))


@pytest.fixture
def page(open_page: Callable[[Look], Page]) -> Page:
    """An empty page, wide and light."""
    return open_page(Look())


@pytest.fixture
def copying(browser: Browser, site: str) -> Iterator[Page]:
    """A page that may write to the clipboard, and read it."""
    context = browser.new_context(locale="en-GB")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults = Faults()
    faults.watch(page)
    yield page
    context.close()
    assert faults.said == []


@pytest.fixture(scope="session")
def host() -> Iterator[HostPages]:
    """A podcast's own site."""
    with host_pages() as pages:
        yield pages


@pytest.fixture(scope="session")
def episodes(encoders: Path, minilm: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small conversation and two sample episodes."""
    folder = tmp_path_factory.mktemp("widget")
    (folder / "encoders").symlink_to(encoders)
    index_episodes(folder, minilm)
    return folder


@pytest.fixture(scope="session")
def site(
    episodes: Path, host: HostPages, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a service at which asking is free."""
    with free_site(episodes, tmp_path_factory.mktemp("free"), host.origin) as url:
        yield url


@pytest.fixture(scope="session")
def premium_service(
    episodes: Path, host: HostPages, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Premium]:
    """A service that sells Premium, shared: each test has listeners of its own."""
    with premium_site(episodes, tmp_path_factory.mktemp("premium"), host.origin) as premium:
        yield premium


@pytest.fixture(scope="session")
def shared_model_site(
    episodes: Path, host: HostPages, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModelSite]:
    """A service with a held model, for one test at a time."""
    with model_site(episodes, tmp_path_factory.mktemp("model"), host.origin) as made:
        yield made


@pytest.fixture
def with_model(shared_model_site: ModelSite) -> ModelSite:
    """A service whose model says what the test says."""
    shared_model_site.model.begin_anew()
    return shared_model_site


@pytest.fixture
def line(with_model: ModelSite) -> Iterator[Line]:
    """A line to the service with the held model, which the test may cut."""
    with line_to(with_model.url) as line:
        yield line


@pytest.fixture
def stage(site: str, premium_service: Premium, with_model: ModelSite) -> Stage:
    """All services, for scenes."""
    return Stage(site, premium_service, with_model)
