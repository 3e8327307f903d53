"""What tests share: the real encoder, small models made here, and real servers, each once a run."""

import asyncio
import importlib
import os
import pkgutil
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from indexer import (
    BuildOptions,
    EncoderSource,
    Library,
    OnnxEncoder,
    exported_encoder,
    index_transcript,
)
from service.database import open_database, prepare_database
from tests.conversations import write_winter
from tests.servers import PostgresServer, RedisServer, running

if TYPE_CHECKING:
    from transformers import BertConfig

# Machines are shared and noisy: how long an example takes is no finding.
settings.register_profile("noisy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("noisy")

# pytest parses this library whenever a part of it is loaded, which the servers' threads would do
# while a test loads something: Python 3.11 cannot parse in two threads at once.
for _part in pkgutil.walk_packages(anyio.__path__, "anyio."):
    if _part.name not in {"anyio._backends._trio", "anyio.pytest_plugin"}:
        importlib.import_module(_part.name)

_WEIR = Path(__file__).parents[1] / "samples" / "episodes" / "after-the-weir.vtt"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with what mostly waits, and so would go on when all else is done."""
    items.sort(key=lambda item: "interruptions" not in item.path.parts)


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of exported encoders, shared by all tests of a run, in both of its processes."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "encoders"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def minilm(encoders: Path) -> OnnxEncoder:
    """The packaged default encoder, exported."""
    return exported_encoder(encoders, EncoderSource())


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory, encoders: Path, minilm: OnnxEncoder) -> Path:
    """A data folder with the small conversation and a sample episode."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "encoders").symlink_to(encoders)
    library = Library(folder)
    winter = write_winter(folder / "source")
    (folder / "source" / "winter.mp3").write_bytes(bytes(range(256)) * 40)
    index_transcript(winter, library, minilm, BuildOptions("winter"))
    index_transcript(_WEIR, library, minilm, BuildOptions("weir"))
    return folder


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


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis, shared by all tests of a run."""
    with running(RedisServer) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of a Redis that holds nothing."""
    redis_server.flush()
    return redis_server.url


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL, shared by all tests of a run."""
    with running(PostgresServer) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn: a test that takes it, or a database, runs once with each."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of an empty database."""
    if database_kind == "sqlite":
        yield _sqlite_url(tmp_path / "empty.sqlite3")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        yield postgres.create("empty")
        postgres.drop("empty")


@pytest.fixture
def migrated_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database with the newest schema and no rows."""
    if database_kind == "sqlite":
        path = tmp_path / "migrated.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return _sqlite_url(path)
    postgres: PostgresServer = request.getfixturevalue("postgres")
    url: str = request.getfixturevalue("migrated_postgres")
    postgres.empty("migrated")
    return url


@pytest.fixture
async def engine(migrated_url: str) -> AsyncIterator[AsyncEngine]:
    """The engine that the service would have over a database without rows."""
    engine = await open_database(migrated_url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the newest schema, to be copied: migrating takes longer."""
    path = tmp_path_factory.mktemp("database") / "migrated.sqlite3"
    asyncio.run(prepare_database(_sqlite_url(path)))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """A database with the newest schema, to be emptied: making another takes longer."""
    url = postgres.create("migrated")
    asyncio.run(prepare_database(url))
    return url


def _sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"
