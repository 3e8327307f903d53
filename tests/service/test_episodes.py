"""Episodes over HTTP: the list, one, its transcript, its search, its audio."""

import httpx
import pytest

from tests.conversations import METADATA
from tests.service.conftest import Served


def test_the_list_has_every_episode_newest_first(client: httpx.Client) -> None:
    """A list is items and where to go on."""
    body = client.get("/v1/episodes").json()
    assert [item["id"] for item in body["items"]] == ["winter", "weir"]
    assert body["next"] is None


def test_a_list_is_read_page_by_page(client: httpx.Client) -> None:
    """`next` of one page is `after` of the following one, to the end."""
    first = client.get("/v1/episodes", params={"limit": 1}).json()
    second = client.get("/v1/episodes", params={"limit": 1, "after": first["next"]}).json()
    assert [first["items"][0]["id"], second["items"][0]["id"]] == ["winter", "weir"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("guid", METADATA["guid"]),
        ("page", METADATA["page_url"]),
        ("audio", METADATA["audio_url"]),
    ],
)
def test_an_episode_is_found_by_what_a_page_knows_of_it(
    client: httpx.Client, name: str, value: str
) -> None:
    """Guid, page address and audio address lead to one episode; others to none."""
    found = client.get("/v1/episodes", params={name: value}).json()["items"]
    assert [item["id"] for item in found] == ["winter"]
    assert client.get("/v1/episodes", params={name: "other"}).json()["items"] == []


def test_an_episode_tells_all_that_is_known_of_it(client: httpx.Client) -> None:
    """Metadata, people, chapters, counts, freshness, and where it plays."""
    episode = client.get("/v1/episodes/winter").json()
    assert episode["title"] == "The long winter"
    assert [person["name"] for person in episode["people"]] == ["Ana Černá", "Bo Lind"]
    assert episode["chapters"][1] == {"start": 14.0, "title": "Mites and frost"}
    assert episode["speakers"] == ["Ana Černá", "Bo Lind"]
    assert episode["timing"] == ["cue"]
    assert episode["audio_url"] == "/v1/episodes/winter/audio"
    assert episode["counts"]["utterances"] == 6
    assert len(episode["transcript_sha256"]) == 64
    assert episode["indexed_at"].startswith("20")


def test_an_episode_tells_how_long_its_recording_is(client: httpx.Client) -> None:
    """As it is stated, in the list and alone; else it is the last second that is transcribed."""
    listed = {one["id"]: one["duration"] for one in client.get("/v1/episodes").json()["items"]}
    alone = {name: client.get(f"/v1/episodes/{name}").json()["duration"] for name in listed}
    assert listed == alone == {"winter": 38.0, "weir": 529.117}


def test_an_episode_tells_what_can_be_asked_of_it(client: httpx.Client) -> None:
    """Up to four questions: the operator's own where there are some."""
    assert client.get("/v1/episodes/weir").json()["questions"] == [
        "Why did the work go over budget?",
        "Who built the weir, and when?",
        "What is environmental DNA?",
        "Is the road bridge in danger from the gravel?",
    ]


def test_the_transcript_is_given_in_order_with_its_offsets(
    client: httpx.Client, served: Served
) -> None:
    """The pages of utterances, joined by newlines, are the canonical text."""
    items, after = [], None
    while True:
        page = client.get(
            "/v1/episodes/winter/transcript",
            params={"limit": 2} | ({"after": after} if after else {}),
        ).json()
        items += page["items"]
        after = page["next"]
        if after is None:
            break
    text = served.library.episode("winter").transcript.text
    assert "\n".join(item["text"] for item in items) == text
    assert all(text[item["start_char"] : item["end_char"]] == item["text"] for item in items)
    assert items[0]["speaker"] == "Ana Černá"
    assert items[0]["start"] == 1.0


def test_search_gives_the_nearest_passages_with_their_moments(
    client: httpx.Client, served: Served
) -> None:
    """Every piece of a found passage is cut from the transcript."""
    found = client.get("/v1/episodes/weir/search", params={"q": "eels", "limit": 3}).json()
    text = served.library.episode("weir").transcript.text
    pieces = [piece for item in found["items"] for piece in item["citations"]]
    assert len(found["items"]) == 3
    assert any("eel" in piece["quote"] for piece in found["items"][0]["citations"])
    for piece in pieces:
        assert piece["quote"] == text[piece["start_char"] : piece["end_char"]]
        assert piece["episode_id"] == "weir"
    following = client.get(
        "/v1/episodes/weir/search", params={"q": "eels", "after": found["next"]}
    ).json()
    assert {i["id"] for i in following["items"]}.isdisjoint({i["id"] for i in found["items"]})


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-9", 206, bytes(range(10))),
        ("bytes=10230-", 206, bytes(range(246, 256))),
        ("bytes=-2", 206, bytes((254, 255))),
    ],
)
def test_audio_is_served_in_ranges(
    client: httpx.Client, asked: str, status: int, body: bytes
) -> None:
    """A player gets the part it asks for, and is told which part it is."""
    response = client.get("/v1/episodes/winter/audio", headers={"Range": asked})
    assert response.status_code == status
    assert response.content == body
    assert response.headers["content-range"].endswith("/10240")


def test_audio_is_served_whole_and_by_head(client: httpx.Client) -> None:
    """Without a range all of it comes; HEAD tells its length and type."""
    assert len(client.get("/v1/episodes/winter/audio").content) == 10_240
    head = client.head("/v1/episodes/winter/audio")
    assert head.headers["content-length"] == "10240"
    assert head.headers["content-type"] == "audio/mpeg"
    assert head.headers["accept-ranges"] == "bytes"


def test_a_range_beyond_the_end_cannot_be_served(client: httpx.Client) -> None:
    """416 says how long the audio is."""
    response = client.get("/v1/episodes/winter/audio", headers={"Range": "bytes=99999-"})
    assert response.status_code == 416
    assert response.headers["content-range"] == "bytes */10240"
