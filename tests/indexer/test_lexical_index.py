"""BM25 and coverage, held against a well-kept library and against hand-made sums."""

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.lexical_index import K1, B, LexicalIndex, terms_of

TEXTS = st.lists(
    st.lists(st.sampled_from(["bee", "hive", "queen", "frost", "honey"]), max_size=8),
    min_size=1,
    max_size=8,
).filter(any)


@given(TEXTS)
def test_scores_are_those_of_bm25s(texts: list[list[str]]) -> None:
    """The scores of Lucene's BM25 as bm25s computes them, for every text."""
    oracle = bm25s.BM25(method="lucene", k1=K1, b=B)
    oracle.index(texts, show_progress=False)
    question = sorted({term for text in texts for term in text})
    expected = oracle.get_scores(question) * (K1 + 1)  # bm25s leaves this constant factor out
    np.testing.assert_allclose(LexicalIndex.of(texts).scores(question), expected, rtol=1e-4)


def test_coverage_is_the_share_of_rarity_that_a_text_contains() -> None:
    """A text with all terms covers 1, one with none 0, and rare terms weigh more."""
    index = LexicalIndex.of([["bee", "hive"], ["bee"], ["hive", "hive"], ["bee"], []])
    whole, common, rare, again, nothing = index.coverage(["bee", "hive"])
    assert (whole, nothing) == (pytest.approx(1.0), 0.0)
    assert rare > common == again


def test_a_term_that_never_occurs_scores_nothing_and_is_rarest() -> None:
    """An unknown term adds no score, and its rarity is that of a term nobody holds."""
    index = LexicalIndex.of([["bee"], ["hive"]])
    assert not index.scores(["wolf"]).any()
    assert index.rarity("wolf") > index.rarity("bee")
    assert len(index.texts_with("wolf")) == 0


def test_an_index_of_nothing_can_be_asked() -> None:
    """No texts, no scores, no error."""
    assert LexicalIndex.of([]).scores(["bee"]).shape == (0,)


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("The bees' hives, Ana's hive", "en", ["the", "bee", "hive", "ana", "hive"]),
        ("3.50 US-Dollar", "en", ["3.50", "us", "dollar"]),
        ("Die Bienen", "de", ["die", "bien"]),
        ("蜂を飼う", "ja", ["蜂を", "を飼", "飼う"]),
        ("蜂", "ja", ["蜂"]),
        ("2026年に", "ja", ["2026", "年に"]),
        ("ﬁne Ⅳ", "xx", ["fine", "iv"]),
        ("مرحبا بكم", "ar", ["مرحب", "بكم"]),
        ("…!", "en", []),
    ],
)
def test_terms_of_a_text(text: str, language: str, terms: list[str]) -> None:
    """Words are folded and stemmed in their language; unspaced scripts give pairs of characters."""
    assert terms_of(text, language) == terms
