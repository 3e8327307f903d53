"""Which episode a transcript is of."""

from pathlib import Path

import pytest

from indexer import (
    BuildOptions,
    EpisodeIdRefused,
    Library,
    index_transcript,
)
from tests.conversations import write_winter
from tests.fakes import WordEncoder


def test_an_id_is_kept_when_the_title_changes(library: Library, tmp_path: Path) -> None:
    """An episode's identity is its guid; a new title does not make a second episode."""
    first = index_transcript(write_winter(tmp_path), library, WordEncoder())
    second = index_transcript(write_winter(tmp_path, title="Spring"), library, WordEncoder())
    assert second.episode_id == first.episode_id
    assert first.episode_id.startswith("the-long-winter-")


def test_an_id_given_by_hand_wins(library: Library, tmp_path: Path) -> None:
    """The operator's id names the episode; one that cannot be an id is refused."""
    path = write_winter(tmp_path)
    assert (
        index_transcript(path, library, WordEncoder(), BuildOptions("ep-42")).episode_id == "ep-42"
    )
    for wrong in ("../etc", "Ep 42", "", "-a", "a" * 97):
        with pytest.raises(EpisodeIdRefused, match="cannot be an episode's id"):
            index_transcript(path, library, WordEncoder(), BuildOptions(wrong))


def test_the_same_guid_in_two_shows_is_two_episodes(library: Library, tmp_path: Path) -> None:
    """Where what the shows themselves are known by says that they are two."""
    ids = set()
    for show in ("6a1c0f5e-9d70-5c41-8a52-0b7e4c2d9f13", "d2b84e7a-13c6-5f09-b7d1-5e9a6c30f842"):
        path = write_winter(tmp_path / show, guid="1", podcast_guid=show)
        ids.add(index_transcript(path, library, WordEncoder()).episode_id)
    assert len(ids) == len(library.catalogue.find(guid="1")) == 2


@pytest.mark.parametrize(("named", "taken"), [("Hive Talk", True), ("Another show", False)])
def test_a_transcript_given_by_hand_takes_the_place_of_a_feeds(
    library: Library, tmp_path: Path, named: str, taken: bool
) -> None:
    """Of the episode with its guid, in the show that it names."""
    show = "6a1c0f5e-9d70-5c41-8a52-0b7e4c2d9f13"
    of_the_feed = index_transcript(
        write_winter(tmp_path / "feed", guid="1", podcast_guid=show), library, WordEncoder()
    )
    own = index_transcript(
        write_winter(tmp_path / "own", guid="1", show=named), library, WordEncoder()
    )
    assert (own.episode_id == of_the_feed.episode_id) is taken
