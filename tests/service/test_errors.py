"""Every error is a problem body with a sentence; none is forgotten, none gives anything away."""

import inspect
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import indexer
from billing import BillingError, Entitlement, State, UnlimitedBilling
from indexer import BuildRefused, ExplainedError, feeds
from service import app as service_app
from service import command_line
from service.endpoints.error_responses import MEDIA_TYPE, problem_of
from service.endpoints.error_statuses import STATUS_OF
from tests.service.conftest import roomy_settings, serving
from tests.waiting import eventually

# What can only go wrong while indexing, migrating, starting or at the command line has no request
# to answer; that Redis is away no request ever sees.
NEVER_WHILE_SERVING = {
    "ChaptersRefused",
    "DatabaseRefused",
    "DiskFull",
    "EncoderUnavailable",
    "EntailmentDamaged",
    "EntailmentUnavailable",
    "EpisodeBusy",
    "EpisodeIdRefused",
    "FeedBusy",
    "FeedRefused",
    "FetchRefused",
    "KeyInvalid",
    "KeyNotFound",
    "KeyReplaced",
    "MailServerRefused",
    "MeasurementStopped",
    "MeasuresUnavailable",
    "MetadataRefused",
    "MirrorDamaged",
    "NetworksRefused",
    "NoTranscript",
    "OriginInvalid",
    "PassageTooSmall",
    "PlanMismatch",
    "PortTaken",
    "ProcessLost",
    "QuestionSetRefused",
    "RateRefused",
    "RedisAway",
    "RedisRefused",
    "SecretKeyRefused",
    "SettingsRefused",
    "ShowRefused",
    "SiteLoginRefused",
    "SiteNotFound",
    "TextTooLong",
    "TranscriptRefused",
    "XmlRefused",
    "UnknownShow",
}


def problem_in(response: httpx.Response) -> dict[str, object]:
    assert response.headers["content-type"] == MEDIA_TYPE
    body: dict[str, object] = response.json()
    assert body["status"] == response.status_code
    assert isinstance(body["error"], dict)
    assert body["error"]["message"] == body["detail"]
    return body


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/v1/episodes/nobody", 404, "There is no episode 'nobody'."),
        ("GET", "/v1/episodes/..%2F..", 404, "There is nothing at"),
        ("GET", "/v1/episodes/nobody/transcript", 404, "There is no episode"),
        ("GET", "/v1/episodes/nobody/search?q=x", 404, "There is no episode"),
        ("GET", "/v1/episodes/winter/search", 422, "q: Field required."),
        ("GET", "/v1/episodes/winter/search?q=!!", 422, "has no words"),
        ("GET", "/v1/episodes/nobody/audio", 404, "There is no episode"),
        ("GET", "/v1/episodes?limit=0", 422, "limit:"),
        ("GET", "/v1/episodes?after=x", 422, "`after` is `next` of the page before"),
        ("GET", "/v1/answers/ans_nobody", 404, "There is no answer"),
        ("DELETE", "/v1/episodes", 405, "does not take DELETE"),
        ("GET", "/nowhere", 404, "There is nothing at /nowhere."),
        ("POST", "/v1/episodes/winter/answers", 422, "The body has to be JSON"),
    ],
)
def test_a_wrong_request_gets_a_sentence(
    client: httpx.Client, method: str, path: str, status: int, sentence: str
) -> None:
    """The status says what kind of error it is, the sentence what to do."""
    response = client.request(method, path)
    assert response.status_code == status
    assert sentence in str(problem_in(response)["detail"])


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({}, 422, "question: Field required."),
        ({"question": 7}, 422, "question:"),
        ({"question": "Who?", "model": "x"}, 422, "model: Extra inputs are not permitted."),
        ({"question": ""}, 422, "has no words"),
        ({"question": "a" * 501}, 422, "has 501 characters"),
        ({"question": "a" * 70_000}, 413, "larger than 64 KiB"),
    ],
)
def test_a_wrong_question_gets_a_sentence(
    client: httpx.Client, body: dict[str, object], status: int, sentence: str
) -> None:
    """A question that cannot be asked is refused before anything is done."""
    response = client.post("/v1/episodes/winter/answers", json=body)
    assert response.status_code == status
    assert sentence in str(problem_in(response)["detail"])


@pytest.mark.parametrize("content", [b"{bad", b'"x"', b"question=x", b'{"question":"\xff"}'])
def test_a_body_that_is_not_json_is_told_what_json_is(client: httpx.Client, content: bytes) -> None:
    """The sentence shows an example."""
    response = client.post(
        "/v1/episodes/winter/answers",
        content=content,
        headers={"Content-Type": "application/json"},
    )
    assert response.status_code in (400, 422)
    assert '{"question": "…"}' in str(problem_in(response)["detail"])


def test_what_no_form_of_the_answer_satisfies_is_refused(client: httpx.Client) -> None:
    """A client that accepts neither JSON nor events is told which there are."""
    response = client.post(
        "/v1/episodes/winter/answers", json={"question": "Who?"}, headers={"Accept": "image/png"}
    )
    assert response.status_code == 406
    assert "text/event-stream" in str(problem_in(response)["detail"])


def explained_errors() -> Iterator[type[Exception]]:
    """Every error of the product that is meant to be read."""
    waiting: list[type[Exception]] = [ExplainedError, BillingError]
    while waiting:
        for error in waiting.pop().__subclasses__():
            if error.__module__.split(".")[0] in ("indexer", "service", "billing"):
                yield error
            waiting.append(error)


def test_no_error_is_forgotten() -> None:
    """Each is in the table of statuses, or can only happen where nobody made a request."""
    assert inspect.ismodule(service_app)
    assert inspect.ismodule(command_line)
    assert inspect.ismodule(feeds)  # loaded only where a URL is given
    unplaced = {e.__name__ for e in explained_errors() if e not in STATUS_OF}
    assert unplaced == NEVER_WHILE_SERVING


def test_every_error_of_the_indexers_door_is_meant_to_be_read() -> None:
    """What the indexer raises to others has a sentence for a person."""
    doors = [getattr(indexer, name) for name in indexer.__all__]
    errors = [d for d in doors if inspect.isclass(d) and issubclass(d, Exception)]
    assert errors
    assert all(issubclass(error, ExplainedError) for error in errors)


def test_an_operators_sentence_is_not_shown_to_a_listener() -> None:
    """Paths of the data folder stay on this side."""
    body = problem_of(BuildRefused("/srv/data/episodes/x is damaged."))
    assert body.status == 503
    assert "/srv" not in body.detail


def test_an_unexpected_error_gives_nothing_away(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As JSON it is a 500; as events it is the one terminal event. The question is not logged."""

    def broken(*_: object) -> None:
        raise RuntimeError("secret internals")

    monkeypatch.setattr("service.answering.extractive._answer", broken)
    question = {"question": "Who wears the purple hat?"}
    with serving(roomy_settings(data_dir=data)) as url, caplog.at_level(logging.INFO):
        as_json = httpx.post(f"{url}/v1/episodes/winter/answers", json=question)
        as_events = httpx.post(
            f"{url}/v1/episodes/winter/answers",
            json=question,
            headers={"Accept": "text/event-stream"},
        )
    assert as_json.status_code == 500
    assert "secret" not in as_json.text + as_events.text
    assert as_events.text.count("event: answer.failed") == 1
    assert "answer.done" not in as_events.text
    assert "secret internals" in caplog.text
    assert "purple hat" not in caplog.text


def test_who_may_not_ask_is_told_before_the_first_byte(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """402 with the reason, also where events were asked for."""

    class ClosedBilling(UnlimitedBilling):
        async def entitlement(self, account_id: str) -> Entitlement:
            del account_id
            return Entitlement(State.NONE)

    monkeypatch.setattr("service.billing_setup.UnlimitedBilling", ClosedBilling)
    with serving(roomy_settings(data_dir=data)) as url:
        response = httpx.post(
            f"{url}/v1/episodes/winter/answers",
            json={"question": "Who?"},
            headers={"Accept": "text/event-stream"},
        )
    assert response.status_code == 402
    problem = problem_in(response)
    assert problem["detail"] == "Asking is part of Premium. Sign in, or subscribe, then ask."
    assert (problem["action"], problem["state"], problem["renews_at"]) == ("sign_in", "none", None)


def test_the_search_for_something_is_not_logged(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """The access log has the path and no query."""
    with caplog.at_level(logging.INFO, logger="service.access"):
        client.get("/v1/episodes/winter/search", params={"q": "confidential"})
        # It is written once the answer is sent, which may be read before that.
        eventually(lambda: "/v1/episodes/winter/search 200" in caplog.text)
    assert "confidential" not in caplog.text
