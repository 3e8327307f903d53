"""What every entailment model promises: an exported one, and the one that counts words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.answering.entailment import Entailment
from service.answering.entailment_export import exported_entailment
from tests.fakes import WordEntailment

PAIRS = [("the bees", "the frost"), ("the winter frost", "the frost"), ("honey", "honey")]


@pytest.fixture(scope="module", params=["onnx", "words"])
def entailment(
    request: pytest.FixtureRequest,
    make_cross_encoder: Callable[..., Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Entailment:
    if request.param == "words":
        return WordEntailment()
    folder = make_cross_encoder("contradiction", "entailment", "neutral")
    return exported_entailment(tmp_path_factory.mktemp("exports"), str(folder))


def test_a_probability_is_given(entailment: Entailment) -> None:
    """Between 0 and 1, for any pair."""
    for said, claim in [*PAIRS, ("", ""), ("🐝", "\u0000"), ("蜂", "the hive")]:
        assert 0.0 <= entailment.probability(said, claim) <= 1.0


def test_it_has_a_name(entailment: Entailment) -> None:
    """By which what another one judged is told apart."""
    assert entailment.fingerprint


def test_the_same_pair_is_judged_the_same(entailment: Entailment) -> None:
    """To the bit, whatever was judged before."""
    first = [entailment.probability(*pair) for pair in PAIRS]
    assert [entailment.probability(*pair) for pair in reversed(PAIRS)] == first[::-1]


def test_pairs_are_told_apart(entailment: Entailment) -> None:
    """What was said matters."""
    assert len({entailment.probability(*pair) for pair in PAIRS}) > 1
