"""Related episodes: what they share is named, and heard in both."""

import gc
import weakref
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx
import pytest

from indexer import IndexedEpisode, Library, index_transcript
from service.access.caller import Caller
from service.endpoints.public_transcript import Reading
from service.endpoints.related import related_item
from service.related_episodes import RelatedEpisodes
from service.shows import Published
from service.state import ServiceState
from tests.fakes import WordEncoder

SAID = {
    "weir": """Ana: We walked along the Lagan to the old mill. The Lagan had been closed for a \
century. People forgot that the Lagan was a river at all.

Bo: And the salmon ladder was broken. Nobody mended the salmon ladder after the war.

Ana: This episode is brought to you by Mill House. Mill House makes flour. Go to millhouse.org \
and use the code FLOUR. Mill House is kind.
""",
    "fish": """Cy: The salmon ladder is a stair of water. A salmon ladder needs a resting pool. I \
measured every salmon ladder on the coast.

Di: Was the Lagan among them? We heard that the Lagan is dangerous in spring.

Cy: The Lagan was the first of all. This episode is brought to you by Mill House. Mill House \
makes flour. Go to millhouse.org and use the code FLOUR.
""",
    "bread": """Ed: The dough rests for a night. Mill House sends me its flour. I like Mill House \
flour best, and Mill House knows.

Fay: The oven is older than the bakery. Bread from an oven of clay has a crust.
""",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "data")
    for name, text in SAID.items():
        (tmp_path / f"{name}.txt").write_text(text)
        index_transcript(tmp_path / f"{name}.txt", library, WordEncoder())
    return library


def opened(library: Library, name: str) -> IndexedEpisode:
    return library.episode(next(one for one in library.catalogue.builds() if name in one))


def test_a_related_episode_names_what_both_speak_of(library: Library) -> None:
    """With a sentence of each that says it, and no advert among them."""
    weir = opened(library, "weir")
    (related,) = RelatedEpisodes(library).of(weir)
    assert related.entry.id == opened(library, "fish").id
    assert {topic.label for topic in related.topics} == {"Lagan", "the salmon ladder"}
    for topic in related.topics:
        name = topic.label.removeprefix("the ")
        assert (topic.here.episode_id, topic.there.episode_id) == (weir.id, related.entry.id)
        assert name in topic.here.quote
        assert name in topic.there.quote
        assert topic.there.speaker in {"Cy", "Di"}


def test_nothing_in_common_is_not_related(library: Library) -> None:
    """Who pays for two episodes makes them no kin."""
    assert RelatedEpisodes(library).of(opened(library, "bread")) == ()


def test_what_was_found_is_remembered_until_the_library_changes(
    library: Library, tmp_path: Path
) -> None:
    """A new episode is compared, and one that has gone is not named."""
    related, weir = RelatedEpisodes(library), opened(library, "weir")
    first = related.of(weir)
    assert related.of(weir) is first
    (tmp_path / "more.txt").write_text(SAID["fish"].replace("the coast", "the island"))
    index_transcript(tmp_path / "more.txt", library, WordEncoder())
    assert len(related.of(weir)) == 2
    library.remove(opened(library, "fish").id)
    assert [one.entry.id for one in related.of(weir)] == [opened(library, "more").id]


def test_what_is_remembered_holds_no_episode_open(library: Library) -> None:
    """A library of thousands would else stay in memory, whatever its own limit is."""
    related, weir = RelatedEpisodes(library), opened(library, "weir")
    assert related.of(weir)
    fish = weakref.ref(opened(library, "fish"))
    library.remove(opened(library, "fish").id)
    gc.collect()
    assert fish() is None


def test_an_episode_without_vectors_has_none(library: Library, tmp_path: Path) -> None:
    """There is nothing to compare."""
    (tmp_path / "de.txt").write_text("Ana: Das Wehr ist weg und der Lachs ist wieder da.\n")
    report = index_transcript(tmp_path / "de.txt", library, WordEncoder())
    assert RelatedEpisodes(library).of(library.episode(report.episode_id)) == ()


@pytest.mark.parametrize("may_read", [True, False])
async def test_of_what_is_private_there_are_no_moments(library: Library, may_read: bool) -> None:
    """Neither of the episode asked about nor of the other; its topics have names all the same."""
    weir = opened(library, "weir")
    (related,) = RelatedEpisodes(library).of(weir)
    private = Published(transcript=False, search=False)
    caller = cast("Caller", SimpleNamespace(has_transcripts=may_read))
    state = cast("ServiceState", SimpleNamespace(shows=SimpleNamespace(published=_told(private))))
    item = await related_item(related, Reading(weir, caller, private), state)
    assert {topic.label for topic in item.topics} == {"Lagan", "the salmon ladder"}
    for topic in item.topics:
        assert (topic.here is not None, topic.there is not None) == (may_read, may_read)


def _told(published: Published) -> Callable[[str | None], Awaitable[Published]]:
    async def told(_show: str | None) -> Published:
        return published

    return told


def test_the_endpoint_tells_them(client: httpx.Client) -> None:
    """As a list; of an episode that is there, and never more than asked for."""
    told = client.get("/v1/episodes/weir/related")
    assert told.status_code == 200
    assert told.json()["next"] is None
    for item in told.json()["items"]:
        assert item["episode"]["id"] != "weir"
        assert item["topics"]
    assert client.get("/v1/episodes/nobody/related").status_code == 404
    assert client.get("/v1/episodes/weir/related?limit=0").status_code == 422
