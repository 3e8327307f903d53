"""Asking more than was paid for, at once, too fast, or at the operator's cost."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from indexer import Library
from service.access.api_key import Scope
from service.answering.prompt import short_ids
from tests.openai_server import Fault, OpenAIServer, Script, in_pieces
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import (
    ANSWERS,
    HIVES,
    UNANSWERABLE,
    Premium,
    ask,
    premium_service,
    problem_type,
    sqlite_premium,
)
from tests.waiting import clear_of_a_new_hour, eventually

AT_ONCE = 50
EVENTS = {"Accept": "text/event-stream"}


def test_questions_side_by_side_cannot_pass_a_quota(data: Path, migrated_url: str) -> None:
    """Fifty at once by two services over one database, three questions left: three answers."""
    with premium_service(data, migrated_url, premium_questions=3) as premium:
        listener = premium.subscriber()
        with serving(premium.settings) as second:
            other = httpx.Client(base_url=second, headers=listener.http.headers, timeout=30)
            with other, ThreadPoolExecutor(AT_ONCE) as threads:
                services = [listener.http, other] * (AT_ONCE // 2)
                answers = list(threads.map(ask, services))
        assert Counter(one.status_code for one in answers) == {201: 3, 402: AT_ONCE - 3}
        assert listener.me()["quota"]["used"] == 3
        assert premium.value("SELECT count(*) FROM answers") == 3


def test_a_free_allowance_is_an_allowance(data: Path, tmp_path: Path) -> None:
    """It is counted like any other, a visitor has none, and what is not answered costs nothing."""
    with sqlite_premium(data, tmp_path, free_questions=1) as premium:
        listener = premium.sign_in()
        assert ask(listener.http, UNANSWERABLE).json()["outcome"] == "not_in_episode"
        assert ask(listener.http).status_code == 201
        refused = ask(listener.http)
        assert problem_type(refused) == (402, "payment-required")
        assert refused.json()["action"] == "subscribe"
        assert refused.json()["state"] == "none"
        assert refused.json()["renews_at"] == listener.me()["quota"]["renews_at"]
        assert refused.json()["detail"].startswith("This month's free questions (1) are used up.")
        assert problem_type(ask(premium.client())) == (402, "payment-required")


def test_a_402_says_what_to_do(premium: Premium) -> None:
    """A visitor signs in, a listener subscribes, and whose payment failed mends it."""
    visitor = ask(premium.client()).json()
    assert (visitor["action"], visitor["state"], visitor["renews_at"]) == ("sign_in", "none", None)
    listener = premium.sign_in()
    signed_in = ask(listener.http).json()
    assert (signed_in["action"], signed_in["state"]) == ("subscribe", "none")
    subscriber = premium.subscriber()
    change = (
        "UPDATE stripe_subscriptions SET status = :status, period_start = 1000, period_end = 2000 "
        "WHERE customer = (SELECT customer FROM stripe_customers WHERE account_id = :account)"
    )
    account = subscriber.account_id
    told = {}
    for status in ("past_due", "unpaid", "canceled"):
        premium.change(change, status=status, account=account)
        refused = ask(subscriber.http)
        assert problem_type(refused) == (402, "payment-required")
        told[refused.json()["state"]] = refused.json()["action"]
    assert told == {"lapsed": "manage", "unpaid": "manage", "canceled": "subscribe"}


def test_a_month_that_is_used_up_says_when_there_is_more(data: Path, tmp_path: Path) -> None:
    """The day on which the period renews."""
    with sqlite_premium(data, tmp_path, premium_questions=1) as premium:
        listener = premium.subscriber()
        last = ask(listener.http)
        assert '"questions";r=0' in last.headers["ratelimit"]
        refused = ask(listener.http).json()
        assert (refused["action"], refused["state"]) == ("wait", "active")
        assert refused["renews_at"] == listener.me()["quota"]["renews_at"]
        stream = listener.http.post(ANSWERS, json=HIVES, headers=EVENTS)
        assert problem_type(stream) == (402, "payment-required")


def is_limited(response: httpx.Response, kind: str, limit: int) -> bool:
    """Whether a request was refused by a rate, and says so in all of its fields."""
    assert problem_type(response) == (429, "rate-exceeded")
    assert 1 <= int(response.headers["retry-after"]) <= 3600
    assert response.headers["ratelimit-policy"] == f'"{kind}";q={limit};w=3600'
    return bool(re.fullmatch(rf'"{kind}";r=0;t=\d+', response.headers["ratelimit"]))


def test_an_address_has_a_rate(data: Path, tmp_path: Path) -> None:
    """For visitors and listeners alike, so that many accounts are of no use."""
    clear_of_a_new_hour()
    with sqlite_premium(data, tmp_path, address_rate="2/hour", free_questions=9) as premium:
        first, second = premium.sign_in(), premium.sign_in()
        answered = ask(first.http)
        assert '"address";r=1;' in answered.headers["ratelimit"]
        assert ask(second.http).status_code == 201
        assert is_limited(ask(first.http), "address", 2)
        assert is_limited(ask(premium.client()), "address", 2)


def test_an_account_has_a_rate(data: Path, tmp_path: Path) -> None:
    """In all of its browsers together; another account is not held up."""
    clear_of_a_new_hour()
    with sqlite_premium(data, tmp_path, account_rate="2/hour", free_questions=9) as premium:
        first, other = premium.sign_in(), premium.sign_in()
        again = premium.sign_in(first.email)
        assert [ask(one.http).status_code for one in (first, again)] == [201, 201]
        assert is_limited(ask(first.http), "account", 2)
        assert ask(other.http).status_code == 201


def test_a_key_has_a_rate(data: Path, tmp_path: Path) -> None:
    """Its own, or that of all keys; a wait of one does not hold up another."""
    clear_of_a_new_hour()
    with sqlite_premium(data, tmp_path, key_rate="2/hour") as premium:
        usual = premium.client(premium.make_key(Scope.ASK))
        own = premium.client(premium.make_key(Scope.ASK, rate="1/hour"))
        assert [ask(usual).status_code for _ in range(2)] == [201, 201]
        assert is_limited(ask(usual), "key", 2)
        assert ask(own).status_code == 201
        assert is_limited(ask(own), "key", 1)


def test_stripe_is_not_asked_as_often_as_somebody_likes(data: Path, tmp_path: Path) -> None:
    """Stripe counts what we ask, for all listeners together: one cannot use that up."""
    clear_of_a_new_hour()
    with sqlite_premium(data, tmp_path, account_rate="2/hour") as premium:
        listener = premium.sign_in()
        session, _ = listener.check_out()
        back = {"session_id": session}
        assert listener.http.post("/v1/checkout/return", json=back).status_code == 200
        asked = len(premium.stripe.log().requests)
        for path, body in (("checkout", {}), ("checkout/return", back), ("portal", {})):
            assert is_limited(listener.http.post(f"/v1/{path}", json=body), "purchase", 2)
        assert len(premium.stripe.log().requests) == asked


def test_a_caller_has_so_many_answers_at_once(
    data: Path, tmp_path: Path, openai: OpenAIServer
) -> None:
    """A second question waits for the first, costs nothing, and is let in when that has ended."""
    model = {"openai_base_url": openai.url, "model": "scripted", "concurrent_answers": 1}
    with sqlite_premium(data, tmp_path, **model) as premium:
        listener, other = premium.subscriber(), premium.subscriber()
        openai.will(Script(fault=Fault.HANGS))
        with listener.http.stream("POST", ANSWERS, json=HIVES, headers=EVENTS) as running:
            assert openai.asked.wait(10)
            refused = ask(listener.http)
            assert problem_type(refused) == (429, "too-many-answers-at-once")
            assert refused.headers["retry-after"] == "2"
            assert ask(other.http).status_code == 201
            assert listener.me()["quota"]["used"] == 1
            listener.http.post(f"{running.headers['location']}/cancel")
        eventually(lambda: ask(listener.http).status_code == 201)


def test_stopping_early_is_no_way_to_read_for_nothing(
    data: Path, tmp_path: Path, openai: OpenAIServer
) -> None:
    """Who stops before the first claim has had nothing; from the first claim on it is charged."""
    episode = Library(data).episode("winter")
    marker = next(iter(short_ids(episode).values()))
    claim = in_pieces(f"Today we talk about the winter of 2019. [{marker}]\n")
    with sqlite_premium(data, tmp_path, openai_base_url=openai.url, model="scripted") as premium:
        listener = premium.subscriber()
        openai.will(Script(fault=Fault.HANGS), Script(claim, fault=Fault.HANGS))
        with listener.http.stream("POST", ANSWERS, json=HIVES, headers=EVENTS) as stream:
            assert openai.asked.wait(10)
            listener.http.post(f"{stream.headers['location']}/cancel")
        with listener.http.stream("POST", ANSWERS, json=HIVES, headers=EVENTS) as stream:
            assert "event: claim" in stream.iter_lines()
            listener.http.post(f"{stream.headers['location']}/cancel")
        settled = "SELECT count(*) FROM question_reservations WHERE state <> 'reserved'"
        eventually(lambda: bool(premium.value(settled) == 2))
        assert listener.me()["quota"]["used"] == 1


def test_a_caller_cannot_spend_the_operators_money(
    data: Path, tmp_path: Path, openai: OpenAIServer
) -> None:
    """Beyond a day's dollars the transcript's own sentences answer; others still get the model."""
    priced = {"model_input_price": 1_000.0, "model_output_price": 1_000.0}
    ceilings = {"daily_caller_dollars": 2.0, "daily_model_dollars": 100.0}
    model = {"openai_base_url": openai.url, "model": "scripted", "model_output_tokens": 50}
    openai.otherwise = lambda _: Script(["[none]"], counts=(2_000, 50))
    with sqlite_premium(data, tmp_path, **priced, **ceilings, **model) as premium:
        listener, other = premium.subscriber(), premium.subscriber()
        asked = [ask(http).json() for http in (listener.http, listener.http, other.http)]
    assert [one["answered_by"] for one in asked] == ["model", "extractive", "model"]
    assert asked[1]["outcome"] == "answered"
    assert len(openai.requests) == 2


def test_a_rate_holds_for_whoever_serves_without_selling(data: Path) -> None:
    """Where asking is free, a visitor's address is what is counted."""
    clear_of_a_new_hour()
    settings = roomy_settings(data_dir=data, address_rate="1/hour")
    with serving(settings) as url, httpx.Client(base_url=url) as http:
        assert ask(http).status_code == 201
        assert is_limited(ask(http), "address", 1)
