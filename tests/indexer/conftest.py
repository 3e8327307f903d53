"""What the tests of the indexer share: a library of their own."""

from pathlib import Path

import pytest

from indexer import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty one."""
    return Library(tmp_path / "data")
