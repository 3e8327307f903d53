"""A show that renames itself in its feed: what it was called before is not forgotten."""

import shutil
from pathlib import Path

from indexer import index_transcript, metadata_path
from indexer.feeds import Workshop, follow
from tests.indexer.feeds.shows import serve_show, vtt
from tests.indexer.feeds.web import Web


def names(workshop: Workshop) -> dict[str, tuple[str, ...]]:
    """Every name of each episode's show, by the episode's guid."""
    return {str(each.guid): each.show_names for each in workshop.library.catalogue.find(limit=-1)}


def test_a_show_that_renames_itself_keeps_the_names_before(web: Web, workshop: Workshop) -> None:
    """Episodes that were there and new ones; those that have left the feed stay as they were."""
    url = serve_show(web, "/feed", ["2", "1"])
    follow(url, workshop)
    for title, guids in (("Pier Lights", ["3", "2"]), ("Mole Lights", ["4", "3"])):
        serve_show(web, "/feed", guids, title=title)
        follow(url, workshop)
    assert names(workshop) == {
        "1": ("Quay Lights",),
        "2": ("Pier Lights", "Quay Lights"),
        "3": ("Mole Lights", "Pier Lights", "Quay Lights"),
        "4": ("Mole Lights", "Pier Lights", "Quay Lights"),
    }
    serve_show(web, "/feed", ["4", "3"])
    follow(url, workshop)
    assert names(workshop)["4"] == ("Quay Lights", "Mole Lights", "Pier Lights")


def test_names_before_are_known_without_the_mirror(web: Web, workshop: Workshop) -> None:
    """From the episodes that were indexed."""
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    serve_show(web, "/feed", ["1"], title="Pier Lights")
    follow(url, workshop)
    shutil.rmtree(workshop.library.data / "feeds")
    serve_show(web, "/feed", ["2", "1"], title="Mole Lights")
    follow(url, workshop)
    assert set(names(workshop).values()) == {("Mole Lights", "Pier Lights", "Quay Lights")}


def test_an_operators_own_transcript_is_left_alone_when_the_show_is_renamed(
    web: Web, workshop: Workshop, tmp_path: Path
) -> None:
    """It is known by the name that the show had, and by the one that it has."""
    url = serve_show(web, "/feed", ["1"])
    follow(url, workshop)
    own = tmp_path / "own.vtt"
    own.write_text(vtt("A better transcript of the first one."))
    metadata_path(own).write_text('{"guid": "1", "show": "Quay Lights"}')
    mine = index_transcript(own, workshop.library, workshop.encoder).episode_id
    serve_show(web, "/feed", ["1"], title="Pier Lights")
    assert follow(url, workshop).left_alone == 1
    assert [each.id for each in workshop.library.catalogue.find()] == [mine]
