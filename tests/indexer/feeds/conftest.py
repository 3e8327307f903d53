"""What the tests of feeds share: a web server of their own."""

from collections.abc import Iterator

import pytest

from tests.indexer.feeds.web import Web


@pytest.fixture
def web() -> Iterator[Web]:
    """A server with nothing on it."""
    with Web().running() as web:
        yield web
