"""The question set of our own, read and indexed."""

import pytest

from indexer import Library
from service.evaluation.indexed_set import AskedEpisode, index_episode
from service.evaluation.question_set import QuestionSet, read_question_set
from tests.fakes import WordEncoder
from tests.service.evaluation.sets import write_set


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> QuestionSet:
    """Two episodes and what is asked about them."""
    return read_question_set(write_set(tmp_path_factory.mktemp("sets")))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def orchard(tiny: QuestionSet, library: Library) -> AskedEpisode:
    """Two voices, with times."""
    return index_episode(tiny, "orchard", library, WordEncoder())


@pytest.fixture(scope="session")
def ferry(tiny: QuestionSet, library: Library) -> AskedEpisode:
    """Nobody is named, and a turn is empty."""
    return index_episode(tiny, "ferry", library, WordEncoder())
