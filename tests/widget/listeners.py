"""Listeners who are signed in at the browser, as the widget keeps them."""

import json

from playwright.sync_api import Page

from tests.service.premium_client import Listener, Premium

_KEEP = """([key, token]) => {
  if (localStorage.getItem(key) === null) localStorage.setItem(key, token);
}"""


def signed_in(premium: Premium, page: Page) -> Listener:
    """A new listener, who has bought nothing; pages of the service know them from now on."""
    # A session works from the origin alone at which it was begun.
    listener = premium.sign_in(Origin=premium.url)
    given = json.dumps([f"ask-episode {premium.url}", listener.refresh_token])
    page.add_init_script(f"({_KEEP})({given})")
    return listener


def subscribed(premium: Premium, page: Page) -> Listener:
    """A new listener who has paid on Stripe's page."""
    listener = signed_in(premium, page)
    session, address = listener.check_out()
    premium.stripe.pay(address)
    returned = listener.http.post("/v1/checkout/return", json={"session_id": session}).json()
    assert returned["entitlement"]["is_premium"]
    return listener


def cancel(premium: Premium, listener: Listener) -> None:
    """Cancels a listener's subscription in Stripe's portal, to the end of what is paid."""
    portal = listener.http.post("/v1/portal", json={}).raise_for_status().json()["url"]
    [mine] = [
        one
        for one in premium.stripe.objects("subscription")
        if one["customer"] in _customers(premium, listener)
    ]
    premium.stripe.manage(portal, "cancel", subscription=mine["id"])


def _customers(premium: Premium, listener: Listener) -> set[str]:
    account = listener.account_id
    return {
        one["id"]
        for one in premium.stripe.objects("customer")
        if account in one.get("metadata", {}).values()
    }
