"""What every encoder promises: the real one, and the one that tests work out by hand."""

import numpy as np
import pytest

from indexer import Encoder, OnnxEncoder, TextTooLong
from tests.fakes import WordEncoder

TEXTS = ["We lost thirty-one hives.", "Yeah.", "The frost came in March.", "Yeah."]


@pytest.fixture(params=["onnx", "words"])
def encoder(request: pytest.FixtureRequest, minilm: OnnxEncoder) -> Encoder:
    return minilm if request.param == "onnx" else WordEncoder()


def test_vectors_have_the_shape_and_the_length_that_is_promised(encoder: Encoder) -> None:
    """A row a text, float32, of length one."""
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.description.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose((vectors**2).sum(axis=1), 1.0, atol=1e-5)
    assert encoder.read_question(TEXTS[0]).vector.shape == (encoder.description.dimension,)


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    """The matrix is empty and as wide as ever."""
    assert encoder.encode_passages([]).shape == (0, encoder.description.dimension)


def test_a_vector_depends_on_its_own_text_alone(encoder: Encoder) -> None:
    """Order and company change nothing, to the bit."""
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in reversed(TEXTS)])
    assert np.array_equal(together, alone[::-1])


def test_progress_counts_each_text_once(encoder: Encoder) -> None:
    """The steps add up to the number of texts, repeated ones too."""
    steps: list[int] = []
    encoder.encode_passages(TEXTS, steps.append)
    assert sum(steps) == len(TEXTS)


def test_a_text_that_would_have_to_be_cut_is_refused(encoder: Encoder) -> None:
    """Nothing is cut in silence."""
    with pytest.raises(TextTooLong):
        encoder.encode_passages(["hive " * (encoder.description.max_tokens + 1)])


def test_tokens_are_counted_without_special_ones(encoder: Encoder) -> None:
    """Nothing has none, and two words have at least two."""
    assert encoder.count_tokens("") == 0
    assert encoder.count_tokens("lost hives") >= 2


def test_a_question_is_nearest_to_its_own_words(encoder: Encoder) -> None:
    """The same words are the nearest there are."""
    vectors = encoder.encode_passages(TEXTS)
    question = encoder.read_question(TEXTS[2]).vector
    assert int(np.argmax(vectors @ question)) == 2
