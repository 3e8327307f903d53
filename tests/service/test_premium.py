"""Premium over HTTP: what is offered, buying it, coming back, and managing it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from service.access.api_key import Scope
from tests.service.conftest import Served
from tests.service.premium_client import SITE, Premium, ask, problem_type
from tests.waiting import eventually


def test_what_is_offered_is_public(premium: Premium) -> None:
    """One plan, as a list in a page like every other list."""
    plan = {
        "name": "Premium",
        "amount": "9.99",
        "currency": "usd",
        "interval": "month",
        "questions": 300,
    }
    assert premium.client().get("/v1/plans").json() == {"items": [plan], "next": None}


def test_where_asking_is_free_nothing_is_offered(served: Served) -> None:
    """The list is empty, nobody counts questions, and Stripe is not listened to."""
    with served.client() as client:
        assert client.get("/v1/plans").json() == {"items": [], "next": None}
        assert client.get("/v1/me").json()["quota"] is None
        webhook = client.post("/v1/stripe/webhook", content=b"{}")
    assert problem_type(webhook) == (404, "nothing-for-sale")


def test_a_listener_buys_comes_back_and_asks(premium: Premium) -> None:
    """The checkout leads to Stripe and back to the site; from then on questions are answered."""
    listener = premium.sign_in()
    page = f"{SITE}/episodes/12?part=2"
    begun = listener.http.post("/v1/checkout", json={"return_url": page}).json()
    assert begun["kind"] == "checkout"
    back = premium.stripe.pay(begun["url"])
    assert back.startswith(page)
    [session] = parse_qs(urlsplit(back).query)["checkout"]
    returned = listener.http.post("/v1/checkout/return", json={"session_id": session}).json()
    assert returned["status"] == "complete"
    assert returned["entitlement"] == listener.me()["entitlement"]
    assert returned["entitlement"]["state"] == "active"
    assert ask(listener.http).json()["outcome"] == "answered"


def test_coming_back_without_having_paid_changes_nothing(premium: Premium) -> None:
    """The checkout is still open."""
    listener = premium.sign_in()
    session, _ = listener.check_out()
    returned = listener.http.post("/v1/checkout/return", json={"session_id": session}).json()
    assert returned["status"] == "open"
    assert returned["entitlement"]["is_premium"] is False


def test_buying_twice_leads_to_the_one_open_checkout(premium: Premium) -> None:
    """Two tabs can not both pay."""
    listener = premium.sign_in()
    assert listener.check_out() == listener.check_out()


def test_a_subscriber_who_buys_is_shown_the_portal(premium: Premium) -> None:
    """A second subscription cannot be bought."""
    listener = premium.subscriber()
    assert listener.http.post("/v1/checkout", json={}).json()["kind"] == "portal"


def test_a_subscription_is_cancelled_in_the_portal(premium: Premium) -> None:
    """It is told until when it lasts; questions are answered until then."""
    listener = premium.subscriber()
    portal = listener.http.post("/v1/portal", json={"return_url": f"{SITE}/"}).json()
    assert portal["kind"] == "portal"
    mine = premium.value(
        "SELECT customer FROM stripe_customers WHERE account_id = :a", a=listener.account_id
    )
    [subscription] = [
        one for one in premium.stripe.objects("subscription") if one["customer"] == mine
    ]
    premium.stripe.manage(portal["url"], "cancel", subscription=subscription["id"])
    eventually(lambda: listener.me()["entitlement"]["state"] == "canceling")
    assert listener.me()["entitlement"]["renews"] is False
    assert ask(listener.http).status_code == 201


def test_who_never_bought_has_nothing_to_manage(premium: Premium) -> None:
    """The portal is Stripe's page of a customer."""
    answered = premium.sign_in().http.post("/v1/portal", json={})
    assert problem_type(answered) == (404, "no-customer")


@pytest.mark.parametrize("path", ["/v1/checkout", "/v1/portal"])
def test_only_a_listener_buys(premium: Premium, path: str) -> None:
    """A visitor is told to sign in; a key has no account to buy for."""
    key = premium.client(premium.make_key(*Scope))
    for http in (premium.client(), key):
        assert problem_type(http.post(path, json={})) == (401, "sign-in-needed")
