"""What tests share: the real encoder, exported once a run, and small models made here."""

from pathlib import Path

import pytest

from indexer import EncoderSource, OnnxEncoder, exported_encoder


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of exported encoders, shared by all tests of a run."""
    return tmp_path_factory.mktemp("encoders")


@pytest.fixture(scope="session")
def minilm(encoders: Path) -> OnnxEncoder:
    """The packaged default encoder, exported."""
    return exported_encoder(encoders, EncoderSource())


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """A sentence-transformers model of a few thousand random weights, saved to a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    words = ["the", "hive", "query", "passage", ":", "bees", "frost", "honey", "winter"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    base = tmp_path / "base"
    base.mkdir()
    (base / "vocab.txt").write_text("\n".join(vocabulary))
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    BertTokenizerFast(vocab=str(base / "vocab.txt")).save_pretrained(base)
    transformer = Transformer(str(base), max_seq_length=32)
    pooling = Pooling(transformer.get_embedding_dimension())
    folder = tmp_path / "tiny"
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder))
    return folder
