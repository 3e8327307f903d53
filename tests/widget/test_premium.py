"""Premium in the widget: from a question to a subscription and back to the question."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.premium_client import Premium, new_address
from tests.widget.browser import Look, chromium
from tests.widget.embedding import ask, page_html, until
from tests.widget.host_pages import HostPages
from tests.widget.premium_steps import (
    MONOTONIC,
    give_address,
    open_episode,
    pay,
    sign_in,
    subscribe,
    until_account,
)

Open = Callable[[Look], Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The whole Chromium, windows and all, as listeners have it."""
    with chromium() as browser:
        yield browser


def test_a_visitor_sees_the_price_and_an_answered_example(
    page: Page, premium_service: Premium
) -> None:
    """The amount is that of the plan; the example is cited like any answer, and costs nothing."""
    widget = open_episode(page, premium_service)
    expect(widget.locator("[part=account]")).to_contain_text(
        "Premium · $9.99/month, cancel anytime"
    )
    example = widget.locator(".example")
    expect(example.get_by_role("heading")).to_have_text(MONOTONIC)
    expect(example.locator(".chip").first).to_contain_text("Femi Adeyinka, 3:13")


def test_from_a_question_to_a_subscription_and_back(page: Page, premium_service: Premium) -> None:
    """The question that was not let in is asked on the return from Stripe, by itself."""
    widget = open_episode(page, premium_service)
    ask(page, MONOTONIC)
    until(page, "paywall")
    expect(widget.locator("[part=input]")).to_have_value(MONOTONIC)
    widget.get_by_role("button", name="Upgrade to chat").click()
    until(page, "signing-in")
    sign_in(page, premium_service)
    pay(page)
    until(page, "answered")
    expect(widget.locator("[part=question]")).to_have_text(MONOTONIC)
    expect(widget.locator("[part=account]")).to_contain_text("2 of 3 questions left")
    assert "checkout" not in page.url


def test_coming_back_without_having_paid(page: Page, premium_service: Premium) -> None:
    """The question is there again, and is not asked."""
    widget = open_episode(page, premium_service)
    ask(page, MONOTONIC)
    until(page, "paywall")
    widget.get_by_role("button", name="Upgrade to chat").click()
    sign_in(page, premium_service)
    page.get_by_role("link", name="Back").click()
    until_account(page, "none")
    expect(widget.locator("[part=input]")).to_have_value(MONOTONIC)
    expect(widget.locator("[part=turn]:not(.example *)")).to_have_count(0)


def test_a_subscription_is_canceled_and_lasts_until_its_end(
    page: Page, premium_service: Premium
) -> None:
    """It is said until when, and asking goes on."""
    widget = open_episode(page, premium_service)
    subscribe(page, premium_service)
    widget.get_by_role("button", name="Manage or cancel").click()
    page.get_by_role("button", name="Cancel subscription").click()
    page.get_by_role("link", name="Return").click()
    until_account(page, "canceling")
    account = widget.locator("[part=account]")
    expect(account).to_contain_text("Premium is canceled. You have access until")
    expect(account.get_by_role("button", name="Keep it")).to_be_visible()
    ask(page, MONOTONIC)
    until(page, "answered")


def test_who_subscribed_signs_in_on_a_second_browser(
    open_page: Open, premium_service: Premium
) -> None:
    """Nothing is to be paid, and the question that waited is asked."""
    first, second = open_page(Look()), open_page(Look(width=375))
    open_episode(first, premium_service)
    email = subscribe(first, premium_service)
    widget = open_episode(second, premium_service)
    ask(second, MONOTONIC)
    until(second, "paywall")
    widget.get_by_role("button", name="I have an account").click()
    sign_in(second, premium_service, email)
    until(second, "answered")
    until_account(second, "active")


def test_a_wrong_code_is_said_and_can_be_typed_again(page: Page, premium_service: Premium) -> None:
    """In the form, whose field keeps the focus; another address can be given, too."""
    widget = open_episode(page, premium_service)
    widget.get_by_role("button", name="Sign in").click()
    give_address(page, new_address())
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(widget.locator("form [role=alert]").first).to_contain_text("code")
    expect(widget.get_by_label("The code that was mailed")).to_be_focused()
    widget.get_by_role("button", name="Another address").click()
    sign_in(page, premium_service)
    until_account(page, "none")
    expect(widget.locator("[part=input]")).to_be_focused()


def test_signing_in_can_be_left(page: Page, premium_service: Premium) -> None:
    """Cancel closes the form, keeps what was typed and gives the focus to the question."""
    widget = open_episode(page, premium_service)
    widget.locator("[part=input]").fill(MONOTONIC)
    widget.get_by_role("button", name="Sign in").click()
    widget.get_by_role("button", name="Cancel").click()
    until(page, "idle")
    expect(widget.locator("[part=input]")).to_have_value(MONOTONIC)
    expect(widget.locator("[part=input]")).to_be_focused()


def test_signing_out_leaves_nothing_behind(page: Page, premium_service: Premium) -> None:
    """Neither a token nor a question stays in the browser, nor an answer on the page."""
    widget = open_episode(page, premium_service)
    subscribe(page, premium_service)
    ask(page, MONOTONIC)
    until(page, "answered")
    widget.get_by_role("button", name="Sign out").click()
    until_account(page, "visitor")
    expect(widget.locator("[part=turn]:not(.example *)")).to_have_count(0)
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "ask_rt_" not in kept
    assert "monotonic" not in kept


def test_two_widgets_of_a_page_share_a_listener(
    page: Page, host: HostPages, premium_service: Premium
) -> None:
    """Whoever signs in at one is signed in at the other; signing out holds for both as well."""
    url = premium_service.url
    second = f'<ask-episode api="{url}" episode="weir"></ask-episode>'
    page.goto(host.show(page_html(url, around=second, api=url, episode="beans")))
    page.locator("ask-episode[data-account=visitor]").nth(1).wait_for()
    page.locator("ask-episode").first.get_by_role("button", name="Sign in").click()
    sign_in(page, premium_service)
    expect(page.locator("ask-episode[data-account=none]")).to_have_count(2)
    page.locator("ask-episode").last.get_by_role("button", name="Sign out").click()
    expect(page.locator("ask-episode[data-account=visitor]")).to_have_count(2)


def test_a_page_that_sells_by_itself(page: Page, premium_service: Premium) -> None:
    """It cancels the event, and the widget does nothing more."""
    widget = open_episode(page, premium_service)
    page.evaluate(
        """document.addEventListener('ask-upgrade', (event) => {
             event.preventDefault();
             document.documentElement.dataset.asked = event.detail.action;
           })"""
    )
    widget.get_by_role("button", name="Upgrade to chat").click()
    expect(page.locator("html")).to_have_attribute("data-asked", "subscribe")
    expect(page.locator("ask-episode[data-state=idle]")).to_have_count(1)
