"""Answers over HTTP whose connection breaks off: followed again, sent again, stopped."""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from service.endpoints import event_stream
from tests.openai_server import Fault, OpenAIServer, Script, in_pieces
from tests.service.premium_client import ANSWERS, HIVES, Premium, problem_type
from tests.service.test_answers import EVENTS, events_of

Told = tuple[int, str]


@pytest.fixture
def client(model_url: str, openai: OpenAIServer) -> Iterator[httpx.Client]:
    del openai  # it is begun anew
    with httpx.Client(base_url=model_url, timeout=30) as client:
        yield client


def slowly(text: str) -> Script:
    return Script(in_pieces(text), pause=0.02)


def told(response: httpx.Response) -> list[Told]:
    return [(number, kind) for number, kind, _ in events_of(response)]


def begun(client: httpx.Client, until: str = "answer.created") -> str:
    """Asks, reads up to an event, and hangs up; the answer's address."""
    with client.stream("POST", ANSWERS, json=HIVES, headers=EVENTS) as response:
        for line in response.iter_lines():
            if line == f"event: {until}":
                break
        return response.headers["location"]


def followed(client: httpx.Client, address: str, after: int | None = None) -> httpx.Response:
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    return client.get(f"{address}/events", headers=headers)


def test_who_lost_the_connection_follows_on_from_there(
    client: httpx.Client, openai: OpenAIServer
) -> None:
    """The same answer, whole: it was made while nobody followed it."""
    openai.will(slowly("[none]"))
    asked = len(openai.requests)
    address = begun(client)
    whole = followed(client, address)
    assert told(whole)[0] == (0, "answer.created")
    assert told(whole)[-1] == (3, "answer.done")
    assert told(followed(client, address, after=1)) == told(whole)[2:]
    assert client.get(address).json()["outcome"] == "not_in_episode"
    assert len(openai.requests) == asked + 1


def test_when_nothing_more_can_come_a_client_is_told_to_stop(
    client: httpx.Client, openai: OpenAIServer
) -> None:
    """204 makes an EventSource stop coming back."""
    openai.will("[none]")
    address = begun(client)
    last = told(followed(client, address))[-1][0]
    for after in (last, last + 1, 99):
        assert followed(client, address, after).status_code == 204
    assert followed(client, address, last - 1).status_code == 200


def test_an_answer_is_followed_and_stopped_by_its_caller_alone(premium: Premium) -> None:
    """404 to others, as for what never was."""
    one, other = premium.subscriber(), premium.subscriber()
    address = one.http.post(ANSWERS, json=HIVES).headers["location"]
    assert followed(other.http, address).status_code == 404
    assert followed(one.http, address).status_code == 200
    assert followed(one.http, "/v1/answers/ans_never").status_code == 404
    assert problem_type(other.http.post(f"{address}/cancel")) == (404, "answer-not-found")


@pytest.mark.parametrize("sent", ["-1", "x", "1.5", "99999999999999999999"])
def test_a_place_that_is_none_is_refused(client: httpx.Client, sent: str) -> None:
    """In a sentence that names the header."""
    response = client.get("/v1/answers/ans_1/events", headers={"Last-Event-ID": sent})
    assert problem_type(response) == (422, "invalid-request")
    assert response.json()["detail"].startswith("Last-Event-ID: ")


def test_who_stops_an_answer_stops_the_model(client: httpx.Client, openai: OpenAIServer) -> None:
    """Every follower hears it, and who waits for the answer."""
    openai.will(Script(in_pieces("Some words"), fault=Fault.HANGS))
    address = begun(client, until="answer.status")
    assert openai.asked.wait(10)
    assert client.post(f"{address}/cancel").status_code == 202
    assert openai.stopped.wait(10)
    assert told(followed(client, address))[-1][1] == "answer.canceled"
    assert client.post(f"{address}/cancel").status_code == 202
    assert client.get(address).status_code == 404


def test_who_waits_for_an_answer_hears_that_it_was_stopped(
    client: httpx.Client, model_url: str, openai: OpenAIServer
) -> None:
    """As an error with a sentence."""
    openai.will(Script(in_pieces("Some words"), fault=Fault.HANGS))
    key = {"Idempotency-Key": str(uuid.uuid4())}
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(httpx.post, model_url + ANSWERS, json=HIVES, headers=key, timeout=30)
        assert openai.asked.wait(10)
        with client.stream("POST", ANSWERS, json=HIVES, headers=EVENTS | key) as response:
            client.post(f"{response.headers['location']}/cancel")
        assert problem_type(waiting.result()) == (409, "answer-stopped")


def test_a_quiet_stream_shows_that_it_is_alive(
    client: httpx.Client, openai: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment, which every client of server-sent events ignores."""
    monkeypatch.setattr(event_stream, "HEARTBEAT_SECONDS", 0.05)
    openai.will(Script(in_pieces("[none]"), wait=0.5))
    response = client.post(ANSWERS, json=HIVES, headers=EVENTS)
    beats = response.text.count(": still here\n\n")
    assert beats >= 3
    assert response.text.replace(": still here\n\n", "").startswith("id: 0\n")


def test_the_same_request_is_given_the_same_answer(
    client: httpx.Client, openai: OpenAIServer
) -> None:
    """As JSON and as events, and it says that it was given before."""
    openai.will("[none]")
    asked = len(openai.requests)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = client.post(ANSWERS, json=HIVES, headers=key)
    again = client.post(ANSWERS, json=HIVES, headers=key)
    streamed = client.post(ANSWERS, json=HIVES, headers=key | EVENTS)
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"] == streamed.headers["location"]
    assert told(streamed)[-1][1] == "answer.done"
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == streamed.headers["idempotent-replayed"] == "true"
    assert len(openai.requests) == asked + 1


@pytest.mark.parametrize("name", ["question", "previous_answer_id"])
def test_half_of_a_character_has_a_key_as_well(
    client: httpx.Client, openai: OpenAIServer, name: str
) -> None:
    """A browser sends it where an emoji was cut in two."""
    openai.will("[none]")
    body = json.dumps({**HIVES, name: "How many \ud83d hives?"})
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
    first, again = (client.post(ANSWERS, content=body, headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()


def test_another_question_with_the_same_key_is_refused(
    client: httpx.Client, openai: OpenAIServer
) -> None:
    openai.will(Script(in_pieces("Some words"), fault=Fault.HANGS))
    key = {"Idempotency-Key": str(uuid.uuid4())}
    with client.stream("POST", ANSWERS, json=HIVES, headers=EVENTS | key) as running:
        refused = client.post(ANSWERS, json={"question": "Why?"}, headers=key)
        client.post(f"{running.headers['location']}/cancel")
    assert problem_type(refused) == (422, "idempotency-key-refused")


def test_a_failure_has_the_status_that_it_says(
    premium: Premium, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for JSON reads it as any other error; who follows has it as the last event."""
    from service.kept_answers import KeptAnswers

    async def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(KeptAnswers, "keep", broken)
    listener = premium.subscriber()
    response = listener.http.post(ANSWERS, json=HIVES)
    assert problem_type(response) == (500, "unexpected")
    assert response.headers["content-type"] == "application/problem+json"
    streamed = listener.http.post(ANSWERS, json=HIVES, headers=EVENTS)
    (_, kind, data) = events_of(streamed)[-1]
    assert kind == "answer.failed"
    assert "secret" not in json.dumps(data)
    assert listener.me()["quota"]["used"] == 0
