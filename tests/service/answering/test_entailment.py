"""A cross-encoder as it is exported, and what it adds to the rules."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import IndexedEpisode
from service.answering.checks.rules import Fault
from service.answering.draft import Draft
from service.answering.entailment import EntailmentDamaged, OnnxEntailment
from service.answering.entailment_export import EntailmentUnavailable, exported_entailment
from service.answering.prompt import short_ids
from service.answering.verification import Dropped, Held, Verifier

LABELS = ("contradiction", "entailment", "neutral")
PAIRS = [("the bees", "the frost"), ("the winter frost", "the frost"), ("honey", "the hive")]


class Judge:
    """An entailment model that always says the same, and remembers what it was asked."""

    fingerprint = "judge"

    def __init__(self, probability: float) -> None:
        self._probability = probability
        self.asked: list[tuple[str, str]] = []

    def probability(self, said: str, claim: str) -> float:
        self.asked.append((said, claim))
        return self._probability


def lost(episode: IndexedEpisode) -> Draft:
    at = episode.transcript.text.index("thirty-one")
    passage = next(p for p in episode.passages if p.start_char <= at < p.end_char)
    text = "Ana Černá lost 31 hives, almost everything they had."
    return Draft(text, (short_ids(episode)[passage.id],))


@pytest.mark.parametrize("labels", [LABELS, ("score",), ("ENTAILMENT", "not_entailment")])
def test_probabilities_are_those_of_the_cross_encoder(
    labels: tuple[str, ...], make_cross_encoder: Callable[..., Path], tmp_path: Path
) -> None:
    """Of the label that is called entailment; of a single score by itself."""
    folder = make_cross_encoder(*labels)
    exported = exported_entailment(tmp_path, str(folder))
    import torch
    from sentence_transformers import CrossEncoder

    original = CrossEncoder(str(folder), device="cpu")
    scores = original.predict(PAIRS, activation_fn=torch.nn.Identity(), convert_to_tensor=True)
    if len(labels) == 1:
        expected = torch.sigmoid(scores.reshape(-1))
    else:
        column = [label.lower() for label in labels].index("entailment")
        expected = torch.softmax(scores, dim=1)[:, column]
    found = [exported.probability(*pair) for pair in PAIRS]
    assert found == pytest.approx([float(one) for one in expected], abs=0.1)


def test_an_export_is_made_once(make_cross_encoder: Callable[..., Path], tmp_path: Path) -> None:
    """And made anew when the folder has changed."""
    told: list[str] = []
    folder = make_cross_encoder(*LABELS)
    first = exported_entailment(tmp_path, str(folder), told.append)
    assert exported_entailment(tmp_path, str(folder), told.append).description == first.description
    assert len(told) == 1
    (folder / "README.md").write_text("Changed.")
    exported_entailment(tmp_path, str(folder), told.append)
    assert len(told) == 2


def test_a_model_that_judges_something_else_is_refused(
    make_cross_encoder: Callable[..., Path], tmp_path: Path
) -> None:
    """Its labels are named, and nothing is left behind."""
    with pytest.raises(EntailmentUnavailable, match="its labels are joy, anger"):
        exported_entailment(tmp_path, str(make_cross_encoder("joy", "anger")))
    with pytest.raises(EntailmentUnavailable, match="cannot be loaded"):
        exported_entailment(tmp_path, str(tmp_path / "nothing"))
    assert [path.name for path in tmp_path.iterdir()] == [".exporting.lock"]


def test_a_damaged_export_says_how_to_mend_it(tmp_path: Path) -> None:
    """Which folder to remove."""
    for file in ("model.onnx", "tokenizer.json", "entailment.json"):
        (tmp_path / file).write_bytes(b"{}")
    with pytest.raises(EntailmentDamaged, match="Remove that folder"):
        OnnxEntailment(tmp_path)


def test_texts_that_would_have_to_be_cut_confirm_nothing(
    make_cross_encoder: Callable[..., Path], tmp_path: Path
) -> None:
    """The model reads 64 tokens."""
    exported = exported_entailment(tmp_path, str(make_cross_encoder(*LABELS)))
    assert exported.probability("the hive " * 40, "the hive") == 0.0


def test_what_the_model_does_not_find_entailed_is_shown_in_the_words_said(
    winter: IndexedEpisode,
) -> None:
    """The rules confirm it; the wording is not shown all the same."""
    unsure = Judge(0.2)
    verdict = Verifier(winter, winter.passages, unsure).check(lost(winter), None)
    assert isinstance(verdict, Held)
    assert verdict.instead_of is Fault.ENTAILMENT
    assert "We lost thirty-one hives" in verdict.text
    assert unsure.asked[0][0].startswith("Ana Černá says: We lost thirty-one hives")
    sure = Verifier(winter, winter.passages, Judge(0.9)).check(lost(winter), None)
    assert isinstance(sure, Held)
    assert sure.text == lost(winter).text


def test_what_the_rules_do_not_confirm_is_not_asked_of_the_model(winter: IndexedEpisode) -> None:
    """It adds to them, and replaces none."""
    judge = Judge(1.0)
    draft = lost(winter)
    wrong = Draft(draft.text.replace("31", "32"), draft.cited)
    verdict = Verifier(winter, winter.passages, judge).check(wrong, None)
    assert judge.asked == []
    assert verdict == Dropped(Fault.UNSUPPORTED)
