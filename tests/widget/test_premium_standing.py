"""How a listener stands, as the widget says it, and what happens when a session goes wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.service.premium_client import Premium, new_address
from tests.widget.browser import Look
from tests.widget.embedding import ask, page_html, until
from tests.widget.host_pages import HostPages
from tests.widget.in_thread import in_thread
from tests.widget.premium_steps import (
    MONOTONIC,
    open_episode,
    pay,
    sign_in,
    subscribe,
    until_account,
)
from tests.widget.sites import QUESTIONS

Open = Callable[[Look], Page]
OF_SESSION = "account_id = (SELECT id FROM accounts WHERE email = :email)"


def test_the_questions_of_a_month_are_used_up(page: Page, premium_service: Premium) -> None:
    """It is said when there are more, the question is kept, and nothing is sold once more."""
    widget = open_episode(page, premium_service)
    subscribe(page, premium_service)
    for _ in range(QUESTIONS):
        ask(page, MONOTONIC)
        until(page, "answered")
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


def change(premium: Premium, statement: str, email: str) -> None:
    """Changes a listener's sessions in the database."""
    in_thread(lambda: premium.change(f"{statement} WHERE {OF_SESSION}", email=email))


def test_managing_needs_a_fresh_code_after_a_while(page: Page, premium_service: Premium) -> None:
    """Typed on the way to Stripe's page; the address is known."""
    widget = open_episode(page, premium_service)
    email = subscribe(page, premium_service)
    change(premium_service, "UPDATE sessions SET proved_at = proved_at - 3600", email)
    widget.get_by_role("button", name="Manage or cancel").click()
    widget.get_by_label(f"The code that was mailed to {email}").wait_for()
    page.keyboard.type(premium_service.mailbox.code_for(email))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Cancel subscription")).to_be_visible()


def test_a_session_that_was_ended_elsewhere(page: Page, premium_service: Premium) -> None:
    """The listener reads that they were signed out; the question waits until they sign in."""
    widget = open_episode(page, premium_service)
    email = subscribe(page, premium_service)
    change(premium_service, "DELETE FROM sessions", email)
    ask(page, MONOTONIC)
    until(page, "paywall")
    expect(widget.get_by_role("alert").first).to_contain_text("signed out")
    widget.get_by_role("button", name="I have an account").click()
    sign_in(page, premium_service, email)
    until(page, "answered")


def test_a_page_loaded_again_continues_the_session(page: Page, premium_service: Premium) -> None:
    """Its access token is gone; another is had without a code."""
    open_episode(page, premium_service)
    subscribe(page, premium_service)
    page.reload()
    until_account(page, "active")
    ask(page, MONOTONIC)
    until(page, "answered")


def test_two_tabs_continue_one_session(page: Page, premium_service: Premium) -> None:
    """Both ask for a token at once, and neither is signed out."""
    open_episode(page, premium_service)
    subscribe(page, premium_service)
    other = page.context.new_page()
    other.goto(page.url, wait_until="commit")
    page.reload(wait_until="commit")
    for tab in (page, other):
        until_account(tab, "active")
        ask(tab, MONOTONIC)
        until(tab, "answered")


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
    ask(page, MONOTONIC)
    until(page, "answered")
    assert page.evaluate("localStorage.length") == 0


def test_a_declined_card_leads_nowhere_and_loses_nothing(
    page: Page, premium_service: Premium
) -> None:
    """Stripe's page says so; paid by another card, the question is asked."""
    open_episode(page, premium_service)
    ask(page, MONOTONIC)
    until(page, "paywall")
    page.locator("[part=paywall]").get_by_role("button", name="Upgrade to chat").click()
    sign_in(page, premium_service)
    page.get_by_label("Card").select_option("declined")
    pay(page)
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Card").select_option("ok")
    pay(page)
    until(page, "answered")


def test_mails_that_cannot_be_sent_are_said(page: Page, premium_service: Premium) -> None:
    """In the form, with the sentence of the service; the address stays."""
    widget = open_episode(page, premium_service)
    widget.get_by_role("button", name="Sign in").click()
    page.route("**/v1/sign-in", lambda route: route.abort())
    field = widget.get_by_label("Your e-mail address")
    email = new_address()
    field.fill(email)
    field.press("Enter")
    expect(widget.locator("form [role=alert]").first).to_contain_text("cannot be reached")
    expect(field).to_have_value(email)


def test_the_service_is_away_when_somebody_comes_back_from_paying(
    page: Page, premium_service: Premium
) -> None:
    """The question waits; it is asked when the page is opened again."""
    begin_to_pay(page, premium_service)
    page.route("**/v1/token/refresh", lambda route: route.fulfill(status=503, body="{}"))
    pay(page)
    expect(page.locator("[part=input]")).to_have_value(MONOTONIC)
    page.unroute_all()
    page.reload()
    until(page, "answered")
    until_account(page, "active")


def test_a_checkout_that_was_begun_on_another_page(page: Page, premium_service: Premium) -> None:
    """Stripe leads back to that page, which leads on to the one where the question waits."""
    page.goto(f"{premium_service.url}/episodes/weir")
    until_account(page, "visitor")
    page.get_by_role("button", name="Upgrade to chat").click()
    email = sign_in(page, premium_service)
    page.get_by_role("link", name="Back").click()
    until_account(page, "none")
    page.goto(f"{premium_service.url}/episodes/beans")
    until_account(page, "none")
    ask(page, MONOTONIC)
    until(page, "paywall")
    page.locator("[part=paywall]").get_by_role("button", name="Upgrade to chat").click()
    pay(page)
    page.wait_for_url("**/episodes/beans")
    until(page, "answered")
    assert premium_service.mailbox.code_for(email)


def test_signing_out_in_another_tab(page: Page, premium_service: Premium) -> None:
    """Here, too, nothing is left of whoever listened."""
    widget = open_episode(page, premium_service)
    subscribe(page, premium_service)
    ask(page, MONOTONIC)
    until(page, "answered")
    other = page.context.new_page()
    open_episode(other, premium_service)
    until_account(other, "active")
    other.get_by_role("button", name="Sign out").click()
    until_account(other, "visitor")
    until_account(page, "visitor")
    expect(widget.locator("[part=log] [part=turn]")).to_have_count(0)


def begin_to_pay(page: Page, premium: Premium) -> None:
    """Asks as a visitor, and goes as far as Stripe's page."""
    open_episode(page, premium)
    ask(page, MONOTONIC)
    until(page, "paywall")
    page.locator("[part=paywall]").get_by_role("button", name="Upgrade to chat").click()
    sign_in(page, premium)
    page.get_by_role("button", name="Subscribe").wait_for()
