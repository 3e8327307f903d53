"""Getting in with a token that was made up, changed, stolen, or has ended."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from service.access.secret_key import SecretKey
from tests.service.premium_client import (
    OTHER_SITE,
    SECRET,
    SITE,
    STRANGER,
    Listener,
    Premium,
    ask,
    problem_type,
)

REFUSED = (401, "token-refused")
SIGNING_KEY = SecretKey(SECRET.encode()).signing_key("access token")


def claims_of(listener: Listener) -> dict[str, Any]:
    """What an access token says."""
    found: dict[str, Any] = jwt.decode(
        listener.access_token, SIGNING_KEY, ["HS256"], audience="ask-episode"
    )
    return found


def part(value: object) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    """A token without a signature."""
    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims)}."


def swapped(listener: Listener, **changes: Any) -> str:
    """An access token whose payload was exchanged for another."""
    header, _, signature = listener.access_token.split(".")
    return f"{header}.{part(claims_of(listener) | changes)}.{signature}"


def signed(claims: dict[str, Any], key: bytes = SIGNING_KEY, algorithm: str = "HS256") -> str:
    """A token that a key signed."""
    return jwt.encode(claims, key, algorithm)


FORGERIES: dict[str, Callable[[Listener], str]] = {
    "alg none": lambda one: unsigned(claims_of(one)),
    "alg None in capitals": lambda one: unsigned(claims_of(one), "NONE"),
    "alg named and no signature": lambda one: unsigned(claims_of(one), "HS256"),
    "another key": lambda one: signed(claims_of(one), b"x" * 32),
    "the secret itself": lambda one: signed(claims_of(one), SECRET.encode()),
    "another algorithm": lambda one: signed(claims_of(one), algorithm="HS512"),
    "another account in the payload": lambda one: swapped(one, sub="acc_0123456789abcdef01234567"),
    "a later end in the payload": lambda one: swapped(one, exp=2**40),
    "a cut signature": lambda one: one.access_token[:-4],
    "a header of brackets": lambda one: f"{'W1tb' * 9000}.{part(claims_of(one))}.x",
    "a refresh token": lambda one: one.refresh_token,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_token_that_was_made_up_lets_nobody_in(
    premium: Premium, forge: Callable[[Listener], str]
) -> None:
    """Not as a listener, and not as a visitor either: who sends a token means it."""
    assert problem_type(premium.client(forge(premium.sign_in())).get("/v1/me")) == REFUSED


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 1},
        {"typ": "refresh"},
        {"aud": "elsewhere"},
        {"sid": "0" * 32},
        {"sub": "acc_0123456789abcdef01234567"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_signed_token_has_to_be_right_in_all(premium: Premium, changes: dict[str, Any]) -> None:
    """Expired, of another kind, for another service, of another session or account."""
    claims = claims_of(premium.sign_in())
    assert premium.client(signed(claims)).get("/v1/me").status_code == 200
    assert problem_type(premium.client(signed(claims | changes)).get("/v1/me")) == REFUSED


def test_an_access_token_does_not_refresh(premium: Premium) -> None:
    """Each kind of token does one thing."""
    body = {"refresh_token": premium.sign_in().access_token}
    assert problem_type(premium.client().post("/v1/token/refresh", json=body)) == REFUSED


def test_a_refresh_token_of_another_generation_cannot_be_worked_out(premium: Premium) -> None:
    """The number in it is signed."""
    listener = premium.sign_in()
    head, generation, proof = listener.refresh_token.rsplit("_", 2)
    assert generation == "0"
    forged = {"refresh_token": f"{head}_1_{proof}"}
    assert problem_type(premium.client().post("/v1/token/refresh", json=forged)) == REFUSED


def test_signed_out_is_signed_out(premium: Premium) -> None:
    """The access token ends at once, not when its ten minutes are over; the refresh token too."""
    listener = premium.sign_in()
    assert listener.http.post("/v1/sign-out", json={}).status_code == 204
    assert problem_type(listener.http.get("/v1/me")) == REFUSED
    assert problem_type(ask(listener.http)) == REFUSED
    assert problem_type(listener.refresh(premium.client())) == REFUSED


def test_signed_out_everywhere_is_signed_out_elsewhere(premium: Premium) -> None:
    """A thief's copy in another browser ends with it."""
    owner = premium.sign_in()
    thief = premium.sign_in(owner.email)
    assert owner.http.post("/v1/sign-out", json={"everywhere": True}).status_code == 204
    assert problem_type(thief.http.get("/v1/me")) == REFUSED
    assert problem_type(thief.refresh(premium.client())) == REFUSED


def test_a_deleted_account_has_no_tokens(premium: Premium) -> None:
    """Neither access nor refresh, in no browser, and not after the address signs in anew."""
    listener = premium.sign_in()
    elsewhere = premium.sign_in(listener.email)
    assert listener.http.delete("/v1/me").status_code == 204
    premium.sign_in(listener.email)
    for one in (listener, elsewhere):
        assert problem_type(one.http.get("/v1/me")) == REFUSED
        assert problem_type(one.refresh(premium.client())) == REFUSED


def test_a_session_that_nobody_continued_has_ended(premium: Premium) -> None:
    """After ninety days, for its access token and its refresh token."""
    listener = premium.sign_in()
    premium.change(
        "UPDATE sessions SET expires_at = :now WHERE account_id = :account",
        now=int(time.time()),
        account=listener.account_id,
    )
    assert problem_type(listener.http.get("/v1/me")) == REFUSED
    assert problem_type(listener.refresh(premium.client())) == REFUSED


def test_two_tabs_and_a_lost_answer_are_no_theft(premium: Premium) -> None:
    """Within a minute the same refresh token gives the same successor, as often as it comes."""
    listener = premium.sign_in()
    premium.let_rotation_age(listener, 61)
    answers = [listener.refresh(premium.client()).json() for _ in range(3)]
    assert len({one["refresh_token"] for one in answers}) == 1
    assert answers[0]["refresh_token"] != listener.refresh_token
    assert premium.client(answers[0]["access_token"]).get("/v1/me").status_code == 200


def test_a_refresh_token_that_was_used_long_ago_ends_the_session(premium: Premium) -> None:
    """Owner or thief, one of the two has a copy: both have to sign in again."""
    listener = premium.sign_in()
    premium.let_rotation_age(listener, 61)
    newer = listener.refresh(premium.client()).json()
    premium.let_rotation_age(listener, 61)
    assert problem_type(listener.refresh(premium.client())) == REFUSED
    body = {"refresh_token": newer["refresh_token"]}
    assert problem_type(premium.client().post("/v1/token/refresh", json=body)) == REFUSED
    assert problem_type(premium.client(newer["access_token"]).get("/v1/me")) == REFUSED


def test_a_refresh_token_works_on_the_site_that_it_was_given_to(premium: Premium) -> None:
    """Another site's page, our own page or a program gets nothing; the owner goes on."""
    listener = premium.sign_in(Origin=SITE)
    for origin, refusal in (
        ({"Origin": OTHER_SITE}, REFUSED),
        ({}, REFUSED),
        ({"Origin": STRANGER}, (403, "site-not-registered")),
        ({"Origin": "null"}, (403, "site-not-registered")),
    ):
        assert problem_type(listener.refresh(premium.client(**origin))) == refusal
    assert listener.refresh(premium.client(Origin=SITE)).status_code == 200


def test_what_costs_most_needs_a_code_that_was_just_typed(premium: Premium) -> None:
    """With a token from a browser that somebody left open, money and account are out of reach."""
    listener = premium.subscriber()
    premium.let_sign_in_age(listener, 601)
    attempts = [
        listener.http.post("/v1/portal", json={}),
        listener.http.post("/v1/checkout", json={}),
        listener.http.post("/v1/sign-out", json={"everywhere": True}),
        listener.http.delete("/v1/me"),
    ]
    assert [problem_type(one) for one in attempts] == [(403, "code-needed")] * 4
    assert all("/p/session/" not in one.text for one in attempts)
    assert ask(listener.http).status_code == 201


def test_refreshing_is_no_proof(premium: Premium) -> None:
    """A new access token of an old session is not fresh; a code is."""
    listener = premium.subscriber()
    premium.let_sign_in_age(listener, 601)
    refreshed = listener.refresh(premium.client()).json()["access_token"]
    answered = premium.client(refreshed).post("/v1/portal", json={})
    assert problem_type(answered) == (403, "code-needed")
    again = premium.sign_in(listener.email)
    assert again.http.post("/v1/portal", json={}).status_code == 200


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Token x", "bearer", "", "Bearer a b"])
def test_an_authorization_that_says_nothing_is_no_visitor(premium: Premium, header: str) -> None:
    """Who means to be somebody is told that they are not, and how to prove it."""
    answered = premium.client(Authorization=header).get("/v1/me")
    assert answered.status_code == 401
    assert answered.headers["www-authenticate"] == "Bearer"
