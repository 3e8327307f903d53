"""Whatever a model writes, a reader sees nothing that was not said."""

import random

import pytest

from indexer import IndexedEpisode
from tests.broken_output import broken_answer, faults_of
from tests.fakes import WordEncoder

QUESTIONS = [
    "How many hives were lost in the winter?",
    "What do they say about the frost and the mites?",
    "What is this episode about?",
]


@pytest.mark.parametrize("seed", range(300))
async def test_broken_output_shows_only_what_was_said(winter: IndexedEpisode, seed: int) -> None:
    """Exact quotes, a citation for every claim, no markup; ten thousand in `make bench`."""
    chance = random.Random(seed)
    answer, text = await broken_answer(winter, WordEncoder(), chance.choice(QUESTIONS), chance)
    assert faults_of(answer, winter) == [], text
