"""Answers over HTTP: JSON, events, and the exactness of both."""

import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.answering.events import Ending
from tests.service.conftest import Served

EVENTS = {"Accept": "text/event-stream"}


def ask(client: httpx.Client, question: str, episode: str = "winter") -> httpx.Response:
    return client.post(f"/v1/episodes/{episode}/answers", json={"question": question})


def events_of(response: httpx.Response) -> list[tuple[int, str, dict[str, object]]]:
    """The events of a stream: id, type, data."""
    assert response.headers["content-type"].startswith("text/event-stream")
    events = []
    for block in response.text.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        events.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return events


def test_a_question_is_answered_with_exact_words(client: httpx.Client) -> None:
    """The answer is created, has an address, and can be read again there."""
    response = ask(client, "How many hives did Ana lose?")
    answer = response.json()
    assert response.status_code == 201
    assert answer["outcome"] == "answered"
    assert answer["answered_by"] == "extractive"
    citation = answer["claims"][0]["citations"][0]
    assert citation["quote"].startswith("We lost thirty-one hives")
    assert (citation["speaker"], citation["start"]) == ("Ana Černá", 8.5)
    assert response.headers["location"] == f"/v1/answers/{answer['id']}"
    assert client.get(response.headers["location"]).json() == answer


def test_events_tell_the_same_answer_as_it_comes(client: httpx.Client) -> None:
    """Numbered events: created, two phases, the claims, done; and the answer is kept."""
    response = client.post(
        "/v1/episodes/winter/answers",
        json={"question": "How many hives did Ana lose?"},
        headers=EVENTS,
    )
    events = events_of(response)
    kept = client.get(response.headers["location"]).json()
    assert [number for number, _, _ in events] == list(range(len(events)))
    assert [kind for _, kind, _ in events] == [
        "answer.created",
        "answer.status",
        "answer.status",
        *["claim"] * len(kept["claims"]),
        "answer.done",
    ]
    assert events[0][2] == {"id": kept["id"], "standalone": None}
    assert [data["phase"] for _, kind, data in events if kind == "answer.status"] == [
        "searching",
        "answering",
    ]
    assert [data for _, kind, data in events if kind == "claim"] == kept["claims"]
    told = {name: kept[name] for name in Ending.model_fields}
    assert events[-1][2] == told | {"quota": None}


def test_a_question_that_the_episode_does_not_answer_is_told_so(client: httpx.Client) -> None:
    """No claims; the nearest moment instead."""
    answer = ask(client, "Which country won the football world cup?").json()
    assert answer["outcome"] == "not_in_episode"
    assert answer["claims"] == []
    assert answer["nearest"]["episode_id"] == "winter"


WORDS = [
    "hives",
    "frost",
    "mites",
    "Ana",
    "Bo",
    "March",
    "why",
    "how",
    "many",
    "🐝",
    "日本",
    "weir",
]


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=7),
    episode=st.sampled_from(["winter", "weir"]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_citation_is_exact_whatever_is_asked(
    served: Served, client: httpx.Client, words: list[str], episode: str
) -> None:
    """Quote, speaker and seconds are the transcript's, and the episode is the one asked."""
    transcript = served.library.episode(episode).transcript
    answer = ask(client, f"{' '.join(words)} a?", episode).json()
    citations = [c for claim in answer["claims"] for c in claim["citations"]]
    for citation in [*citations, *filter(None, [answer["nearest"]])]:
        start, end = citation["start_char"], citation["end_char"]
        utterance = transcript.utterances[transcript.utterance_at(start)]
        assert citation["quote"] == transcript.text[start:end]
        assert citation["speaker"] == utterance.speaker
        assert utterance.start <= citation["start"] <= citation["end"] <= utterance.end
        assert citation["episode_id"] == episode
        assert citation["transcript_sha256"] == transcript.sha256


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream, application/json;q=0.5", "text/event-stream"),
        ("text/event-stream;q=0.1, */*;q=0.5", "application/json"),
        ("text/*", "text/event-stream"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
    ],
)
def test_the_client_chooses_json_or_events(
    client: httpx.Client, accept: str, expected: str
) -> None:
    """`Accept` is read with its qualities, as RFC 9110 says."""
    response = client.post(
        "/v1/episodes/winter/answers", json={"question": "Who?"}, headers={"Accept": accept}
    )
    assert response.headers["content-type"].split(";")[0] == expected


def test_how_long_an_answer_took_is_said(client: httpx.Client) -> None:
    """Server-Timing carries the milliseconds."""
    assert ask(client, "Who?").headers["server-timing"].startswith("total;dur=")
