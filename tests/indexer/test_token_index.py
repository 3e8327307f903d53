"""Tokens of passages: where those of a sentence lie, how near they are, and how rare."""

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import OnnxEncoder, ReadText
from indexer.assembly import assemble
from indexer.passage import cut_passages, shown_passage
from indexer.segment import Segment
from indexer.sentence import split_sentences
from indexer.token_index import PassageTokens, StoredRows, TokenIndex
from indexer.token_projection import TOKEN_DIMENSION, token_projection
from indexer.transcript import Timing
from tests.fakes import WordEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ERROR = 0.5 / 127
"""What rounding to int8 may change of one number of a vector."""

TEXTS = [
    "We lost thirty-one hives, which was almost everything we had.",
    "Ana Černá said: the mites had weakened them before the frost ever came 🐝 in March.",
    "Yeah.",
]
SPEECH = st.lists(
    st.tuples(
        st.sampled_from(["Ana Černá", "Bo", None]),
        st.lists(
            st.sampled_from(
                ["Bees", "hive.", "frost?", "蜂が来た。冬は寒い。", "🐝!", "No.", "and"]
            ),
            min_size=1,
            max_size=12,
        ),
    ),
    min_size=1,
    max_size=6,
)


def spans_of(read: ReadText, text: str) -> list[str]:
    return [text[start:end] for start, end in read.token_spans]


def indexed(read: Sequence[ReadText], spans: Sequence[Sequence[tuple[int, int]]]) -> TokenIndex:
    return TokenIndex.of([PassageTokens.of(one, own) for one, own in zip(read, spans, strict=True)])


def index_of(*texts: str) -> TokenIndex:
    whole = [[(0, len(text))] for text in texts]
    return indexed(WordEncoder().read_passages(texts), whole)


def read_again(index: TokenIndex) -> TokenIndex:
    with tempfile.TemporaryDirectory() as folder:
        index.write(Path(folder))
        again = TokenIndex.read(Path(folder))
        return TokenIndex(again.vectors[:], again.ids, again.ranges, again.sentences)


def assert_equal(one: TokenIndex, other: TokenIndex) -> None:
    for name in ("vectors", "ids", "ranges", "sentences"):
        mine, theirs = getattr(one, name)[:], getattr(other, name)[:]
        assert mine.dtype == theirs.dtype
        assert np.array_equal(mine, theirs)
        assert mine.shape == theirs.shape


def test_a_text_is_as_near_to_itself_as_rounding_allows(minilm: OnnxEncoder) -> None:
    """Each token of a question finds itself in the passage of the same words, at 1."""
    index = indexed(minilm.read_passages(TEXTS), [[(0, len(text))] for text in TEXTS])
    for place, text in enumerate(TEXTS):
        cosines = index.cosines(minilm.read_question(text).tokens, [place])
        assert cosines.dtype == np.float32
        assert cosines.shape[0] == cosines.shape[1] == np.ptp(index.ranges[place])
        most = ERROR * np.sqrt(TOKEN_DIMENSION)
        assert np.allclose(np.diagonal(cosines), 1.0, atol=most)


def test_cosines_are_those_of_the_vectors_as_rounding_allows(minilm: OnnxEncoder) -> None:
    """For every pair of tokens, of a question and of each passage."""
    passages = minilm.read_passages(TEXTS)
    index = indexed(passages, [[]] * len(TEXTS))
    question = minilm.read_question("How many hives did the frost take?")
    for place, passage in enumerate(passages):
        exact = question.tokens @ passage.tokens.T
        most = ERROR * np.abs(question.tokens).sum(axis=1, keepdims=True) + 1e-5
        assert (np.abs(index.cosines(question.tokens, [place]) - exact) <= most).all()


def test_what_is_written_is_read(minilm: OnnxEncoder, tmp_path: Path) -> None:
    """The same arrays of the same types; the vectors stay on the disk."""
    spans = [[(0, 8), (9, len(text))] for text in TEXTS]
    index = indexed(minilm.read_passages(TEXTS), spans)
    index.write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tokens.npy", "tokens.npz"]
    again = TokenIndex.read(tmp_path)
    assert isinstance(again.vectors, StoredRows)
    assert_equal(again, index)
    question = minilm.read_question("Which frost?")
    for place in range(len(TEXTS)):
        assert np.array_equal(
            again.cosines(question.tokens, [place]), index.cosines(question.tokens, [place])
        )


@given(SPEECH, st.sampled_from(["", "Hive Talk: The long winter"]))
@settings(max_examples=50)
def test_a_sentence_has_exactly_the_tokens_that_lie_in_it(
    speech: list[tuple[str | None, list[str]]], header: str
) -> None:
    """Those of the header, of names, and of a token that two sentences share, belong to none."""
    encoder = WordEncoder()
    transcript = assemble(
        [Segment(" ".join(words), who, opens_paragraph=True) for who, words in speech], Timing.NONE
    )
    sentences = split_sentences(transcript, "en", lambda _: True)
    passages = cut_passages(
        transcript, sentences, encoder.count_tokens, max_tokens=25, header_tokens=5
    )
    shown = [shown_passage(transcript, sentences, passage, header) for passage in passages]
    read = encoder.read_passages([one.text for one in shown])
    index = indexed(read, [one.sentence_spans for one in shown])
    assert len(index.sentences) == len(sentences)
    ends = np.cumsum([len(one.token_ids) for one in read]).tolist()
    assert index.ranges.tolist() == [list(pair) for pair in pairwise([0, *ends])]
    ranges = iter(index.sentences.tolist())
    for place, (passage, one) in enumerate(zip(passages, shown, strict=True)):
        first = int(index.ranges[place, 0])
        assert len(one.sentence_spans) == passage.end_sentence - passage.first_sentence
        for low, high in one.sentence_spans:
            within = [
                first + token
                for token, (start, end) in enumerate(read[place].token_spans)
                if low <= start and end <= high
            ]
            assert list(range(*next(ranges))) == within


@pytest.mark.parametrize("texts", [("", "the bees"), ("bees", ""), ("bees", "", "", "hive"), ("",)])
def test_a_passage_may_have_no_tokens(texts: tuple[str, ...]) -> None:
    """It is near to nothing, makes nothing rare, and can be written and read as any other."""
    index = read_again(index_of(*texts))
    assert_equal(index, index_of(*texts))
    question = WordEncoder().read_question("bees hive")
    for place, text in enumerate(texts):
        assert index.cosines(question.tokens, [place]).shape == (2, len(text.split()))
    holders = [sum(word in text for text in texts) for word in ("bees", "hive")]
    expected = [np.log1p((len(texts) - n + 0.5) / (n + 0.5)) for n in holders]
    assert index.rarities(question.token_ids) == pytest.approx(expected)


def test_a_sentence_may_have_no_tokens() -> None:
    """Its range is empty, wherever it lies."""
    spans = [[(0, 0), (0, 4), (4, 5), (5, 6), (5, 9), (9, 9)]]
    index = indexed(WordEncoder().read_passages(["bees hive"]), spans)
    assert [list(range(*ends)) for ends in index.sentences.tolist()] == [[], [0], [], [], [1], []]


def test_rarities_by_hand() -> None:
    """A token counts once a passage, and one that never occurs is rarest."""
    index = index_of("bees bees hive", "bees frost", "bees", "frost frost honey")
    question = WordEncoder().read_question("bees hive frost honey wolf bees")
    found = index.rarities(question.token_ids)
    assert found.dtype == np.float32
    holders = [3, 1, 2, 1, 0, 3]
    assert found == pytest.approx([np.log(1 + (4 - n + 0.5) / (n + 0.5)) for n in holders])
    assert index.rarities(np.zeros(0, np.int32)).shape == (0,)


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), min_size=1, max_size=6))
@settings(max_examples=50)
def test_rarities_count_the_passages_that_hold_a_token(passages: list[list[str]]) -> None:
    """Compared with a count over the texts themselves, empty ones among them."""
    index = index_of(*(" ".join(words) for words in passages))
    question = WordEncoder().read_question("a b c d e")
    holders = [sum(letter in words for words in passages) for letter in "abcde"]
    expected = [np.log1p((len(passages) - n + 0.5) / (n + 0.5)) for n in holders]
    assert index.rarities(question.token_ids) == pytest.approx(expected)


def widened(model: Path, folder: Path, width: int) -> Path:
    """A model of random weights with the vocabulary of another, and wider."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    tokenizer = AutoTokenizer.from_pretrained(model)
    tokenizer.save_pretrained(folder / "base")
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=width,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "base")
    transformer = Transformer(str(folder / "base"), max_seq_length=32)
    made = SentenceTransformer(modules=[transformer, Pooling(width)], device="cpu")
    made.save(str(folder / "model"))
    return folder / "model"


def loaded(folder: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu")


@pytest.mark.parametrize("width", [32, 80])
def test_a_projection_has_directions_at_right_angles_each_with_its_sign_fixed(
    width: int, tiny_model: Path, tmp_path: Path
) -> None:
    """At most TOKEN_DIMENSION of them, fewer for a narrow model; the largest part is positive."""
    folder = tiny_model if width == 32 else widened(tiny_model, tmp_path / "wide", width)
    found = token_projection(loaded(folder))
    assert found.shape == (width, min(width, TOKEN_DIMENSION))
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    assert np.allclose(found.T @ found, np.eye(found.shape[1]), atol=1e-5)
    largest = np.abs(found).argmax(axis=0)
    assert (found[largest, np.arange(found.shape[1])] > 0).all()


def test_a_projection_is_a_matter_of_its_model_alone(tiny_model: Path) -> None:
    """The same whenever it is computed, to the bit."""
    first = token_projection(loaded(tiny_model))
    assert np.array_equal(token_projection(loaded(tiny_model)), first)


def test_tokens_lie_where_their_spans_say(minilm: OnnxEncoder) -> None:
    """In order, none special, and their vectors of length one."""
    for text, read in zip(TEXTS, minilm.read_passages(TEXTS), strict=True):
        assert "".join(spans_of(read, text)) == "".join(text.split())
        assert len(read.token_ids) == len(read.tokens) == len(read.token_spans)
        assert np.allclose(np.linalg.norm(read.tokens, axis=1), 1.0, atol=1e-5)
