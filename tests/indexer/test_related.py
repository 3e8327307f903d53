"""The index of a whole library: who is near whom, and that it follows what comes and goes."""

from pathlib import Path

import numpy as np
import pytest

from indexer import Library, RelatedIndex, index_transcript
from indexer.adverts import Advert
from indexer.gist import gist_of
from tests.fakes import WordEncoder

TALKS = {
    "weir": "The weir came down and the salmon came back. The river is free of the weir.",
    "ladder": "A ladder for salmon was built at the weir. The salmon climb the river.",
    "bread": "The bread rises in the oven. Flour, salt and water make the dough.",
    "oven": "An oven of clay bakes bread. The dough is flour and water.",
}
FINGERPRINT = WordEncoder().description.fingerprint


def indexed(folder: Path, names: list[str]) -> Library:
    library = Library(folder / "data")
    for name in names:
        talk(library, folder, name)
    return library


def talk(library: Library, folder: Path, name: str, more: str = "") -> str:
    path = folder / f"{name}.txt"
    path.write_text(f"Ana: {TALKS[name]}{more}\n\nBo: I see.\n")
    return index_transcript(path, library, WordEncoder()).episode_id


def nearest(library: Library, episode_id: str, index: RelatedIndex | None = None) -> list[str]:
    index = index or RelatedIndex(library, FINGERPRINT)
    return [one.episode_id.split("-")[0] for one in index.near(episode_id, 9)]


def test_the_nearest_speak_of_the_same(tmp_path: Path) -> None:
    """And never is an episode near itself."""
    library = indexed(tmp_path, list(TALKS))
    for name, other in (("weir", "ladder"), ("ladder", "weir"), ("bread", "oven")):
        found = nearest(library, _id(library, name))
        assert found[0] == other
        assert sorted(found) == sorted(set(TALKS) - {name})


def _id(library: Library, name: str) -> str:
    return next(one for one in library.catalogue.builds() if one.startswith(name))


def test_what_comes_changes_and_goes_is_followed(tmp_path: Path) -> None:
    """By an index that is open, and by one that is opened anew."""
    library = indexed(tmp_path, ["weir", "bread"])
    index = RelatedIndex(library, FINGERPRINT)
    weir = _id(library, "weir")
    assert nearest(library, weir, index) == ["bread"]
    ladder = talk(library, tmp_path, "ladder")
    assert nearest(library, weir, index) == ["ladder", "bread"]
    talk(library, tmp_path, "ladder", f" {TALKS['bread'] * 9}")
    talk(library, tmp_path, "bread", f" {TALKS['weir'] * 9}")
    assert nearest(library, weir, index) == nearest(library, weir) == ["bread", "ladder"]
    library.remove(ladder)
    assert nearest(library, weir, index) == nearest(library, weir) == ["bread"]
    assert index.near("nobody", 3) == index.near(ladder, 3) == []


def test_one_file_for_all_of_them_is_made_anew_when_it_is_lost(tmp_path: Path) -> None:
    """Or damaged, in whatever way."""
    library = indexed(tmp_path, list(TALKS))
    weir = _id(library, "weir")
    before = nearest(library, weir)
    path = library.data / f"related-{FINGERPRINT}.npz"
    whole = path.read_bytes()
    for damage in (None, b"", whole[:-40], b"\0" * len(whole), whole.replace(b"weir", b"wire")):
        path.unlink() if damage is None else path.write_bytes(damage)
        assert nearest(library, weir) == before
        assert path.read_bytes() == whole


def test_only_vectors_of_one_encoder_are_compared(tmp_path: Path) -> None:
    """An episode without any is looked at once."""
    library = indexed(tmp_path, ["weir", "ladder"])
    other = RelatedIndex(library, "another")
    assert nearest(library, _id(library, "weir"), other) == []
    (tmp_path / "de.txt").write_text("Ana: Das Wehr ist weg und der Lachs ist wieder im Fluss.\n")
    index_transcript(tmp_path / "de.txt", library, WordEncoder())
    assert nearest(library, _id(library, "weir")) == ["ladder"]
    assert nearest(library, _id(library, "de")) == []


@pytest.mark.parametrize(
    ("adverts", "rows"), [((), [0, 1, 2]), ((Advert(1, 3),), [0]), ((Advert(0, 3),), [0, 1, 2])]
)
def test_what_is_sold_is_not_what_an_episode_is_about(
    adverts: tuple[Advert, ...], rows: list[int]
) -> None:
    """Unless nothing else is said in it."""
    vectors = np.eye(3, dtype=np.float32)
    assert np.allclose(gist_of(vectors, adverts), vectors[rows].mean(axis=0))
