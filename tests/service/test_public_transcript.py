"""Transcripts that are not for everybody: who may read and search them, and what is shown."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service import shows
from service.access.api_key import Scope
from service.shows import ShowRule, Shows
from tests.service.premium_client import (
    SITE,
    UNANSWERABLE,
    Premium,
    ask,
    problem_type,
    sqlite_premium,
)

TRANSCRIPT = "/v1/episodes/winter/transcript"
SEARCH = "/v1/episodes/winter/search?q=hives"
REFUSED = {TRANSCRIPT: "transcript-not-public", SEARCH: "search-not-public"}
Say = Callable[..., None]


@pytest.fixture(scope="module")
def closed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premium]:
    """A service that does not publish its transcripts, and gives its listeners questions."""
    folder = tmp_path_factory.mktemp("closed")
    with sqlite_premium(data, folder, public_transcript=False, free_questions=9) as made:
        yield made


@pytest.fixture(scope="module")
def open_service(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premium]:
    """A service that publishes what nothing else is said of, and hears at once what is said."""
    folder = tmp_path_factory.mktemp("open")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shows, "_KEPT_SECONDS", 0)
        with sqlite_premium(data, folder, free_questions=9) as made:
            yield made


@pytest.fixture
def say(open_service: Premium) -> Iterator[Say]:
    """Says something of the small conversation's show, as another process does."""

    def say(**changes: bool | None) -> None:
        async def said(engine: AsyncEngine) -> None:
            await Shows(engine, ShowRule(), dict).set("hive talk", changes)

        open_service.in_database(said)

    yield say
    say(transcript=None, search=None)


@pytest.mark.parametrize("path", [TRANSCRIPT, SEARCH])
def test_who_has_no_key_is_refused_in_a_sentence(closed: Premium, path: str) -> None:
    """A visitor, and a listener who may ask: to ask is not to read."""
    for http in (closed.client(), closed.sign_in().http):
        refused = http.get(path)
        assert problem_type(refused) == (403, REFUSED[path])
        assert "Ask a question" in refused.json()["detail"]


@pytest.mark.parametrize("path", [TRANSCRIPT, SEARCH])
def test_a_key_that_may_read_reads(closed: Premium, path: str) -> None:
    """One that may only ask does not, nor one that pages send, which everybody can copy."""
    assert closed.client(closed.make_key(Scope.READ)).get(path).status_code == 200
    asking = closed.client(closed.make_key(Scope.ASK))
    assert problem_type(asking.get(path)) == (403, "scope-refused")
    of_a_page = closed.make_key(Scope.READ, origins=(SITE,))
    refused = closed.client(of_a_page, Origin=SITE).get(path)
    assert problem_type(refused) == (403, REFUSED[path])
    assert "that no page sends" in refused.json()["detail"]


def test_the_rest_of_an_episode_stays_public(closed: Premium) -> None:
    """What is known of it, its audio, and answers that quote it."""
    episode = closed.client().get("/v1/episodes/winter").json()
    assert (episode["transcript"], episode["search"]) == ("private", "private")
    assert closed.client().head("/v1/episodes/winter/audio").status_code == 200
    answer = ask(closed.sign_in().http)
    assert "thirty-one hives" in answer.json()["claims"][0]["citations"][0]["quote"]


def words_shown(html: str) -> list[str]:
    """What of some of the transcript's sentences a page has anywhere: text, attributes, scripts."""
    sentences = ("Today we talk", "thirty-one hives", "varroa mite", "I disagree", "Nobody knows")
    return [said for said in sentences if said in html]


def test_the_page_has_no_words_and_no_search(closed: Premium) -> None:
    """It says why, and what to do, whatever is looked for; nor has what search engines read."""
    for path in ("/episodes/winter", "/episodes/winter?q=hives"):
        page = httpx.get(closed.url + path)
        assert page.status_code == 200
        assert "is not published. Ask a question" in page.text
        assert words_shown(page.text) == []
        assert "<mark" not in page.text
        assert 'role="search"' not in page.text
        assert 'href="/v1/episodes/winter/audio#t=14" data-t="14"' in page.text


@pytest.mark.parametrize("path", [TRANSCRIPT, SEARCH])
def test_transcripts_are_public_unless_that_is_said(client: httpx.Client, path: str) -> None:
    """Everybody reads them."""
    assert client.get(path).status_code == 200
    episode = client.get("/v1/episodes/winter").json()
    assert (episode["transcript"], episode["search"]) == ("public", "public")


def test_a_show_can_be_closed_while_others_stay_open(open_service: Premium, say: Say) -> None:
    """Without a restart, on the page and by the API; and opened again."""
    http = open_service.client()
    say(transcript=False)
    for path in (TRANSCRIPT, SEARCH):
        assert problem_type(http.get(path)) == (403, REFUSED[path])
        assert http.get(path.replace("winter", "weir")).status_code == 200
    assert words_shown(http.get("/episodes/winter").text) == []
    assert "heron" in http.get("/episodes/weir").text
    say(transcript=None)
    assert http.get(TRANSCRIPT).status_code == 200
    assert len(words_shown(http.get("/episodes/winter").text)) == 5


def test_searching_is_a_switch_of_its_own(open_service: Premium, say: Say) -> None:
    """Words may be read and not searched, by the API and on the page."""
    http = open_service.client()
    say(search=False)
    assert http.get(TRANSCRIPT).status_code == 200
    assert problem_type(http.get(SEARCH)) == (403, "search-not-public")
    page = http.get("/episodes/winter?q=hives").text
    assert len(words_shown(page)) == 5
    assert 'role="search"' not in page
    assert "<mark" not in page
    episode = http.get("/v1/episodes/winter").json()
    assert (episode["transcript"], episode["search"]) == ("public", "private")


def around(cited: dict[str, Any]) -> str:
    """The words that come with a quote."""
    return f"{cited['before']}{cited['after']}"


def citations(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """All citations of an answer, or of a claim among its events."""
    claims = answer.get("claims", [answer])
    nearest = [answer["nearest"]] if answer.get("nearest") else []
    return [one for claim in claims for one in claim["citations"]] + nearest


WEIR = "/v1/episodes/weir/answers"
BUILT = {"question": "Who built the weir?"}


def ask_weir(http: httpx.Client, key: str | None = None, **more: str) -> dict[str, Any]:
    """The answer to a question that one sentence out of many answers."""
    headers = {"Idempotency-Key": key} if key else {}
    response = http.post(WEIR, json=BUILT | more, headers=headers)
    found: dict[str, Any] = response.raise_for_status().json()
    return found


def test_an_answer_quotes_and_no_more(closed: Premium) -> None:
    """As JSON, read again, as events, as the nearest moment, as an example, asked on."""
    http = closed.sign_in().http
    answer = ask_weir(http)
    again = http.get(f"/v1/answers/{answer['id']}").json()
    absent = ask_weir(http, **UNANSWERABLE)
    example = closed.client().get("/v1/episodes/weir/example").json()
    on = ask_weir(http, question="Who said that?", previous_answer_id=answer["id"])
    streamed = http.post(WEIR, json=BUILT, headers={"Accept": "text/event-stream"}).text
    events = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: {")]
    claims = [one for one in events if "citations" in one]
    assert all([answer["claims"], absent["nearest"], example["claims"], on["claims"], claims])
    for told in (answer, again, absent, example, on, *claims):
        assert [around(cited) for cited in citations(told)] == [""] * len(citations(told))
        assert all(cited["quote"] for cited in citations(told))


def test_who_may_read_is_told_the_words_around(closed: Premium) -> None:
    """A server's key that may read; not one that may only ask, nor one that pages send."""
    both = (Scope.ASK, Scope.READ)
    reads = closed.client(closed.make_key(*both))
    asks = closed.client(closed.make_key(Scope.ASK))
    of_a_page = closed.client(closed.make_key(*both, origins=(SITE,)), Origin=SITE)
    told = ["".join(map(around, citations(ask_weir(one)))) for one in (asks, of_a_page)]
    assert told == ["", ""]
    assert any(map(around, citations(ask_weir(reads))))


def test_a_known_answer_has_no_more_than_a_new_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one was given who may read on is not what another is given, and the other way round."""
    monkeypatch.setattr(shows, "_KEPT_SECONDS", 0)
    with sqlite_premium(data, tmp_path, remembers=True) as premium:
        ana, bo = premium.subscriber(), premium.subscriber()
        whole = ask_weir(ana.http, "a key")
        premium.in_database(
            lambda engine: Shows(engine, ShowRule(), dict).set("Wet Boots", {"transcript": False})
        )
        given = [ask_weir(one.http) for one in (bo, ana)]
        reread = ana.http.get(f"/v1/answers/{whole['id']}").json()
        sent_again = ask_weir(ana.http, "a key")
        premium.in_database(
            lambda engine: Shows(engine, ShowRule(), dict).set("Wet Boots", {"transcript": None})
        )
        later = ask_weir(bo.http)
        reopened = ana.http.get(f"/v1/answers/{whole['id']}").json()
    # What was given while it was public is no longer told once it is not.
    assert [around(one) for one in citations(reread)] == [""] * len(citations(reread))
    assert reopened == whole
    assert sent_again == reread
    assert [one["cached"] for one in (whole, *given, later)] == [False, False, True, True]
    seen = ["".join(map(around, citations(one))) for one in (whole, *given, later)]
    assert seen[0]
    assert seen == [seen[0], "", "", seen[0]]
