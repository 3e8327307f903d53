"""The exported encoder: what sentence-transformers says, without torch, one text at a time."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import EncoderDamaged, EncoderSource, EncoderUnavailable, OnnxEncoder, TextTooLong
from indexer.encoder import encoder_folder
from indexer.encoder_export import exported_encoder, packaged_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ROOT = Path(__file__).parents[2]
SPOKEN = [
    "We lost thirty-one hives in the winter of 2019, and honestly I thought it was over.",
    "How many hives did she lose?",
    "Yeah.",
    "The isolation level decides what one transaction may see of another.",
]


@pytest.fixture(scope="session")
def original() -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer  # imported, it takes seconds

    return SentenceTransformer(str(packaged_model()), device="cpu")


def test_vectors_are_those_of_sentence_transformers(
    minilm: OnnxEncoder, original: "SentenceTransformer"
) -> None:
    """The int8 export keeps every probe within a cosine of .95 of torch's own vector."""
    expected = original.encode(SPOKEN, normalize_embeddings=True)
    cosines = (minilm.encode_passages(SPOKEN) * expected).sum(axis=1)
    assert cosines.min() > 0.95


def test_what_is_near_stays_near(minilm: OnnxEncoder) -> None:
    """A question is nearer to its answer than to other sentences."""
    question = minilm.read_question("How many beehives died?").vector
    assert int(np.argmax(minilm.encode_passages(SPOKEN[:1] + SPOKEN[2:]) @ question)) == 0


@given(st.lists(st.sampled_from(SPOKEN) | st.text(min_size=1, max_size=40), min_size=1, max_size=6))
@settings(max_examples=25)
def test_a_vector_depends_on_its_own_text_alone(minilm: OnnxEncoder, texts: list[str]) -> None:
    """Whatever is encoded beside a text, in whatever order, its vector is the same to the bit."""
    together = minilm.encode_passages(texts)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(vector, minilm.encode_passages([text])[0])
    assert np.allclose((together**2).sum(axis=1), 1.0, atol=1e-5)


def test_nothing_is_cut_in_silence(minilm: OnnxEncoder) -> None:
    """A passage longer than the model reads is refused; the packaged tokenizer would cut at 128."""
    assert minilm.description.max_tokens == 256
    fits = "hive " * 250
    assert not np.array_equal(*minilm.encode_passages([fits + "frost", fits + "honey"]))
    with pytest.raises(TextTooLong, match="longer than the 256"):
        minilm.encode_passages(["hive " * 300])


def test_a_question_longer_than_the_model_reads_is_still_asked(minilm: OnnxEncoder) -> None:
    """The end of a very long question is left out rather than the question refused."""
    assert minilm.read_question("hive " * 400).vector.shape == (384,)


def test_no_texts_give_no_vectors(minilm: OnnxEncoder) -> None:
    """The empty list has an empty matrix of the right width."""
    assert minilm.encode_passages([]).shape == (0, 384)


def test_progress_counts_every_text_once(minilm: OnnxEncoder) -> None:
    """Repeated texts are encoded once and counted as often as they were given."""
    steps: list[int] = []
    minilm.encode_passages(["Yeah.", "No.", "Yeah."], steps.append)
    assert sum(steps) == 3


def test_an_export_is_made_once(minilm: OnnxEncoder, encoders: Path) -> None:
    """The second time the exported folder is opened and nothing is exported."""
    told: list[str] = []
    again = exported_encoder(encoders, EncoderSource(), told.append)
    assert again.description == minilm.description
    assert told == []


def test_what_was_exported_before_is_known_after_an_upgrade(minilm: OnnxEncoder) -> None:
    """A serving machine has no torch to export again; a new recipe changes this on purpose."""
    told = (
        "onnx 17, int8 per channel reduced range, tokens of 64, 2",
        "all-MiniLM-L6-v2",
        "None",
        "None",
    )
    expected = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    assert minilm.description.source_state == expected


def test_prefixes_change_the_vectors_and_the_fingerprint(tmp_path: Path, tiny_model: Path) -> None:
    """A model that wants prefixes gets them; an index made with others would not match."""
    plain = exported_encoder(tmp_path, EncoderSource(str(tiny_model)))
    prefixed = exported_encoder(tmp_path, EncoderSource(str(tiny_model), "query: ", "passage: "))
    assert plain.description.fingerprint != prefixed.description.fingerprint
    assert not np.array_equal(
        prefixed.read_question("the hive").vector, prefixed.encode_passages(["the hive"])[0]
    )
    assert np.array_equal(
        prefixed.read_question("the hive").vector, plain.encode_passages(["query: the hive"])[0]
    )


def test_a_model_folder_that_changed_is_exported_anew(tmp_path: Path, tiny_model: Path) -> None:
    """A folder whose files changed is not taken for the one exported before."""
    exported_encoder(tmp_path, EncoderSource(str(tiny_model)))
    (tiny_model / "README.md").write_text("---\nlanguage: [de, multilingual]\n---\n")
    told: list[str] = []
    encoder = exported_encoder(tmp_path, EncoderSource(str(tiny_model)), told.append)
    assert len(told) == 1
    assert encoder.description.languages == ()


def test_a_model_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    """A folder without a model is named in the refusal, and leaves nothing behind."""
    (tmp_path / "model").mkdir()
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        exported_encoder(tmp_path / "encoders", EncoderSource(str(tmp_path / "model")))
    assert [path.name for path in (tmp_path / "encoders").iterdir()] == [".exporting.lock"]


def test_a_damaged_export_says_how_to_mend_it(tmp_path: Path) -> None:
    """A cut model file is refused with the folder's name and the command to run."""
    for file in ("model.onnx", "tokenizer.json", "encoder.json"):
        (tmp_path / file).write_bytes(b"{}")
    with pytest.raises(EncoderDamaged, match="run `ask-episode index` again"):
        OnnxEncoder(tmp_path)


def test_the_runtime_tells_nobody_and_writes_nothing(
    minilm: OnnxEncoder, encoders: Path, tmp_path: Path
) -> None:
    """No id in the user's home and no report to its maker, which are onnxruntime's default."""
    folder = encoder_folder(encoders, minilm.description.fingerprint)
    program = (
        "import sys; from pathlib import Path; from indexer import OnnxEncoder; "
        "OnnxEncoder(Path(sys.argv[1])).read_question('Who?').vector"
    )
    # Nothing of this test's own environment, which has been told already.
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, str(folder)], env=environment, check=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
