"""Getting in with an API key that is wrong, ended, or not for that."""

import time

import pytest

from service.access.api_key import Scope
from tests.service.premium_client import SITE, STRANGER, Premium, ask, problem_type

KEY_REFUSED = (401, "key-refused")


def test_a_key_does_what_it_was_made_for(premium: Premium) -> None:
    """One that reads does not ask, one that asks does not read; an operator's does neither."""
    reading = premium.client(premium.make_key(Scope.READ))
    asking = premium.client(premium.make_key(Scope.ASK))
    operating = premium.client(premium.make_key(Scope.OPERATOR))
    assert reading.get("/v1/episodes").status_code == 200
    assert ask(asking).status_code == 201
    for http in (reading, operating):
        assert problem_type(ask(http)) == (403, "scope-refused")
    for http in (asking, operating):
        for path in ("/v1/episodes", "/v1/episodes/winter", "/v1/episodes/winter/search?q=hives"):
            assert problem_type(http.get(path)) == (403, "scope-refused")


def test_a_key_is_no_listener(premium: Premium) -> None:
    """What belongs to an account needs one, whatever a key may do."""
    http = premium.client(premium.make_key(*Scope))
    session = {"session_id": "cs_test_1"}
    refused = [
        http.post("/v1/checkout", json={}),
        http.post("/v1/checkout/return", json=session),
        http.post("/v1/portal", json={}),
        http.post("/v1/sign-out", json={}),
        http.post("/v1/sign-out", json={"everywhere": True}),
        http.delete("/v1/me"),
    ]
    assert [problem_type(one) for one in refused] == [(401, "sign-in-needed")] * len(refused)


def test_a_key_with_a_wrong_character_is_no_key(premium: Premium) -> None:
    """Neither with its checksum wrong, nor cut, nor longer, nor of another secret."""
    text = premium.make_key(Scope.ASK)
    other = premium.make_key(Scope.ASK)
    last = "a" if text[-1] != "a" else "b"
    for wrong in (text[:-1] + last, text[:-1], f"{text}a", text[:17] + other[17:], "ask_live_"):
        assert problem_type(ask(premium.client(wrong))) == KEY_REFUSED


def test_a_key_of_another_service_is_no_key(premium: Premium) -> None:
    """Its checksum is right, its secret is not known here; that it is unknown is not told apart."""
    from service.access.key_text import new_key_text

    unknown = premium.client(new_key_text(test=False)[1]).get("/v1/me")
    revoked = premium.make_key(Scope.ASK)
    end(premium, revoked, "revoked_at")
    known = premium.client(revoked).get("/v1/me")
    assert problem_type(unknown) == KEY_REFUSED
    assert unknown.json() == known.json()


def end(premium: Premium, key: str, column: str) -> None:
    """Lets a key have ended a second ago."""
    assert column in {"revoked_at", "expires_at"}
    premium.change(
        f"UPDATE api_keys SET {column} = :before WHERE last_four = :four",
        before=int(time.time()) - 1,
        four=key[-4:],
    )


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
def test_a_key_that_has_ended_lets_nobody_in(premium: Premium, column: str) -> None:
    """Revoked or expired, with the next request."""
    key = premium.make_key(Scope.ASK)
    assert ask(premium.client(key)).status_code == 201
    end(premium, key, column)
    assert problem_type(ask(premium.client(key))) == KEY_REFUSED


@pytest.mark.parametrize("origin", [SITE, STRANGER, "null", ""])
def test_a_key_that_a_page_sends_is_refused(premium: Premium, origin: str) -> None:
    """A key in a page can be read by all of its visitors, on a registered site too."""
    http = premium.client(premium.make_key(Scope.ASK), Origin=origin)
    assert problem_type(ask(http)) == (403, "origin-refused")


def test_a_key_that_was_made_for_a_page_works_there_alone(premium: Premium) -> None:
    """Its own origin, to the letter."""
    key = premium.make_key(Scope.ASK, origins=(SITE,))
    assert ask(premium.client(key, Origin=SITE)).status_code == 201
    for origin in (STRANGER, f"{SITE}.evil.example", f"{SITE}:443", SITE.upper(), "null"):
        assert problem_type(ask(premium.client(key, Origin=origin))) == (403, "origin-refused")


def test_a_key_has_its_own_questions(premium: Premium) -> None:
    """They end with 402 and the day on which there are more, not with somebody's subscription."""
    http = premium.client(premium.make_key(Scope.ASK, monthly_questions=1))
    assert ask(http).status_code == 201
    refused = ask(http)
    assert problem_type(refused) == (402, "payment-required")
    assert refused.json()["action"] == "wait"
