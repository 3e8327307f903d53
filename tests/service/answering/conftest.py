"""The small conversation, indexed with an encoder whose vectors count words, and a budget."""

import pytest

from indexer import IndexedEpisode, Library, index_transcript
from tests.conversations import write_winter
from tests.fakes import WordEncoder
from tests.service.answering.asked_model import Purse


@pytest.fixture(scope="session")
def winter(tmp_path_factory: pytest.TempPathFactory) -> IndexedEpisode:
    folder = tmp_path_factory.mktemp("winter")
    library = Library(folder / "data")
    report = index_transcript(write_winter(folder), library, WordEncoder())
    return library.episode(report.episode_id)


@pytest.fixture(scope="session")
def wordless(tmp_path_factory: pytest.TempPathFactory) -> IndexedEpisode:
    """The same conversation, searched by its words alone."""
    folder = tmp_path_factory.mktemp("wordless")
    library = Library(folder / "data")
    encoder = WordEncoder(languages=("de",))
    report = index_transcript(write_winter(folder), library, encoder)
    return library.episode(report.episode_id)


@pytest.fixture
def purse() -> Purse:
    return Purse()
