"""What the tests of feeds share: a web server of their own, and what follows its feeds."""

from collections.abc import Iterator

import pytest

from indexer import Library
from indexer.feeds import Fetcher, Workshop
from tests.fakes import WordEncoder
from tests.indexer.feeds.web import Web


@pytest.fixture
def web() -> Iterator[Web]:
    """A server with nothing on it."""
    with Web().running() as web:
        yield web


@pytest.fixture
def workshop(library: Library, web: Web) -> Workshop:
    """What follows the feeds of that server, and of no other."""
    return Workshop(library, WordEncoder(), Fetcher((web.host,), seconds=10))
