"""Searching: how often, and what is shown where the transcript is not for everybody."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice, pairwise, product
from pathlib import Path
from typing import Any

import httpx
import pytest

from indexer import IndexedEpisode, Library
from service.access.api_key import Scope
from service.answering.excerpt import LONGEST_EXCERPT, MOST_EXCERPTS, room_for
from service.settings import read_settings
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import SITE, Premium, ask, problem_type, sqlite_premium
from tests.waiting import clear_of_a_new_hour

SEARCH = "/v1/episodes/winter/search?q=hives"
WEIR = "/v1/episodes/weir/search"
DAY = 86_400
PAGE = "/episodes/winter?q=hives"


@pytest.fixture
def twice(data: Path, tmp_path: Path) -> Iterator[Premium]:
    """A service that may be searched twice an hour."""
    clear_of_a_new_hour()
    given = {"search_rate": "2/hour", "key_rate": "3/hour", "free_questions": 9}
    with sqlite_premium(data, tmp_path, **given) as premium:
        yield premium


def statuses(http: httpx.Client, path: str, times: int) -> list[int]:
    return [http.get(path).status_code for _ in range(times)]


def test_an_address_searches_as_often_as_is_set(twice: Premium) -> None:
    """By the API and on the page together; it is told how long to wait, in a sentence."""
    http = twice.client()
    first = http.get(SEARCH)
    assert first.headers["ratelimit"].startswith('"search";r=1;')
    assert http.get(PAGE).status_code == 200
    refused = http.get(SEARCH)
    assert problem_type(refused) == (429, "rate-exceeded")
    assert refused.headers["ratelimit-policy"] == '"search";q=2;w=3600'
    assert 1 <= int(refused.headers["retry-after"]) <= 3600
    page = http.get(PAGE)
    assert page.status_code == 429
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 1 <= int(page.headers["retry-after"]) <= 3600
    assert "<h1>Not right now</h1>" in page.text
    assert "then try again." in page.text


def test_reading_and_asking_go_on_without_search(twice: Premium) -> None:
    """Each is counted apart, or not at all."""
    listener = twice.sign_in().http
    assert statuses(listener, SEARCH, 3) == [200, 200, 429]
    assert statuses(listener, "/episodes/winter", 3) == [200] * 3
    assert statuses(listener, "/v1/episodes/winter/transcript", 3) == [200] * 3
    assert ask(listener).status_code == 201


def test_many_accounts_of_one_address_search_no_more_than_one(twice: Premium) -> None:
    """The address is counted whoever is signed in."""
    found = [twice.sign_in().http.get(SEARCH).status_code for _ in range(3)]
    assert found == [200, 200, 429]


def test_a_key_searches_as_often_as_it_may_ask(twice: Premium) -> None:
    """At its own rate, or at that of all keys; its address counts for nothing."""
    usual = twice.client(twice.make_key(Scope.READ))
    own = twice.client(twice.make_key(Scope.READ, rate="1/hour"))
    assert statuses(usual, SEARCH, 4) == [200, 200, 200, 429]
    assert statuses(own, SEARCH, 2) == [200, 429]


def test_a_page_does_not_look_at_credentials(twice: Premium) -> None:
    """They may be those of a proxy in front."""
    for authorization in ("Basic dXNlcjpwYXNz", "Bearer nonsense"):
        http = twice.client(Authorization=authorization)
        assert http.get(PAGE).status_code == 200


@pytest.fixture(scope="module")
def weir(data: Path) -> IndexedEpisode:
    return Library(data).episode("weir")


@pytest.fixture(scope="module")
def searched(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premium]:
    """A service whose transcripts are not for everybody to read, and are to search."""
    folder = tmp_path_factory.mktemp("searched")
    given = {"public_transcript": False, "public_search": True, "free_questions": 9}
    with sqlite_premium(data, folder, **given) as premium:
        yield premium


def found(http: httpx.Client, **parameters: str | int) -> dict[str, Any]:
    page: dict[str, Any] = http.get(WEIR, params=parameters).raise_for_status().json()
    return page


def test_of_a_private_transcript_a_search_shows_a_sentence_of_five_passages(
    searched: Premium, weir: IndexedEpisode
) -> None:
    """The nearest, without the words around it, where it can be heard; there is no next page."""
    page = found(searched.sign_in().http, q="How many eels came up?", limit=50)
    assert page["next"] is None
    assert [one["excerpt"] for one in page["items"]] == [True] * MOST_EXCERPTS
    said = [citation for one in page["items"] for citation in one["citations"]]
    sentences = {weir.sentence_text(position) for position in range(len(weir.sentences))}
    assert all(one["quote"] in sentences and len(one["quote"]) <= LONGEST_EXCERPT for one in said)
    assert {one["before"] + one["after"] for one in said} == {""}
    assert "eel" in said[0]["quote"]
    assert all(one["start"] == one["citations"][0]["start"] for one in page["items"])
    assert len(found(searched.sign_in().http, q="eels", limit=2)["items"]) == 2


def test_a_key_that_may_read_finds_whole_passages(searched: Premium, weir: IndexedEpisode) -> None:
    """Page by page to the last, as where the transcript is public."""
    http = searched.client(searched.make_key(Scope.READ))
    page = found(http, q="eels", limit=50)
    assert len(page["items"]) == len(weir.passages)
    assert not any(one["excerpt"] for one in page["items"])


def test_a_sentence_without_end_is_cut_after_a_word() -> None:
    """Its characters are those that are quoted; without spaces it is cut where it has to be."""
    for text, kept in (
        ("word " * 100, ("word " * 48).strip()),
        ("語" * 500, "語" * LONGEST_EXCERPT),
        ("a" * LONGEST_EXCERPT, "a" * LONGEST_EXCERPT),
    ):
        assert text[: room_for(text)] == kept


# What a script may try that knows the episode's own words: the best questions there are.
def attempts(episode: IndexedEpisode) -> list[str]:
    return [episode.sentence_text(position) for position in range(len(episode.sentences))]


_SHORTEST = 35
"""Characters; shorter sentences ask for nothing."""


class Harvest:
    """What a script has of an episode, of all that it was ever sent."""

    def __init__(self, episode: IndexedEpisode) -> None:
        self._episode = episode
        self._tried: set[int] = set()
        self._characters: set[int] = set()
        self._length = len(episode.transcript.text)
        self.statuses: Counter[int] = Counter()

    def take(self, response: httpx.Response) -> None:
        self.statuses[response.status_code] += 1
        for cited in citations_in(response.json()):
            around = len(cited["before"]), len(cited["after"])
            self._characters.update(
                range(cited["start_char"] - around[0], cited["end_char"] + around[1])
            )

    def next_attempt(self) -> str:
        """A sentence from where most is still unknown."""
        edges = [-1, *sorted(self._characters), self._length]
        gaps = sorted(pairwise(edges), key=lambda gap: gap[0] - gap[1])
        at = next(
            position
            for before, after in gaps
            for position, sentence in enumerate(self._episode.sentences)
            if position not in self._tried
            and before < sentence.start_char < after
            and len(self._episode.sentence_text(position)) > _SHORTEST
        )
        self._tried.add(at)
        return self._episode.sentence_text(at)

    @property
    def share(self) -> float:
        return len(self._characters) / self._length


def citations_in(body: Any) -> Iterator[dict[str, Any]]:
    """Every citation that a body has anywhere."""
    if isinstance(body, dict):
        if "quote" in body:
            yield body
        yield from (one for part in body.values() for one in citations_in(part))
    elif isinstance(body, list):
        yield from (one for part in body for one in citations_in(part))


def test_all_searches_there_are_give_a_quarter_at_most(
    searched: Premium, weir: IndexedEpisode
) -> None:
    """With every page of each, from one address: by nobody, by accounts, by a key of a page."""
    clear_of_a_new_hour()
    visitor, accounts = searched.client(), [searched.sign_in().http for _ in range(2)]
    of_a_page = searched.client(searched.make_key(Scope.READ, origins=(SITE,)), Origin=SITE)
    harvest, queries = Harvest(weir), attempts(weir)
    with ThreadPoolExecutor(4) as threads:
        tries = [
            (http, {"q": query, "limit": 50, "after": after})
            for number, (query, after) in enumerate(product(queries, (0, 5)))
            for http in [visitor, of_a_page, *accounts][number % 4 :][:1]
        ]
        for response in threads.map(lambda one: one[0].get(WEIR, params=one[1]), tries):
            harvest.take(response)
    assert harvest.statuses[429] > harvest.statuses[200] > 0
    assert 0.05 < harvest.share <= 0.25
    refused = visitor.get(WEIR, params={"q": queries[0]})
    assert "is not published, and that is as much of it" in refused.json()["detail"]
    assert 60 < int(refused.headers["retry-after"]) <= 2 * DAY
    assert refused.headers["ratelimit-policy"].startswith('"episode";q=')


def test_at_the_usual_rates_a_script_is_soon_refused(data: Path, weir: IndexedEpisode) -> None:
    """Two thousand queries from one address, as fast as they go: most are not even looked at."""
    clear_of_a_new_hour()
    closed = read_settings(data_dir=data, public_transcript=False, public_search=True)
    harvest, queries = Harvest(weir), islice(cycle(attempts(weir)), 2_000)
    with serving(closed) as url, httpx.Client(base_url=url, timeout=30) as http:
        for query in queries:
            harvest.take(http.get(WEIR, params={"q": query}))
    assert harvest.share <= 0.25
    assert harvest.statuses[429] > 1_700


@pytest.mark.parametrize(("form", "most"), [("{}?", 0.33), ("Why and how: {}?", 0.5)])
def test_asking_gives_no_more_than_a_part_either(
    data: Path, weir: IndexedEpisode, form: str, most: float
) -> None:
    """Where asking is free: so many questions a day; another episode, and another, is asked on."""
    clear_of_a_new_hour()
    settings = roomy_settings(data_dir=data, public_transcript=False)
    harvest = Harvest(weir)
    with serving(settings) as url, httpx.Client(base_url=url, timeout=30) as http:
        while not harvest.statuses[429]:
            question = form.format(harvest.next_attempt().rstrip(".?!"))[:500]
            harvest.take(http.post("/v1/episodes/weir/answers", json={"question": question}))
        assert ask(http).status_code == 201
    assert harvest.statuses[201] == 20
    assert 0.05 < harvest.share < most


def test_what_is_refused_for_its_episode_costs_no_question(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was reserved is given back, and so is the place among the caller's running answers."""
    clear_of_a_new_hour()
    monkeypatch.setattr("service.access.private_episode._LEAST_QUESTIONS", 1)
    given = {"public_transcript": False, "concurrent_answers": 1}
    with sqlite_premium(data, tmp_path, **given) as premium:
        listener = premium.subscriber()
        assert ask(listener.http).status_code == 201
        for _ in range(3):
            assert problem_type(ask(listener.http)) == (429, "rate-exceeded")
        assert listener.me()["quota"]["used"] == 1
        # Another who has paid, from the same address.
        assert ask(premium.subscriber().http).status_code == 201


def test_a_servers_key_is_held_to_its_own_questions_alone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks for many people, whether or not it may read; one that pages send is an address."""
    clear_of_a_new_hour()
    monkeypatch.setattr("service.access.private_episode._LEAST_QUESTIONS", 1)
    both = (Scope.ASK, Scope.READ)
    with sqlite_premium(data, tmp_path, public_transcript=False) as premium:
        for scopes in (both, (Scope.ASK,)):
            http = premium.client(premium.make_key(*scopes))
            assert [ask(http).status_code for _ in range(3)] == [201] * 3
        pages = [
            premium.client(premium.make_key(*both, origins=(SITE,)), Origin=SITE) for _ in range(2)
        ]
        assert [ask(http).status_code for http in pages] == [201, 429]
