"""What an episode is about, in one vector: the mean of all that is said in it, but for adverts.

Sentences know nothing of titles and of speakers' names; else all episodes of a show were alike.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.adverts import Advert, sold_sentences
from indexer.encoder import Vectors

GIST_FILE = "gist.npz"


def gist_of(sentence_vectors: Vectors, adverts: Sequence[Advert]) -> Vectors:
    """The mean of sentences' vectors, of shape (dimension,); of all of them if all are adverts."""
    sold = sold_sentences(adverts, len(sentence_vectors))
    counted = sentence_vectors if sold.all() else sentence_vectors[~sold]
    mean: Vectors = counted.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean


def write_gist(folder: Path, gist: Vectors, fingerprint: str) -> None:
    """Writes a gist into a build's folder, with the fingerprint of the encoder that it is of."""
    np.savez(folder / GIST_FILE, gist=gist, fingerprint=np.array(fingerprint))


def read_gist(folder: Path, fingerprint: str) -> Vectors | None:
    """The gist of a build; None where it has none that vectors of this encoder compare with."""
    try:
        with np.load(folder / GIST_FILE) as arrays:
            return arrays["gist"] if str(arrays["fingerprint"]) == fingerprint else None
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return None  # `ask-episode check` says what is wrong with the build
