"""What a reader is shown within a budget of words, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.budget import WORD_BUDGET, shown_within
from service.evaluation.indexed_set import Span

TEXT = "one two three four five six seven eight nine ten"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("ranked", "evidence", "budget", "expected"),
    [
        ([TEXT], ["three four"], 600, (True, 0.2)),
        ([TEXT], ["three four"], 10, (True, 0.2)),
        ([TEXT], ["three four"], 3, (True, 1 / 3)),
        ([TEXT], ["three four"], 2, (False, 0.0)),
        (["five six", "one two"], ["one", "six"], 600, (True, 0.5)),
        (["five six", "one two three"], ["two three"], 4, (True, 0.25)),
        (["five six", "one two three"], ["three"], 4, (False, 0.0)),
        (["three four"], [TEXT], 600, (True, 1.0)),
        (["nine ten"], ["one two"], 600, (False, 0.0)),
        (["one two"], ["three"], 600, (False, 0.0)),
        ([TEXT], [], 600, (False, 0.0)),
        ([], ["one"], 600, (False, 0.0)),
        ([" "], ["one"], 600, (False, 0.0)),
    ],
)
def test_hit_and_share_by_hand(
    ranked: list[str], evidence: list[str], budget: int, expected: tuple[bool, float]
) -> None:
    """The last passage is cut at the budget, and evidence beyond it does not count."""
    hit, share = shown_within(TEXT, map(span, ranked), list(map(span, evidence)), budget)
    assert hit is expected[0]
    assert share == pytest.approx(expected[1])


def test_a_word_counts_where_any_of_it_is_evidence() -> None:
    """Evidence that begins within a word holds this word."""
    assert shown_within(TEXT, [span("one two")], [(1, 2)]) == (True, 0.5)


def test_the_budget_is_600_words() -> None:
    """A word more is not shown."""
    text = "bee " * WORD_BUDGET + "frost"
    last = (len(text) - len("frost"), len(text))
    assert WORD_BUDGET == 600
    assert shown_within(text, [(0, len(text))], [last]) == (False, 0.0)
    assert shown_within(text, [(1, len(text))], [last])[0] is False
    hit, share = shown_within(text, [(4, len(text))], [last])
    assert hit
    assert share == pytest.approx(1 / 600)


@given(st.integers(1, 12), st.permutations(range(5)))
def test_the_share_of_all_that_is_shown_is_what_was_shown_of_evidence(
    budget: int, order: list[int]
) -> None:
    """With passages of two words each, compared with a plain list of words."""
    passages = [span(words) for words in ("one two", "three four", "five six", "seven eight")]
    passages.append(span("nine ten"))
    words = [word for place in order for word in TEXT.split()[2 * place : 2 * place + 2]][:budget]
    hit, share = shown_within(TEXT, [passages[i] for i in order], [span("two three")], budget)
    inside = sum(word in {"two", "three"} for word in words)
    assert hit is (inside > 0)
    assert share == pytest.approx(inside / len(words))
