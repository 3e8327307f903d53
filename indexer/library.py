"""All indexed episodes of a data folder, opened when they are asked for.

data/  catalogue.sqlite3   encoders/<slug>-<fingerprint>/   episodes/<id>/<build>/
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from indexer.catalogue import Catalogue, CatalogueEntry
from indexer.encoder import Encoder, OnnxEncoder, encoder_folder
from indexer.episode import is_episode_id, source_identity
from indexer.episode_folder import EpisodeFolder, current_builds
from indexer.errors import ExplainedError
from indexer.indexed_episode import IndexedEpisode, open_build
from indexer.manifest import BuildRefused
from indexer.storage import DiskFull, StorageFault, storage_explained

CATALOGUE_FILE = "catalogue.sqlite3"
EPISODES_FOLDER = "episodes"
ENCODERS_FOLDER = "encoders"

_ENTRIES_AT_ONCE = 100
"""Entries that go into the catalogue together: the disk is waited for once for all of them."""


class EpisodeNotFound(ExplainedError):
    """No episode has this id."""


class Library:
    """Episodes by id, the catalogue of them, and the encoders they were indexed with.

    Safe to use from several threads. New and replaced episodes are seen at the next request;
    at most ``open_episodes`` stay in memory, the least recently asked goes first. Where the
    catalogue is lost, opening the library makes it anew from the episodes.
    """

    def __init__(self, data: Path, *, open_episodes: int = 100) -> None:
        self.data = data
        self.catalogue = Catalogue(data / CATALOGUE_FILE)
        self._limit = open_episodes
        self._opened: OrderedDict[str, IndexedEpisode] = OrderedDict()
        self._encoders: dict[str, Encoder] = {}
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        with suppress(StorageFault, DiskFull):  # whoever needs the catalogue is told
            self._find_catalogue()

    @property
    def encoders(self) -> Path:
        """The folder of exported encoders."""
        return self.data / ENCODERS_FOLDER

    def folder(self, episode_id: str) -> EpisodeFolder:
        """The folder of an episode, whether it exists or not.

        Raises:
            EpisodeNotFound: The text cannot be an episode's id, and so not a folder's name.
        """
        if not is_episode_id(episode_id):
            raise EpisodeNotFound(f"There is no episode {episode_id!r}.")
        return EpisodeFolder(self.data / EPISODES_FOLDER, episode_id)

    def episode(self, episode_id: str) -> IndexedEpisode:
        """The current build of an episode.

        Raises:
            EpisodeNotFound: There is no such episode.
            BuildRefused: Its files are damaged or of another format.
        """
        folder = self.folder(episode_id)
        build = folder.current_build()
        if build is None:
            raise EpisodeNotFound(f"There is no episode {episode_id!r}.")
        known = self._known(build)
        if known:
            return known
        with self._opening:  # whoever waited here finds what the first one opened
            return self._known(build) or self._open(folder, build)

    def encoder_of(self, episode: IndexedEpisode) -> Encoder | None:
        """The encoder of an episode's vectors; None if it is searched by words alone.

        Raises:
            BuildRefused: The encoder is not in the data folder.
        """
        fingerprint = episode.manifest.encoder
        if fingerprint is None:
            return None
        with self._lock:
            if fingerprint not in self._encoders:
                self._encoders[fingerprint] = self._encoder(fingerprint, episode)
            return self._encoders[fingerprint]

    def remove(self, episode_id: str) -> None:
        """Removes an episode, its builds and its entry in the catalogue.

        Raises:
            EpisodeNotFound: There is no such episode.
        """
        folder = self.folder(episode_id)
        with storage_explained(), folder.writer():
            if folder.current_build() is None:
                raise EpisodeNotFound(f"There is no episode {episode_id!r}.")
            folder.remove()
            self.catalogue.discard(episode_id)
        with self._lock:
            self._opened.pop(episode_id, None)

    def entries_on_disk(self) -> list[str]:
        """The ids of all episode folders that have a current build."""
        return sorted(self._builds_on_disk())

    def reconcile(self) -> None:
        """Makes the catalogue say what lies on the disk, after a crash or a copied folder.

        Where nothing has changed each episode costs one small file; what has is opened, and not
        kept open.
        """
        on_disk, listed = self._builds_on_disk(), self.catalogue.builds()
        for episode_id in listed.keys() - on_disk.keys():
            # It may have been indexed since the disk was looked at.
            if self.folder(episode_id).current_build() is None:
                self.catalogue.discard(episode_id)
        changed = (
            self.folder(each).path / build
            for each, build in on_disk.items()
            if listed.get(each) != build
        )
        entries = _entries_of(changed)
        while some := list(islice(entries, _ENTRIES_AT_ONCE)):
            self.catalogue.put(*some)

    def _find_catalogue(self) -> None:
        """Makes it anew after an upgrade, or where a folder was copied without it."""
        on_disk = self._builds_on_disk() if self.catalogue.is_lost() else {}
        if on_disk:
            builds = (self.folder(each).path / build for each, build in on_disk.items())
            self.catalogue.make(list(_entries_of(builds)))

    def _builds_on_disk(self) -> dict[str, str]:
        """The name of every episode's current build, by the episode's id."""
        names = current_builds(self.data / EPISODES_FOLDER)
        return {name: build for name, build in names.items() if is_episode_id(name)}

    def _known(self, build: Path) -> IndexedEpisode | None:
        with self._lock:
            known = self._opened.get(build.parent.name)
            if known is None or known.build != build.name:
                return None
            self._opened.move_to_end(known.id)
            return known

    def _open(self, folder: EpisodeFolder, build: Path) -> IndexedEpisode:
        try:
            episode = open_build(build)
        except BuildRefused:
            # A writer may have replaced this build and removed it since its name was read.
            newer = folder.current_build()
            if newer is None or newer == build:
                raise
            episode = open_build(newer)
        with self._lock:
            self._opened[episode.id] = episode
            self._opened.move_to_end(episode.id)
            while len(self._opened) > self._limit:
                self._opened.popitem(last=False)
        return episode

    def _encoder(self, fingerprint: str, episode: IndexedEpisode) -> Encoder:
        folder = encoder_folder(self.encoders, fingerprint)
        if folder is None:
            raise BuildRefused(
                f"{episode.id} was indexed with the encoder {episode.manifest.encoder_name} "
                f"({fingerprint}), which is not in {self.encoders}. Run `ask-episode index` on "
                "its transcript again, or copy that encoder's folder there."
            )
        return OnnxEncoder(folder)


def _entries_of(builds: Iterable[Path]) -> Iterator[CatalogueEntry]:
    for build in builds:
        try:
            yield catalogue_entry(open_build(build))
        except BuildRefused:
            continue  # `ask-episode check` names it; the others are listed all the same


def catalogue_entry(episode: IndexedEpisode) -> CatalogueEntry:
    """What the catalogue says of an episode."""
    metadata, manifest = episode.metadata, episode.manifest
    return CatalogueEntry(
        id=episode.id,
        build=episode.build,
        identity=source_identity(Path(manifest.source), metadata),
        show=metadata.show,
        title=episode.title,
        date=metadata.date.isoformat() if metadata.date else None,
        guid=metadata.guid,
        audio_url=metadata.audio_url,
        page_url=metadata.page_url,
        language=manifest.language,
        duration=episode.duration,
        words=manifest.counts.words,
        indexed_at=manifest.indexed_at.isoformat(),
        show_names=metadata.show_names,
    )
