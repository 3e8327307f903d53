"""How a listener stands, as the widget says it."""

import pytest
from playwright.sync_api import Page, expect

from tests.service.premium_client import Premium
from tests.widget.embedding import ask, page_html, until
from tests.widget.host_pages import HostPages
from tests.widget.premium_steps import (
    MONOTONIC,
    answered,
    open_episode,
    sign_in,
    subscribe,
    until_account,
)
from tests.widget.sites import QUESTIONS


def test_the_questions_of_a_month_are_used_up(page: Page, premium_service: Premium) -> None:
    """It is said when there are more, the question is kept, and nothing is sold once more."""
    widget = open_episode(page, premium_service)
    subscribe(page, premium_service)
    for _ in range(QUESTIONS):
        answered(page)
    expect(widget.locator("[part=account]")).to_contain_text("0 of 3 questions left")
    ask(page, MONOTONIC)
    until(page, "quota-used-up")
    expect(widget.get_by_role("alert").first).to_contain_text("More from")
    expect(widget.locator("[part=input]")).to_have_value(MONOTONIC)
    expect(widget.get_by_role("button", name="Upgrade to chat")).to_have_count(0)


@pytest.mark.parametrize(
    ("state", "renews", "said", "button"),
    [
        ("past_due", True, "Your last payment failed. You have access", "Update your payment"),
        ("trialing", True, "Premium, trial until", "Manage or cancel"),
        ("granted", False, "Premium, until", "Sign out"),
        ("unpaid", False, "Your payment failed.", "Manage or cancel"),
        ("canceled", False, "Your subscription has ended.", "Upgrade to chat"),
    ],
)
def test_how_one_stands_is_said(  # noqa: PLR0913, PLR0917 - a row of a table
    page: Page, premium_service: Premium, state: str, renews: bool, said: str, button: str
) -> None:
    """In a sentence with its day, and with what can be done about it."""
    widget = open_episode(page, premium_service)
    page.get_by_role("button", name="Sign in").click()
    stand(page, state, renews, reason=said)
    sign_in(page, premium_service)
    until_account(page, state.replace("_", "-"))
    account = widget.locator("[part=account]")
    expect(account).to_contain_text(said)
    expect(account.get_by_role("button", name=button)).to_be_visible()


def stand(page: Page, state: str, renews: bool, reason: str) -> None:
    """Lets the service say that its listener stands so."""
    standing = {
        "state": state, "is_premium": renews, "until": "2027-01-02T10:00:00Z", "renews": renews,
        "reason": reason,
    }  # fmt: skip
    account = {"id": "acc_1", "email": "ana@example.org", "created_at": "2026-01-02T10:00:00Z"}
    told = {"kind": "listener", "account": account, "entitlement": standing, "quota": None}
    page.route("**/v1/me", lambda route: route.fulfill(json=told))


def test_a_login_of_the_site(page: Page, host: HostPages, premium_service: Premium) -> None:
    """Its token is sent with each request; nothing of the widget's own sign-in is offered."""
    subscriber = premium_service.subscriber()
    url = premium_service.url
    page.goto(host.show(page_html(url, api=url, episode="beans")))
    page.evaluate(
        "(token) => { document.querySelector('ask-episode').token = async () => token; }",
        subscriber.access_token,
    )
    until_account(page, "active")
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    answered(page)
    assert page.evaluate("localStorage.length") == 0
