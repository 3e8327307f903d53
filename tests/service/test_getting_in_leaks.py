"""What must not come out: in the log, in errors, in the description of the API."""

import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import StripeRefused, stripe_api
from service.access.api_key import Scope
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import SECRET, WEBHOOK, WEBHOOK_SECRET, Premium, ask
from tests.waiting import eventually


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The service's log, without what the programs of the tests say of themselves."""
    for talkative in ("httpx", "httpcore", "stripe", "mail.log"):
        caplog.set_level(logging.WARNING, logger=talkative)
    caplog.set_level(logging.INFO)
    return caplog


def test_a_whole_visit_leaves_no_secret_in_the_log(
    premium: Premium, log: pytest.LogCaptureFixture
) -> None:
    """No token, code, key, address or question, whatever was done and whatever went wrong."""
    listener = premium.subscriber()
    key = premium.make_key(Scope.ASK, Scope.READ)
    question = {"question": "Who wears the purple hat?"}
    ask(listener.http, question)
    ask(premium.client(key, Accept="text/event-stream"), question)
    listener.http.get("/v1/episodes/winter/search", params={"q": "purple"})
    premium.client().post("/v1/sign-in/verify", json={"email": listener.email, "code": "purple"})
    premium.client().post("/v1/sign-in", json={"email": "purple"})
    listener.http.post("/v1/sign-in", content=b'{"purple": ')
    premium.client("purple").get("/v1/me")
    premium.client(f"{key[:-1]}!").get("/v1/me")
    premium.client().post(WEBHOOK, content=b"purple", headers={"Stripe-Signature": "purple"})
    page = listener.http.post("/v1/portal", json={}).json()["url"]
    renewed = listener.refresh(premium.client()).json()
    listener.http.post("/v1/checkout", json={"return_url": "https://purple.example"})
    listener.http.delete("/v1/me")
    listener.http.get("/v1/me")
    eventually(lambda: "DELETE /v1/me 204" in log.text)
    secrets = [listener.email, listener.access_token, listener.refresh_token, key, "purple", page]
    secrets += [renewed["access_token"], renewed["refresh_token"], SECRET, WEBHOOK_SECRET]
    secrets.append(premium.mailbox.code_for(listener.email))
    assert [secret for secret in secrets if secret in log.text] == []


def test_a_path_cannot_begin_a_line_of_the_log(
    premium: Premium, log: pytest.LogCaptureFixture
) -> None:
    """Nobody writes into it that something happened which did not."""
    premium.client().get("/v1/x%0A2026-01-01 INFO POST /v1/sign-in 202%1B[2J")
    eventually(lambda: "GET /v1/x%0A2026-01-01%20INFO" in log.text)
    assert "\x1b" not in log.text


def test_what_stripe_says_is_told_without_addresses() -> None:
    """Stripe repeats what it was sent, and the operator's log holds what it says."""
    said = "Invalid email address: ana+x@example.org (sk_test_abc)"
    error = stripe.InvalidRequestError(  # type: ignore[no-untyped-call]
        said, "email", code="email_invalid", http_status=400
    )
    told = stripe_api._our_error(error)
    assert isinstance(told, StripeRefused)
    assert str(told) == "Stripe refused: Invalid email address: … (sk_test_…)"


def test_the_description_of_the_api_names_nothing_internal(premium: Premium) -> None:
    """Neither the webhook nor an operator's path, nor a setting, nor a parameter of ours."""
    described = premium.client().get("/openapi.json")
    document = described.json()
    assert set(document["paths"]) == {
        "/healthz",
        "/readyz",
        "/v1/answers/{answer_id}",
        "/v1/answers/{answer_id}/cancel",
        "/v1/answers/{answer_id}/events",
        "/v1/answers/{answer_id}/feedback",
        "/v1/answers/{answer_id}/share",
        "/v1/answers/{answer_id}/suggestions",
        "/v1/checkout",
        "/v1/checkout/return",
        "/v1/episodes",
        "/v1/episodes/{episode_id}",
        "/v1/episodes/{episode_id}/answers",
        "/v1/episodes/{episode_id}/audio",
        "/v1/episodes/{episode_id}/cite",
        "/v1/episodes/{episode_id}/example",
        "/v1/episodes/{episode_id}/related",
        "/v1/episodes/{episode_id}/search",
        "/v1/episodes/{episode_id}/transcript",
        "/v1/me",
        "/v1/plans",
        "/v1/portal",
        "/v1/sign-in",
        "/v1/sign-in/verify",
        "/v1/sign-out",
        "/v1/token/refresh",
    }
    for word in ("webhook", "ASK_", "STRIPE_", "cus_", "sqlite", "state.", str(Path.cwd())):
        assert word not in described.text
    for path in document["paths"].values():
        for operation in path.values():
            names = {one["name"] for one in operation.get("parameters", [])}
            assert names <= {
                "episode_id",
                "answer_id",
                "after",
                "limit",
                "q",
                "style",
                "t",
                "guid",
                "audio",
                "page",
                "Idempotency-Key",
                "idempotency-key",
                "Last-Event-ID",
            }


ATTACKS = [
    ("GET", "/v1/episodes/..%2f..%2fsecret_key"),
    ("GET", "/v1/episodes/%2e%2e/audio"),
    ("GET", "/web/..%2f..%2f..%2fsecret_key"),
    ("GET", "/web/%2e%2e/%2e%2e/app.py"),
    ("GET", "/v1/answers/'%20OR%201=1--"),
    ("GET", "/v1/answers/%00"),
    ("GET", "/v1/episodes/%00"),
    ("GET", "/v1/episodes?guid=%00"),
    ("GET", "/v1/episodes?guid=%ff%fe"),
    ("GET", f"/v1/answers/{'a' * 5_000}"),
    ("GET", "/v1/episodes/winter/search?q=%00"),
    ("POST", "/v1/episodes/%00/answers"),
    ("TRACE", "/v1/me"),
    ("PUT", "/v1/me"),
]


def test_an_error_tells_nothing_of_what_is_behind_it(data: Path, migrated_url: str) -> None:
    """No traceback, no SQL, no path of ours, and never a fault, over either database."""
    behind = ("Traceback", "SELECT", "sqlalchemy", "sqlite", "asyncpg", str(data), "site-packages")
    running = roomy_settings(data_dir=data, database_url=migrated_url)
    with serving(running) as url, httpx.Client(base_url=url) as http:
        for method, path in ATTACKS:
            answered = http.request(method, path, json={"question": "Who?"})
            assert answered.status_code < 500, path
            assert not [word for word in behind if word in answered.text]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
HALF_RIGHT = st.fixed_dictionaries(
    {},
    optional={
        "email": ANYTHING | st.emails() | st.just("a@b\u0000.example"),
        "code": ANYTHING | st.from_regex(r"[0-9]{6}"),
        "refresh_token": ANYTHING
        | st.from_regex(r"\Aask_rt_[0-9a-f]{32}_[0-9]{1,12}_[0-9a-f]{64}\Z"),
        "session_id": ANYTHING | st.from_regex(r"\Acs_[a-z]{1,8}\Z"),
        "return_url": ANYTHING | st.from_regex(r"\Ahttps?://[^/]{0,9}/"),
        "everywhere": ANYTHING,
        "question": ANYTHING,
    },
)
BODIES = st.one_of(
    ANYTHING.map(json.dumps).map(str.encode),
    HALF_RIGHT.map(json.dumps).map(str.encode),
    st.binary(),
)
PATHS = (
    "/v1/sign-in",
    "/v1/sign-in/verify",
    "/v1/token/refresh",
    "/v1/checkout",
    "/v1/checkout/return",
    "/v1/portal",
    "/v1/episodes/winter/answers",
    WEBHOOK,
)


@pytest.fixture(scope="module")
def signed_in(premium: Premium) -> Any:
    """A listener who stays signed in: what ends a session is not among the paths."""
    return premium.sign_in().http


@given(path=st.sampled_from(PATHS), body=BODIES)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_no_body_is_a_fault(signed_in: httpx.Client, path: str, body: bytes) -> None:
    """Whatever is sent is answered, or refused in words."""
    answered = signed_in.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answered.status_code < 500, answered.text
    if answered.status_code >= 400:
        assert answered.json()["detail"]
        assert answered.json()["error"]["message"] == answered.json()["detail"]


FIELDS = st.text(st.characters(min_codepoint=161, max_codepoint=255), min_size=1, max_size=60) | (
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
)


@given(
    token=FIELDS
    | FIELDS.map("ask_live_{}".format)
    | st.tuples(FIELDS, FIELDS, FIELDS).map(".".join),
    origin=FIELDS,
)
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
def test_no_credentials_are_a_fault(premium: Premium, token: str, origin: str) -> None:
    """Whatever is sent as a token or an origin is somebody, or is refused in words."""
    fields = {"Authorization": f"Bearer {token}", "Origin": origin}
    headers = {name.encode(): value.encode("latin-1") for name, value in fields.items()}
    with httpx.Client(base_url=premium.url, headers=headers, verify=False) as http:
        answered = http.get("/v1/me")
    assert answered.status_code == 401
    assert answered.json()["detail"]
