"""The hosted pages, as a browser without scripts uses them."""

import pytest

from tests.local_stripe import Card, LocalStripe
from tests.local_stripe.conftest import Api


def session(stripe: LocalStripe, api: Api, **form: str) -> str:
    """A Checkout session's id."""
    line = {"line_items[0][price]": stripe.make_price(), "line_items[0][quantity]": "1"}
    url = {"success_url": "https://example.org/back?session={CHECKOUT_SESSION_ID}"}
    return api.created("checkout/sessions", mode="subscription", **line, **url, **form)


def page_of(stripe: LocalStripe, session_id: str) -> str:
    return f"{stripe.url}/c/pay/{session_id}"


def test_paying_leads_back_to_the_service(stripe: LocalStripe, api: Api) -> None:
    """With the session's id where the service wants it; the page is gone then."""
    customer = api.created("customers", email="ada@example.org")
    identity = session(stripe, api, customer=customer)
    url = page_of(stripe, identity)
    shown = api.get(url).text
    assert 'value="ada@example.org"' in shown
    assert "9.99 USD" in shown
    assert stripe.pay(url) == f"https://example.org/back?session={identity}"
    paid = api.get(f"/v1/checkout/sessions/{identity}").json()
    assert (paid["status"], paid["payment_status"], paid["url"]) == ("complete", "paid", None)
    assert "no longer available" in api.get(url).text
    assert "no longer available" in api.post(url, data={"card": "ok"}).text
    assert len(stripe.objects("subscription")) == 1


@pytest.mark.parametrize(
    ("card", "message"),
    [
        (Card.DECLINED, "Your card was declined."),
        (Card.AUTHENTICATION, "We are unable to authenticate your payment method."),
    ],
)
def test_a_declined_card_is_told_on_the_page(
    stripe: LocalStripe, api: Api, card: Card, message: str
) -> None:
    """The page stays, for another card."""
    url = page_of(stripe, session(stripe, api))
    with pytest.raises(AssertionError, match=f'role="alert">{message}'):
        stripe.pay(url, card)
    assert stripe.objects("subscription") == []
    assert stripe.pay(url)


def test_the_page_shows_what_it_needs(stripe: LocalStripe, api: Api) -> None:
    """Terms only if they are to be accepted, no card only if nothing is to be paid."""
    plain = api.get(page_of(stripe, session(stripe, api))).text
    assert "terms of service" not in plain
    assert "No card" not in plain
    asked = session(
        stripe,
        api,
        **{
            "cancel_url": 'https://example.org/"><script>',
            "consent_collection[terms_of_service]": "required",
            "payment_method_collection": "if_required",
            "subscription_data[trial_period_days]": "7",
        },
    )
    shown = api.get(page_of(stripe, asked)).text
    assert "I accept the terms of service" in shown
    assert "No card" in shown
    assert "7 days free" in shown
    assert "<script>" not in shown


def test_the_portal_cancels_and_renews(stripe: LocalStripe, api: Api) -> None:
    """And changes the card of what is subscribed."""
    customer = api.created("customers", email="ada@example.org")
    stripe.pay(page_of(stripe, session(stripe, api, customer=customer)))
    [subscription] = api.get("/v1/subscriptions").json()["data"]
    portal = api.created("billing_portal/sessions", customer=customer)
    url = f"{stripe.url}/p/session/{portal}"
    assert "Cancel subscription" in api.get(url).text
    stripe.manage(url, "cancel", subscription=subscription["id"])
    assert "Do not cancel" in api.get(url).text
    planned = api.get(f"/v1/subscriptions/{subscription['id']}").json()
    assert planned["cancel_at_period_end"]
    stripe.manage(url, "renew", subscription=subscription["id"])
    stripe.manage(url, "card", card="ok")
    changed = api.get(f"/v1/subscriptions/{subscription['id']}").json()
    assert not changed["cancel_at_period_end"]
    assert changed["default_payment_method"] != subscription["default_payment_method"]
    with pytest.raises(AssertionError, match="declined"):
        stripe.manage(url, "card", card="declined")


def test_the_portal_is_one_customers(stripe: LocalStripe, api: Api) -> None:
    """Nobody cancels what somebody else subscribed to."""
    stripe.pay(page_of(stripe, session(stripe, api)))
    [other] = api.get("/v1/subscriptions").json()["data"]
    portal = api.created("billing_portal/sessions", customer=api.created("customers"))
    with pytest.raises(AssertionError, match="No such subscription"):
        stripe.manage(f"{stripe.url}/p/session/{portal}", "cancel", subscription=other["id"])
    [still] = api.get("/v1/subscriptions").json()["data"]
    assert not still["cancel_at_period_end"]


def test_pages_that_were_never_made_are_missing(api: Api) -> None:
    """404, as a page."""
    for path in ("/c/pay/cs_test_none", "/p/session/bps_none"):
        assert api.get(path).status_code == 404
