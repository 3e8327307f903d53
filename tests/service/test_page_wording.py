"""Times and dates in words, and lists of episodes."""

import datetime

import pytest

from indexer import (
    CatalogueEntry,
)
from service.pages import episode_list, wording


@pytest.mark.parametrize(
    ("seconds", "clock", "length", "iso"),
    [
        (0.4, "0:00", "1 min", "PT1S"),
        (59.9, "0:59", "1 min", "PT1M"),
        (544.2, "9:04", "9 min", "PT9M4S"),
        (3_600, "1:00:00", "1 h", "PT1H"),
        (10_925.4, "3:02:05", "3 h 2 min", "PT3H2M5S"),
    ],
)
def test_times_are_worded_for_people_and_for_machines(
    seconds: float, clock: str, length: str, iso: str
) -> None:
    """As a player shows a moment, as people say a length, as ISO 8601 writes it."""
    assert (wording.clock(seconds), wording.length(seconds)) == (clock, length)
    assert wording.iso_duration(seconds) == iso


def test_a_date_is_worded_in_english_whatever_the_machine_speaks() -> None:
    """Day, month, year."""
    assert wording.day(datetime.date(2025, 6, 2)) == "2 June 2025"


def entry(number: int, show: str | None = "Hive Talk") -> CatalogueEntry:
    return CatalogueEntry(
        id=f"e{number}", build="b", identity="i", show=show, title=f"Title {number}",
        date=None, guid=None, audio_url=None, page_url=None, language="en", duration=None,
        words=1, indexed_at="2026-01-01T00:00:00", show_names=(),
    )  # fmt: skip


def test_a_list_has_newer_and_older_pages_where_there_are_some() -> None:
    """One entry more than is shown says that there is an older page."""
    entries = [entry(number) for number in range(3)]
    first, last = episode_list(entries, 0, 2), episode_list(entries[2:], 2, 2)
    assert [e.id for e in first.episodes] == ["e0", "e1"]
    assert (first.newer, first.older) == (None, 2)
    assert (last.newer, last.older) == (0, None)


def test_one_show_names_the_list_and_several_name_their_episodes() -> None:
    """A show's name stands once if there is no other."""
    one = episode_list([entry(1), entry(2)], 0, 5)
    two = episode_list([entry(1), entry(2, "Wet Boots"), entry(3, None)], 0, 5)
    assert (one.show, [e.show for e in one.episodes]) == ("Hive Talk", [None, None])
    assert two.show is None
    assert [e.show for e in two.episodes] == ["Hive Talk", "Wet Boots", None]
