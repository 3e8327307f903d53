"""How much a day gives of an episode whose transcript is not for everybody."""

import pytest

from service.access.private_episode import PrivateEpisode
from service.access.rate_limits import RateExceeded, Standing
from service.answering.excerpt import LONGEST_EXCERPT

DAY = 86_400


@pytest.mark.parametrize(
    ("characters", "searched", "asked"),
    [(0, LONGEST_EXCERPT, 20), (8_000, 2_000, 20), (55_000, 13_750, 110)],
)
def test_a_day_gives_a_part(characters: int, searched: int, asked: int) -> None:
    """A quarter by searching, of the shortest a sentence; so many questions, of the shortest 20."""
    episode = PrivateEpisode("winter", characters)
    assert (episode.searched.limit, episode.searched.seconds) == (searched, DAY)
    assert (episode.asked.limit, episode.asked.seconds) == (asked, DAY)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"), (90, "90 seconds"), (121, "3 minutes"), (7_200, "120 minutes"),
        (7_201, "3 hours"), (DAY, "24 hours"),
    ],
)  # fmt: skip
def test_a_long_wait_is_told_in_a_number_that_one_can_grasp(seconds: int, words: str) -> None:
    """Rounded up: whoever comes back then is not refused again."""
    refused = RateExceeded(Standing("episode", 1, DAY, 0, seconds), "Enough")
    assert str(refused) == f"Enough: wait {words}, then try again."
    assert refused.retry_after == seconds
