"""What only whoever runs the service may read over HTTP: what was said of answers, and gaps."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.access.api_key import Scope
from tests.service.premium_client import (
    HIVES,
    UNANSWERABLE,
    Premium,
    ask,
    problem_type,
    sqlite_premium,
)

LISTS = ("/v1/feedback", "/v1/gaps")


@pytest.fixture(scope="module")
def own(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premium]:
    """A service whose answers and feedback are those of this file alone."""
    with sqlite_premium(data, tmp_path_factory.mktemp("operated")) as made:
        yield made


@pytest.fixture(scope="module")
def operating(own: Premium) -> httpx.Client:
    """A program of whoever runs the service."""
    return own.client(own.make_key(Scope.OPERATOR))


@pytest.mark.parametrize("path", LISTS)
def test_only_a_key_that_operates_reads_them(own: Premium, path: str) -> None:
    """A visitor is told to show a key; who has shown something else is told that it does not do."""
    visitor = own.client()
    assert problem_type(visitor.get(path)) == (401, "operator-needed")
    assert visitor.get(path).headers["WWW-Authenticate"] == "Bearer"
    others = own.sign_in().http, own.client(own.make_key(Scope.ASK, Scope.READ))
    for http in others:
        assert problem_type(http.get(path)) == (403, "scope-refused")
        assert "scope operator" in http.get(path).json()["detail"]


@pytest.mark.parametrize("path", LISTS)
def test_they_are_kept_nowhere_on_the_way(operating: httpx.Client, path: str) -> None:
    """They are what people typed."""
    response = operating.get(path)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("after=x", (422, "bad-page")),
        ("limit=0", (422, "invalid-request")),
        ("episode=%00", (404, "episode-not-found")),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    operating: httpx.Client, path: str, query: str, refusal: tuple[int, str]
) -> None:
    """None of it reaches the database, of which one kind fails at some of it."""
    assert problem_type(operating.get(f"{path}?{query}")) == refusal


def test_an_operator_reads_what_was_said_page_by_page(
    own: Premium, operating: httpx.Client
) -> None:
    """Newest first, with what it is about and without who said it."""
    listener = own.subscriber()
    answers = [ask(listener.http).json() for _ in range(3)]
    for number, answer in enumerate(answers):
        said = {"kind": "wrong_quote", "claim": "c1", "comment": f"Comment {number}."}
        path = f"/v1/answers/{answer['id']}/feedback"
        listener.http.post(path, json=said).raise_for_status()
        own.change(
            "UPDATE answer_feedback SET given_at = :at WHERE answer_id = :answer",
            at=1_000 + number,
            answer=answer["id"],
        )
    first = operating.get("/v1/feedback?episode=winter&limit=2").json()
    second = operating.get(f"/v1/feedback?limit=2&after={first['next']}").json()
    items = first["items"] + second["items"]
    assert [item["comment"] for item in items] == ["Comment 2.", "Comment 1.", "Comment 0."]
    assert second["next"] is None
    claim = answers[2]["claims"][0]
    assert items[0] == {
        "given_at": 1_002,
        "answer_id": answers[2]["id"],
        "episode_id": "winter",
        "kind": "wrong_quote",
        "question": HIVES["question"],
        "claim": claim["text"],
        "moments": [
            {name: cited[name] for name in ("speaker", "start", "quote")}
            for cited in claim["citations"]
        ],
        "comment": "Comment 2.",
    }
    assert operating.get("/v1/feedback?episode=weir").json() == {"items": [], "next": None}


def test_days_are_a_number_of_days(operating: httpx.Client) -> None:
    """At least one, and not so many that no calendar has them."""
    for days in ("0", "36501", "soon"):
        refused = operating.get(f"/v1/gaps?days={days}")
        assert problem_type(refused) == (422, "invalid-request")


def test_an_operator_reads_what_was_asked_in_vain(own: Premium, operating: httpx.Client) -> None:
    """In all wordings, with what the episode says instead, and without who asked."""
    listener = own.subscriber()
    wordings = ("Which country won the football world cup?", "which country WON the world cup")
    answers = [ask(listener.http, {"question": text}).json() for text in wordings]
    ask(own.client(own.make_key(Scope.ASK)), UNANSWERABLE)
    ask(listener.http, {"question": "What is the recipe for pancakes?"})
    first = operating.get("/v1/gaps?episode=winter&days=1&limit=1").json()
    second = operating.get(f"/v1/gaps?limit=1&after={first['next']}").json()
    assert (second["next"], first["only_since"]) == (None, None)
    nearest = answers[0]["nearest"]
    [gap] = first["items"]
    assert gap.pop("last_asked") == pytest.approx(time.time(), abs=120)
    assert gap == {
        "question": wordings[0],
        "part_of": None,
        "count": 3,
        "episode_id": "winter",
        "other_wordings": [{"question": wordings[1], "count": 1}],
        "nearest": {name: nearest[name] for name in ("speaker", "start", "quote")},
    }
    assert second["items"][0]["question"] == "What is the recipe for pancakes?"
    whose = listener.account_id, listener.email
    assert not any(text in str([first, second]) for text in whose)
    assert operating.get("/v1/gaps?episode=weir").json()["items"] == []
