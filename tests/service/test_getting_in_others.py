"""Getting at what belongs to somebody else: their answers, their checkout."""

import httpx
import pytest

from service.access.api_key import Scope
from tests.service.premium_client import Listener, Premium, ask, problem_type


def told(response: httpx.Response) -> tuple[int, str]:
    """What an answer says."""
    return response.status_code, response.text


def test_an_answer_is_read_by_whoever_asked(premium: Premium) -> None:
    """To everybody else it is not there, in the very words in which nothing is there."""
    owner = premium.subscriber()
    answer = ask(owner.http).headers["location"]
    assert owner.http.get(answer).status_code == 200
    visitor, listener = premium.client(), premium.sign_in().http
    frontend = premium.client(premium.make_key(Scope.READ, Scope.ASK))
    operator = premium.client(premium.make_key(*Scope))
    for http in (visitor, listener, frontend, operator):
        assert told(http.get(answer)) == told(http.get("/v1/answers/ans_that_is_not_there"))
        assert problem_type(http.get(answer)) == (404, "answer-not-found")


def test_an_answer_is_read_in_another_browser_of_its_asker(premium: Premium) -> None:
    """It belongs to the account, not to the session."""
    owner = premium.subscriber()
    answer = ask(owner.http).headers["location"]
    assert premium.sign_in(owner.email).http.get(answer).status_code == 200


def test_what_a_key_asked_belongs_to_that_key(premium: Premium) -> None:
    """Another frontend does not read it, nor does a visitor."""
    owner = premium.client(premium.make_key(Scope.ASK))
    answer = ask(owner).headers["location"]
    assert owner.get(answer).status_code == 200
    for http in (premium.client(premium.make_key(Scope.ASK)), premium.client()):
        assert problem_type(http.get(answer)) == (404, "answer-not-found")


def come_back(listener: Listener, session: str) -> httpx.Response:
    """Comes back from a checkout."""
    return listener.http.post("/v1/checkout/return", json={"session_id": session})


def test_somebody_elses_checkout_is_not_there(premium: Premium) -> None:
    """Paid or not: it gives nobody else access, and is told like one that does not exist."""
    buyer, other = premium.sign_in(), premium.sign_in()
    session, page = buyer.check_out()
    other.check_out()
    while_open = come_back(other, session)
    premium.stripe.pay(page)
    refused = [
        while_open,
        come_back(other, session),
        come_back(other, "cs_test_absent"),
        come_back(premium.sign_in(), session),
    ]
    assert problem_type(while_open) == (404, "checkout-not-found")
    assert len({one.text for one in refused}) == 1
    assert other.me()["entitlement"]["is_premium"] is False
    assert problem_type(ask(other.http)) == (402, "payment-required")


@pytest.mark.parametrize(
    "session",
    ["cs_test_../customers", "cs_?x=1", "cs_", "in_1", "cs_a/b", "cs_a\n", "cs_%2e%2e", ""],
)
def test_a_checkouts_id_leads_nowhere_else_at_stripe(premium: Premium, session: str) -> None:
    """It becomes part of a path that we ask of Stripe, so it has letters and digits alone."""
    buyer = premium.sign_in()
    buyer.check_out()
    read = sessions_read(premium)
    refused = come_back(buyer, session)
    assert problem_type(refused) == (422, "invalid-request")
    assert sessions_read(premium) == read


def sessions_read(premium: Premium) -> int:
    """How often a checkout was read at Stripe; what events ask meanwhile is not counted."""
    asked = premium.stripe.log().requests
    return sum(
        one["method"] == "GET" and one["path"].startswith("/v1/checkout/sessions/") for one in asked
    )
