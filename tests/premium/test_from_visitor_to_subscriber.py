"""The story of one listener, told twice: over SQLite alone, and over PostgreSQL and Redis.

Everything is real but Stripe, which is our own, and the time, which passes faster.
"""

import re

import httpx
import pytest

from tests.premium.listener import HOW_MANY, Listener, never_asked
from tests.premium.services import QUESTIONS, Deployment
from tests.waiting import eventually

ELSEWHERE = "Who won the chess tournament in Oslo?"
LOST = "We lost thirty-one hives, which was almost everything we had."
A_MONTH = 31
_NUMBER = re.compile(r"\d+")


@pytest.fixture
def bea(deployment: Deployment) -> Listener:
    """Somebody whom the service does not know yet."""
    return deployment.listener("bea@example.org")


@pytest.fixture
def phone(deployment: Deployment) -> Listener:
    """Bea's other device."""
    return deployment.listener("bea@example.org")


def test_a_visitor_becomes_a_subscriber_and_leaves_again(
    deployment: Deployment, bea: Listener, phone: Listener
) -> None:
    """She reads the price, signs in, pays, asks, runs out, renews, cancels, returns and leaves."""
    sees_the_price(bea)
    is_told_to(bea, "sign_in")
    bea.sign_in()
    is_told_to(bea, "subscribe")
    pays_and_asks_at_once(bea, deployment)
    asks_what_was_not_said_for_nothing(bea)
    uses_up_the_month(bea)
    has_a_new_month(bea, deployment)
    cancels_with_a_fresh_code(bea)
    keeps_what_is_paid_for_then_loses_it(bea, deployment)
    comes_back(bea)
    answer = asks_from_another_device(bea, phone)
    deletes_the_account(bea, phone, deployment)
    finds_nothing_of_it(bea, answer)
    is_named_in_no_log(bea, phone, deployment)


def sees_the_price(visitor: Listener) -> None:
    """What is sold is no secret."""
    [plan] = visitor.send("GET", "/v1/plans").json()["items"]
    assert (plan["name"], plan["amount"], plan["currency"]) == ("Premium", "9.99", "usd")
    assert (plan["interval"], plan["questions"]) == ("month", QUESTIONS)


def is_told_to(listener: Listener, action: str) -> dict[str, object]:
    """An answer is not included, and the refusal says what to do."""
    response = listener.ask(HOW_MANY)
    assert response.status_code == httpx.codes.PAYMENT_REQUIRED
    problem: dict[str, object] = response.json()
    assert problem["action"] == action, problem
    return problem


def is_answered(listener: Listener) -> str:
    """The answer is the episode's own words, with their second; gives where it is kept."""
    response = listener.ask(never_asked())
    assert response.status_code == httpx.codes.CREATED, response.text
    answer = response.json()
    [citation] = answer["claims"][0]["citations"]
    assert answer["outcome"] == "answered"
    assert (citation["quote"], citation["speaker"], citation["start"]) == (LOST, "Ana Černá", 8.5)
    return response.headers["location"]


def used(listener: Listener) -> int:
    """How many questions of this month were asked."""
    return int(listener.me()["quota"]["used"])


def pays_and_asks_at_once(listener: Listener, deployment: Deployment) -> None:
    """Coming back from the payment page is enough: no webhook is waited for."""
    deployment.stripe.settings(paused=True)
    came_back = listener.subscribe()
    assert (came_back["status"], came_back["entitlement"]["state"]) == ("complete", "active")
    is_answered(listener)
    heard = deliveries(deployment)
    assert deployment.stripe.flush() > 0
    deployment.stripe.settings(paused=False)
    assert set(deliveries(deployment)[len(heard) :]) == {httpx.codes.OK}
    assert listener.state == "active"


def deliveries(deployment: Deployment) -> list[int | str]:
    """What the service answered to Stripe's webhooks so far."""
    deployment.stripe.settle()
    return [one.result for one in deployment.stripe.log().deliveries]


def asks_what_was_not_said_for_nothing(listener: Listener) -> None:
    """A question that the episode does not answer is told so, and not counted."""
    before = used(listener)
    response = listener.ask(ELSEWHERE)
    assert response.json()["outcome"] == "not_in_episode"
    assert used(listener) == before == 1


def uses_up_the_month(listener: Listener) -> None:
    """Questions are counted together, whichever process answers them."""
    for _ in range(used(listener), QUESTIONS):
        is_answered(listener)
    problem = is_told_to(listener, "wait")
    renews_at = listener.me()["quota"]["renews_at"]
    assert problem["renews_at"] == renews_at == listener.me()["entitlement"]["until"]


def has_a_new_month(listener: Listener, deployment: Deployment) -> None:
    """Stripe renews the subscription and tells so, and the count begins anew."""
    heard, before = deliveries(deployment), listener.me()["entitlement"]["until"]
    deployment.advance(A_MONTH)
    assert set(deliveries(deployment)[len(heard) :]) == {httpx.codes.OK}
    eventually(lambda: listener.me()["entitlement"]["until"] > before)
    assert (listener.state, used(listener)) == ("active", 0)
    is_answered(listener)
    assert used(listener) == 1


def cancels_with_a_fresh_code(listener: Listener) -> None:
    """A token alone, which may be a month old, opens no portal; a code that was just typed does."""
    refused = listener.open_portal()
    assert refused.status_code == httpx.codes.FORBIDDEN
    assert refused.json()["error"]["code"] == "code-needed"
    listener.manage("cancel")
    eventually(lambda: listener.state == "canceling")


def keeps_what_is_paid_for_then_loses_it(listener: Listener, deployment: Deployment) -> None:
    """Cancelled is not ended: the month was paid for."""
    is_answered(listener)
    deployment.advance(A_MONTH)
    assert is_told_to(listener, "subscribe")["state"] == "canceled"


def comes_back(listener: Listener) -> None:
    """Whoever left can buy again."""
    assert listener.subscribe()["entitlement"]["state"] == "active"
    is_answered(listener)


def asks_from_another_device(listener: Listener, device: Listener) -> str:
    """The account is the same: what was paid for, what was asked and what is left of it."""
    asked_here = is_answered(listener)
    device.sign_in()
    assert device.me()["account"] == listener.me()["account"]
    assert device.send("GET", asked_here).json()["claims"]
    is_answered(device)
    assert used(device) == used(listener) == QUESTIONS
    return asked_here


def deletes_the_account(listener: Listener, device: Listener, deployment: Deployment) -> None:
    """It takes a fresh code; the subscription ends at Stripe, and no token is good any more."""
    subscription = listener.subscription()
    deployment.advance(1)
    assert listener.send("DELETE", "/v1/me").status_code == httpx.codes.FORBIDDEN
    listener.sign_in()
    assert listener.send("DELETE", "/v1/me").status_code == httpx.codes.NO_CONTENT
    at_stripe = {one["id"]: one["status"] for one in deployment.stripe.objects("subscription")}
    assert at_stripe[subscription["id"]] == "canceled"
    for browser in (listener, device):
        assert browser.send("GET", "/v1/me").status_code == httpx.codes.UNAUTHORIZED
        assert browser.refresh().status_code == httpx.codes.UNAUTHORIZED


def finds_nothing_of_it(listener: Listener, answer: str) -> None:
    """Whoever signs in again with the address is new here."""
    listener.sign_in()
    assert listener.state == "none"
    assert listener.send("GET", answer).status_code == httpx.codes.NOT_FOUND


def is_named_in_no_log(listener: Listener, device: Listener, deployment: Deployment) -> None:
    """No log has an address, a code, a token or a secret."""
    settings = deployment.environment
    secrets = [value for name, value in settings.items() if "SECRET" in name]
    tokens = [token for browser in (listener, device) for token in browser.tokens if token]
    assert (len(secrets), len(tokens)) == (2, 4)
    for private in (*secrets, *tokens, listener.email):
        assert private not in deployment.logs
    assert set(_NUMBER.findall(deployment.logs)).isdisjoint(deployment.mailbox.codes)
