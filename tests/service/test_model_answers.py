"""A language model's answers over HTTP."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from indexer import Library
from service.answering.prompt import short_ids
from tests.openai_server import OpenAIServer, Script, in_pieces
from tests.service.test_answers import EVENTS, events_of

LOST = "Ana Černá lost 31 hives, almost everything they had."
HIVES = {"question": "How many hives did Ana lose?"}


@pytest.fixture
def client(model_url: str, openai: OpenAIServer) -> Iterator[httpx.Client]:
    del openai  # it is begun anew
    with httpx.Client(base_url=model_url, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def here(data: Path) -> str:
    """The marker of the passage that says how many hives were lost."""
    episode = Library(data).episode("winter")
    at = episode.transcript.text.index("thirty-one")
    passage = next(p for p in episode.passages if p.start_char <= at < p.end_char)
    return f"[{short_ids(episode)[passage.id]}]"


def test_an_answer_tells_who_wrote_it_and_what_it_cost(
    client: httpx.Client, openai: OpenAIServer, here: str
) -> None:
    """As JSON, and again when it is read by its id."""
    openai.will(f"{LOST} {here}")
    response = client.post("/v1/episodes/winter/answers", json=HIVES)
    answer = response.json()
    assert answer["answered_by"] == "model"
    assert answer["claims"][0]["check"] == "verified"
    assert answer["claims"][0]["citations"][0]["quote"].startswith("We lost thirty-one hives")
    assert answer["usage"] == {
        "input_tokens": 100,
        "output_tokens": 20,
        "dollars": 0.0,
        "estimated": False,
    }
    assert client.get(response.headers["location"]).json() == answer


def test_the_last_event_tells_all_that_is_no_claim(
    client: httpx.Client, openai: OpenAIServer, here: str
) -> None:
    """What a widget needs to show the end of an answer."""
    openai.will(f"{LOST} {here}\nNobody ever said such a thing at all. {here}")
    response = client.post("/v1/episodes/winter/answers", json=HIVES, headers=EVENTS)
    kind, done = events_of(response)[-1][1:]
    assert kind == "answer.done"
    assert {name: done[name] for name in ("outcome", "answered_by", "dropped", "notice")} == {
        "outcome": "answered",
        "answered_by": "model",
        "dropped": 1,
        "notice": None,
    }


def test_many_listeners_at_once_get_whole_answers_in_order(
    model_url: str, client: httpx.Client, openai: OpenAIServer, here: str
) -> None:
    """No event lost, none out of order, none of somebody else's."""
    openai.otherwise = lambda _: Script(in_pieces(f"{LOST} {here}\n[missing] Ana"), pause=0.002)
    together = threading.Barrier(30)

    def ask(_: int) -> list[tuple[int, str, dict[str, object]]]:
        together.wait()
        with httpx.Client(base_url=model_url, timeout=60) as own:
            return events_of(own.post("/v1/episodes/winter/answers", json=HIVES, headers=EVENTS))

    with ThreadPoolExecutor(30) as listeners:
        answers = list(listeners.map(ask, range(30)))
    del client
    for events in answers:
        assert [number for number, _, _ in events] == list(range(5))
        assert [kind for _, kind, _ in events][2:] == ["answer.status", "claim", "answer.done"]
    assert len({json.dumps(events[0][2]) for events in answers}) == 30


def test_a_provider_that_fails_is_no_error_of_the_service(
    client: httpx.Client, openai: OpenAIServer
) -> None:
    """The listener gets the episode's own words, marked."""
    openai.will(Script(status=401))
    answer = client.post("/v1/episodes/winter/answers", json=HIVES).json()
    assert answer["answered_by"] == "extractive"
    assert answer["notice"] == "model_unavailable"
    assert answer["claims"][0]["check"] == "verbatim"
