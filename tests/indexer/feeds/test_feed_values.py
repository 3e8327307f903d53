"""Dates, durations and numbers, however a feed writes them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.feeds.feed_values import day, description, line, seconds, whole_number


@given(st.text(max_size=300))
def test_any_text_is_a_value_or_none(text: str) -> None:
    for value in (line, description, day, seconds, whole_number):
        value(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 12 Jun 2025 10:00:00 +0200", "2025-06-12"),
        ("12 Jun 2025", "2025-06-12"),
        ("Thursday, 12 June 2025 10:00 PST", "2025-06-12"),
        ("Thu, 12 Sept 2024 24:61:00 EDT", "2024-09-12"),
        ("Fri,  5 Jul 24 08:00 UT", "2024-07-05"),
        ("2025-06-12T23:30:00-05:00", "2025-06-12"),
        ("2025-6-2", "2025-06-02"),
        ("June 12th, 2025", "2025-06-12"),
        ("12-Jun-2025", "2025-06-12"),
        ("31 Feb 2025", None),
        ("12 Foo 2025", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | None, expected: str | None) -> None:
    assert day(text) == (datetime.date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("95", 95), ("59:59", 3599), ("1:02:05", 3725), ("01:02:05.5", 3725.5), (" 7 ", 7),
     ("0", 0), ("", None), ("soon", None), ("nan", None), ("inf", None), ("-5", None),
     ("1:2:3:4:5", None), ("9" * 30, None)],
)  # fmt: skip
def test_durations(text: str, expected: float | None) -> None:
    assert seconds(text) == expected


def test_numbers() -> None:
    found = [whole_number(text) for text in ("7", " 07 ", "7.0", "7.5", "seven", "", "-1")]
    assert found == [7, 7, 7, None, None, None, None]
