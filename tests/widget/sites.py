"""The services that browsers speak to: a free one, one that sells Premium, one with a model."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer import BuildOptions, IndexedEpisode, Library, OnnxEncoder, index_transcript
from service.access.sites import Sites
from service.answering.prompt import short_ids
from service.database import open_database
from service.settings import Settings
from tests.conversations import write_winter
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import Premium, sqlite_premium
from tests.widget.held_model import HeldModel, held_model
from tests.widget.in_thread import in_thread
from tests.widget.lines import LOST

SAMPLES = Path(__file__).parents[2] / "samples" / "episodes"
WINTER, WEIR, BEANS = "winter", "weir", "beans"
"""The episodes: a small conversation, one with captions, one whose every word is timed."""
QUESTIONS = 3
"""How many questions a month Premium includes."""


@dataclass(frozen=True)
class ModelSite:
    """A service whose answers a held model writes, about the small conversation."""

    url: str
    model: HeldModel
    marker: str
    """What a sentence has to end with that rests on the passage about the hives."""

    def begins(self) -> None:
        """Has the model say one sentence, and begin another."""
        self.model.says(f"{LOST} {self.marker}\nAna")


def index_episodes(folder: Path, encoder: OnnxEncoder) -> None:
    """Indexes the three into a data folder; each has audio."""
    winter = write_winter(folder / "source")
    (folder / "source" / "winter.mp3").symlink_to(SAMPLES / "deep-end.mp3")
    sources = {
        WINTER: winter,
        WEIR: SAMPLES / "after-the-weir.vtt",
        BEANS: SAMPLES / "one-hour-twice.json",
    }
    for episode, path in sources.items():
        index_transcript(path, Library(folder), encoder, BuildOptions(episode))


@contextlib.contextmanager
def free_site(data: Path, folder: Path, *origins: str) -> Iterator[str]:
    """A service at which asking is free, for pages of these origins; gives its address."""
    with _served(roomy_settings(data_dir=data, database_url=_database(folder)), origins) as url:
        yield url


@contextlib.contextmanager
def model_site(data: Path, folder: Path, *origins: str) -> Iterator[ModelSite]:
    """A service with a model that a test holds, for pages of these origins."""
    with held_model() as model:
        settings = roomy_settings(
            data_dir=data,
            database_url=_database(folder),
            openai_base_url=model.url,
            model="held",
            model_first_token_seconds=120,
            model_next_token_seconds=120,
        )
        with _served(settings, origins) as url:
            yield ModelSite(url, model, _marker(Library(data).episode(WINTER), "thirty-one"))


@contextlib.contextmanager
def premium_site(data: Path, folder: Path, *origins: str) -> Iterator[Premium]:
    """A service that sells Premium, for pages of these origins and its own."""
    with sqlite_premium(data, folder, premium_questions=QUESTIONS) as premium:
        for origin in (premium.url, *origins):
            register(premium.settings, origin)
        yield premium


def register(settings: Settings, origin: str) -> None:
    """Lets the widget live at an origin; before anybody has asked, or ten seconds later."""

    async def added() -> None:
        engine = await open_database(settings.database)
        try:
            await Sites(engine).add(origin)
        finally:
            await engine.dispose()

    in_thread(lambda: asyncio.run(added()))


@contextlib.contextmanager
def _served(settings: Settings, origins: tuple[str, ...]) -> Iterator[str]:
    with serving(settings) as url:
        for origin in (url, *origins):
            register(settings, origin)
        yield url


def _marker(episode: IndexedEpisode, words: str) -> str:
    at = episode.transcript.text.index(words)
    passage = next(p for p in episode.passages if p.start_char <= at < p.end_char)
    return f"[{short_ids(episode)[passage.id]}]"


def _database(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'ask.sqlite3'}"


@dataclass(frozen=True)
class Stage:
    """All that a browser may speak to."""

    site: str
    premium: Premium
    with_model: ModelSite


@contextlib.contextmanager
def stage(data: Path, folder: Path) -> Iterator[Stage]:
    """All services over one data folder, with databases in folders of their own."""
    free, premium, model = (folder / name for name in ("free", "premium", "model"))
    for one in (free, premium, model):
        one.mkdir(parents=True)
    with (
        free_site(data, free) as site,
        premium_site(data, premium) as selling,
        model_site(data, model) as with_model,
    ):
        yield Stage(site, selling, with_model)
