"""Who listens: a session that goes on, ends, or becomes somebody else's."""

import pytest
from playwright.sync_api import Page, expect

from tests.service.premium_client import Premium
from tests.widget.asking_hostile import NOTHING_IS_KEPT
from tests.widget.embedding import ask, open_bare, until
from tests.widget.listeners import signed_in, subscribed
from tests.widget.premium_steps import (
    MONOTONIC,
    age_sessions,
    answered,
    end_sessions,
    open_episode,
    refused,
    sign_in,
    subscribe,
    until_account,
)
from tests.widget.sites import BEANS, WINTER


def test_a_session_that_was_ended_elsewhere(page: Page, premium_service: Premium) -> None:
    """The listener reads that they were signed out; the question waits until they sign in."""
    widget = open_episode(page, premium_service)
    email = subscribe(page, premium_service)
    end_sessions(premium_service, email)
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
    answered(page)


def test_two_tabs_continue_one_session(page: Page, premium_service: Premium) -> None:
    """Both ask for a token at once, and neither is signed out."""
    open_episode(page, premium_service)
    subscribe(page, premium_service)
    other = page.context.new_page()
    other.goto(page.url, wait_until="commit")
    page.reload(wait_until="commit")
    for tab in (page, other):
        until_account(tab, "active")
        answered(tab)


def test_signing_out_in_another_tab(page: Page, premium_service: Premium) -> None:
    """Here, too, nothing is left of whoever listened."""
    widget = open_episode(page, premium_service)
    subscribe(page, premium_service)
    answered(page)
    other = page.context.new_page()
    open_episode(other, premium_service)
    until_account(other, "active")
    other.get_by_role("button", name="Sign out").click()
    until_account(other, "visitor")
    until_account(page, "visitor")
    expect(widget.locator("[part=log] [part=turn]")).to_have_count(0)


def test_somebody_else_signs_in_after_a_session_has_ended(
    page: Page, premium_service: Premium
) -> None:
    """They see nothing that was asked before them; what was typed last is asked by nobody."""
    listener = subscribed(premium_service, page)
    widget = open_episode(page, premium_service)
    answered(page)
    end_sessions(premium_service, listener.email)
    refused(page).get_by_role("button", name="I have an account").click()
    sign_in(page, premium_service)
    until_account(page, "none")
    expect(widget.locator("[part=log] [part=turn]")).to_have_count(0)
    expect(widget.locator("[part=input]")).to_have_value(MONOTONIC)
    until(page, "idle")


def test_somebody_else_proves_who_they_are(page: Page, premium_service: Premium) -> None:
    """On the way to managing a subscription, with another address: it is theirs to see, no more."""
    listener = subscribed(premium_service, page)
    widget = open_episode(page, premium_service)
    answered(page)
    age_sessions(premium_service, listener.email)
    widget.get_by_role("button", name="Manage or cancel").click()
    widget.get_by_role("button", name="Another address").click()
    sign_in(page, premium_service)
    until_account(page, "none")
    expect(widget.locator("[part=log] [part=turn]")).to_have_count(0)


def test_somebody_else_signs_in_in_another_tab(page: Page, premium_service: Premium) -> None:
    """Without the one before having signed out: this tab goes on as theirs, too."""
    subscribed(premium_service, page)
    widget = open_episode(page, premium_service)
    answered(page)
    other = premium_service.sign_in(Origin=premium_service.url)
    tab = page.context.new_page()
    tab.goto(f"{premium_service.url}/how-answers-are-made")
    tab.evaluate(
        "([key, token]) => localStorage.setItem(key, token)",
        [f"ask-episode {premium_service.url}", other.refresh_token],
    )
    until_account(page, "none")
    expect(widget.locator("[part=log] [part=turn]")).to_have_count(0)


def test_a_widget_that_was_taken_out_hears_of_it_later(
    page: Page, premium_service: Premium
) -> None:
    """Once it is in the page again."""
    subscribed(premium_service, page)
    widget = open_episode(page, premium_service)
    answered(page)
    page.evaluate("window.out = document.querySelector('ask-episode'); window.out.remove()")
    other = page.context.new_page()
    open_episode(other, premium_service).get_by_role("button", name="Sign out").click()
    until_account(other, "visitor")
    page.evaluate("document.querySelector('main').append(window.out)")
    until_account(page, "visitor")
    expect(widget.locator("[part=log] [part=turn]")).to_have_count(0)


def test_what_one_asked_is_not_put_back_for_the_next(page: Page, premium_service: Premium) -> None:
    """Where the page may keep it, it waits for the one who asked."""
    listener = signed_in(premium_service, page)
    url = premium_service.url
    open_bare(page, url, episode=WINTER, resume=True)
    until_account(page, "none")
    refused(page)
    open_bare(page, url, episode=BEANS, resume=True)
    until_account(page, "none")
    page.get_by_role("button", name="Sign out").click()
    until_account(page, "visitor")
    open_bare(page, url, episode=WINTER, resume=True)
    page.locator("[part~=claim]").first.wait_for()
    expect(page.locator("[part=input]")).to_have_value("")
    page.get_by_role("button", name="Sign in").click()
    sign_in(page, premium_service, listener.email)
    until_account(page, "none")
    page.reload()
    expect(page.locator("[part=input]")).to_have_value(MONOTONIC)


@pytest.mark.parametrize("change", ["it.labels = {ask: 'Fragen'}", "it.setAttribute('lang', 'fr')"])
def test_a_browser_that_keeps_nothing_stays_signed_in_on_the_page(
    page: Page, premium_service: Premium, change: str
) -> None:
    """Also when the widget is drawn anew."""
    page.add_init_script(NOTHING_IS_KEPT)
    open_bare(page, premium_service.url, episode=WINTER)
    page.locator("[part=account]").get_by_role("button", name="Sign in").click()
    sign_in(page, premium_service)
    until_account(page, "none")
    page.locator("ask-episode").evaluate(f"(it) => {{ {change}; }}")
    page.locator("[part~=starter]").first.wait_for()
    until_account(page, "none")
