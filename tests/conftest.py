"""What tests share: the real encoder, exported once a run, and small models made here."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from indexer import EncoderSource, OnnxEncoder, exported_encoder

if TYPE_CHECKING:
    from transformers import BertConfig


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of exported encoders, shared by all tests of a run."""
    return tmp_path_factory.mktemp("encoders")


@pytest.fixture(scope="session")
def minilm(encoders: Path) -> OnnxEncoder:
    """The packaged default encoder, exported."""
    return exported_encoder(encoders, EncoderSource())


_WORDS = ["the", "hive", "query", "passage", ":", "bees", "frost", "honey", "winter"]
_VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_WORDS]


def _tiny_bert(folder: Path, **more: Any) -> "BertConfig":
    """Writes a tokenizer of a few words; gives the shape of a model that reads it."""
    from transformers import BertConfig, BertTokenizerFast

    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(_VOCABULARY))
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    return BertConfig(
        vocab_size=len(_VOCABULARY),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        **more,
    )


@pytest.fixture(scope="session")
def make_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes cross-encoders of a few thousand random weights, saved to folders."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertForSequenceClassification

    def make(*labels: str) -> Path:
        base, folder = (tmp_path_factory.mktemp("cross") / name for name in ("base", "tiny"))
        config = _tiny_bert(base, id2label=dict(enumerate(labels)), num_labels=len(labels))
        torch.manual_seed(1)
        model = BertForSequenceClassification(config)
        # Random weights of the usual size judge every pair alike.
        model.classifier.weight.data *= 40
        model.save_pretrained(base)
        CrossEncoder(str(base), device="cpu").save(str(folder))
        return folder

    return make


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """A sentence-transformers model of a few thousand random weights, saved to a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertModel

    base = tmp_path / "base"
    BertModel(_tiny_bert(base)).save_pretrained(base)
    transformer = Transformer(str(base), max_seq_length=32)
    pooling = Pooling(transformer.get_embedding_dimension())
    folder = tmp_path / "tiny"
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder))
    return folder
