"""All episodes of a library in one FAISS index, and which of them are near each other.

data/related-<fingerprint>.npz    the gist of every episode; made anew where it is lost

Only vectors of one encoder can be compared, so that there is an index for each. It is brought up
to date when episodes have come or gone: by the command that indexed them, else by whoever asks.
"""

import io
import json
import threading
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from filelock import FileLock

from indexer.encoder import Vectors
from indexer.gist import read_gist
from indexer.library import Library
from indexer.storage import storage_explained, written_whole

_FEW = 20
"""Episodes; of fewer the mean says little of what all have in common."""

Build = tuple[str, str]
"""An episode's id, and its build."""


@dataclass(frozen=True, slots=True)
class Near:
    """An episode near another one; ``nearness`` is a cosine, of what not all episodes share."""

    episode_id: str
    nearness: float


class RelatedIndex:
    """The gists of all episodes that one encoder indexed. Safe to use from several threads."""

    def __init__(self, library: Library, fingerprint: str) -> None:
        self._library = library
        self._fingerprint = fingerprint
        self._path = library.data / f"related-{fingerprint}.npz"
        self._lock = threading.Lock()
        self._gists = _Gists((), (), np.zeros((0, 0), np.float32))

    def near(self, episode_id: str, most: int) -> list[Near]:
        """The episodes nearest to one, nearest first; none where it has no vectors.

        Raises:
            DiskFull: No space was left for what has changed.
            StorageFault: The data folder cannot be written.
        """
        return self.refreshed().near(episode_id, most)

    def refreshed(self) -> "_Gists":
        """The gists of the episodes that there are now; their file is written if some are new.

        Raises:
            DiskFull: No space was left.
            StorageFault: The data folder cannot be written.
        """
        listed = frozenset(self._library.catalogue.builds().items())
        with self._lock:
            if self._gists.builds != listed:
                with storage_explained(), FileLock(f"{self._path}.lock"):
                    stored = _Gists.read(self._path)
                    self._gists = self._updated(stored, listed)
                    if self._gists is not stored:
                        self._gists.write(self._path)
            return self._gists

    def _updated(self, stored: "_Gists", listed: frozenset[Build]) -> "_Gists":
        if stored.builds == listed:
            return stored
        known = dict(zip(stored.episodes, stored.vectors, strict=True))
        bare = set(stored.bare) & listed
        for build in listed - stored.builds:
            folder = self._library.folder(build[0]).path / build[1]
            gist = read_gist(folder, self._fingerprint)
            if gist is None:
                bare.add(build)
            else:
                known[build] = gist
        episodes = tuple(sorted(build for build in known if build in listed))
        vectors = np.stack([known[build] for build in episodes]) if episodes else stored.vectors[:0]
        return _Gists(episodes, tuple(sorted(bare)), vectors)


@dataclass(frozen=True)
class _Gists:
    """Vectors of shape (episodes, dimension), and the episodes that were found to have none."""

    episodes: tuple[Build, ...]
    bare: tuple[Build, ...]
    vectors: Vectors

    @cached_property
    def builds(self) -> frozenset[Build]:
        """Everything that was looked at."""
        return frozenset(self.episodes) | frozenset(self.bare)

    def near(self, episode_id: str, most: int) -> list[Near]:
        """The episodes nearest to one."""
        own = next((at for at, one in enumerate(self.episodes) if one[0] == episode_id), None)
        if own is None:
            return []
        cosines, rows = self._index.search(
            self._apart[own : own + 1], min(most + 1, len(self.episodes))
        )
        return [
            Near(self.episodes[row][0], float(cosine))
            for cosine, row in zip(cosines[0], rows[0], strict=True)
            if row not in (own, -1)
        ][:most]

    @cached_property
    def _apart(self) -> Vectors:
        """What each episode has that not all have, of length one.

        All conversations have a good deal in common; what they are about is what is left.
        """
        common = self.vectors.mean(axis=0) * len(self.vectors) / (len(self.vectors) + _FEW)
        apart = self.vectors - common
        lengths = np.linalg.norm(apart, axis=1, keepdims=True)
        normalised: Vectors = apart / np.maximum(lengths, 1e-9)
        return normalised.astype(np.float32)

    @cached_property
    def _index(self) -> Any:  # noqa: ANN401 - a FAISS index
        index = faiss.IndexFlatIP(self.vectors.shape[1])
        index.add(self._apart)
        return index

    def write(self, path: Path) -> None:
        """Writes the whole in one file, which takes the place of the one before at once."""
        written = io.BytesIO()
        names = json.dumps([self.episodes, self.bare]).encode()
        np.savez(written, vectors=self.vectors, names=np.frombuffer(names, np.uint8))
        written_whole(path, written.getvalue())

    @classmethod
    def read(cls, path: Path) -> "_Gists":
        """What was written; nothing where there is nothing, or it cannot be read."""
        try:
            with np.load(path) as arrays:
                vectors = arrays["vectors"]
                episodes, bare = json.loads(arrays["names"].tobytes())
            if len(vectors) == len(episodes):
                return cls(_builds(episodes), _builds(bare), vectors)
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            pass  # it is made anew from the episodes
        return cls((), (), np.zeros((0, 0), np.float32))


def _builds(stored: list[list[str]]) -> tuple[Build, ...]:
    return tuple((str(episode), str(build)) for episode, build in stored)
