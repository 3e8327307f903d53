"""Answers that are given again, over HTTP: what a caller sees, what it costs, what it hides."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.access.api_key import Scope
from tests.openai_server import OpenAIServer
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import (
    ANSWERS,
    HIVES,
    UNANSWERABLE,
    Listener,
    Premium,
    ask,
    problem_type,
    sqlite_premium,
)
from tests.service.test_answers import EVENTS, events_of
from tests.service.test_model_answers import LOST, here

SAME = {"question": "how many hives did ana  lose"}
__all__ = ["here"]


@pytest.fixture(scope="module")
def sold(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premium]:
    """A service that sells Premium and gives answers again."""
    folder = tmp_path_factory.mktemp("cached")
    with sqlite_premium(data, folder, remembers=True, premium_questions=2) as made:
        yield made


@pytest.fixture(scope="module")
def ana(sold: Premium) -> Listener:
    """Whoever asks first."""
    listener = sold.subscriber()
    assert ask(listener.http).json()["cached"] is False
    return listener


@pytest.fixture(scope="module")
def bo(sold: Premium, ana: Listener) -> Listener:
    """Whoever asks after her."""
    assert ana.me()["quota"]["used"] == 1
    return sold.subscriber()


def test_the_same_question_is_answered_at_once_for_nothing(ana: Listener, bo: Listener) -> None:
    """With the same words, under an id of its own; what was reserved is given back."""
    first = ask(ana.http).json()
    response = ask(bo.http, SAME)
    again = response.json()
    assert response.status_code == 201
    assert again["claims"] == first["claims"]
    assert (again["cached"], again["usage"]) == (True, None)
    assert again["question"] == "how many hives did ana lose"
    assert bo.me()["quota"]["used"] == 0
    assert ana.me()["quota"]["used"] == 1
    assert bo.http.get(response.headers["location"]).json() == again


def test_its_events_are_those_of_an_answer_without_a_search(bo: Listener) -> None:
    """Created, the claims, done; what is left is told as it was."""
    events = events_of(bo.http.post(ANSWERS, json=SAME, headers=EVENTS))
    assert [kind for _, kind, _ in events] == ["answer.created", "claim", "answer.done"]
    assert (events[-1][2]["cached"], events[-1][2]["quota"]) == (True, 2)


def test_it_is_read_by_its_caller_and_by_nobody_else(
    sold: Premium, ana: Listener, bo: Listener
) -> None:
    """Not by who asked first, either."""
    location = ask(bo.http, SAME).headers["location"]
    assert bo.http.get(location).status_code == 200
    for other in (ana.http, sold.client(), sold.client(sold.make_key(Scope.ASK))):
        assert problem_type(other.get(location)) == (404, "answer-not-found")


def test_it_tells_nothing_of_who_asked_first(ana: Listener, bo: Listener) -> None:
    """Neither the account nor the answer, nor how it was typed."""
    first, again = ask(ana.http).json(), ask(bo.http, SAME)
    told = again.text + str(again.headers)
    for secret in (ana.account_id, ana.email, first["id"], HIVES["question"]):
        assert secret not in told


def test_feedback_and_sharing_are_as_with_any_answer(bo: Listener) -> None:
    """Both are of this record alone."""
    answer = ask(bo.http, SAME).json()
    said = {"kind": "helpful", "claim": "c1", "comment": None}
    assert bo.http.post(f"/v1/answers/{answer['id']}/feedback", json=said).status_code == 204
    shared = bo.http.post(f"/v1/answers/{answer['id']}/share").json()
    page = bo.http.get(f"/a/{shared['share_id']}")
    assert answer["question"] in page.text
    assert answer["claims"][0]["text"] in page.text


def test_the_gate_stands_before_it(sold: Premium, ana: Listener) -> None:
    """Who may not ask is not given what is known, and is not told that it is."""
    assert ana.me()["entitlement"]["is_premium"]
    for http in (sold.client(), sold.sign_in().http):
        refused = ask(http)
        assert refused.status_code == 402
        assert "cached" not in refused.text


def test_who_has_used_up_the_month_is_told_so(sold: Premium, ana: Listener) -> None:
    """A question that costs nothing in the end has to be let in first."""
    assert ana.me()["quota"]["used"] == 1
    cleo = sold.subscriber()
    for text in ("Why did the mites matter?", "Was the frost to blame?"):
        assert ask(cleo.http, {"question": text}).json()["outcome"] == "answered"
    assert ask(cleo.http).status_code == 402


def test_a_request_that_is_sent_again_is_given_its_own_answer(bo: Listener) -> None:
    """The key stands for the record that was made for it."""
    sent = [
        bo.http.post(ANSWERS, json=SAME, headers={"Idempotency-Key": "again"}) for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json()
    assert sent[1].headers["idempotent-replayed"] == "true"


def test_that_the_episode_does_not_answer_is_known_too(bo: Listener) -> None:
    """With the nearest moment."""
    first, again = (ask(bo.http, UNANSWERABLE).json() for _ in range(2))
    assert (first["cached"], again["cached"]) == (False, True)
    assert again["outcome"] == "not_in_episode"
    assert again["nearest"] == first["nearest"]


def test_a_deleted_account_takes_what_it_asked_along(sold: Premium) -> None:
    """The next one has it made anew; who was given it before keeps it."""
    question = {"question": "What is a varroa mite?"}
    first, before, after = sold.subscriber(), sold.subscriber(), sold.subscriber()
    assert ask(first.http, question).json()["cached"] is False
    given = ask(before.http, question)
    assert given.json()["cached"] is True
    assert first.http.delete("/v1/me").status_code == 204
    assert ask(after.http, question).json()["cached"] is False
    assert before.http.get(given.headers["location"]).json() == given.json()


def test_no_model_is_asked_again(
    data: Path, openai: OpenAIServer, here: str, tmp_path: Path
) -> None:
    """Nor is anything added to what the day has cost; another model answers for itself."""
    database = f"sqlite+aiosqlite:///{tmp_path / 'ask.sqlite3'}"
    given = {"data_dir": data, "database_url": database, "openai_base_url": openai.url}
    openai.will(f"{LOST} {here}", f"{LOST} {here}", f"{LOST} {here}")
    for changed in (
        {"model": "scripted"},
        {"model": "other"},
        {"model": "scripted", "model_output_tokens": 300},
    ):
        openai.requests.clear()
        with (
            serving(roomy_settings(**given, **changed), remembers=True) as url,
            httpx.Client(base_url=url, timeout=30) as http,
        ):
            first, again = ask(http).json(), ask(http, SAME).json()
        assert (first["cached"], again["cached"]) == (False, True)
        assert first["answered_by"] == again["answered_by"] == "model"
        assert again["claims"] == first["claims"]
        assert first["usage"]["output_tokens"] == 20
        assert again["usage"] is None
        assert len(openai.requests) == 1


def test_an_answer_in_place_of_a_models_is_not_given_again(
    data: Path, openai: OpenAIServer, here: str, tmp_path: Path
) -> None:
    """Once the model is back, it is asked."""
    settings = roomy_settings(
        data_dir=data,
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'ask.sqlite3'}",
        openai_base_url=openai.url,
        model="scripted",
    )
    openai.will("Nobody ever said such a thing. [p0000]", f"{LOST} {here}")
    with (
        serving(settings, remembers=True) as url,
        httpx.Client(base_url=url, timeout=30) as http,
    ):
        first, second = ask(http).json(), ask(http).json()
    assert (first["notice"], first["answered_by"]) == ("unverified", "extractive")
    assert (second["cached"], second["answered_by"]) == (False, "model")
