"""Searching: how often, on the page and by the API."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.access.api_key import Scope
from tests.service.premium_client import Premium, ask, problem_type, sqlite_premium
from tests.waiting import clear_of_a_new_hour

SEARCH = "/v1/episodes/winter/search?q=hives"
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
