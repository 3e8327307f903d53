"""What may stand between a listener and their subscription, and how it goes on."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from service.endpoints.error_responses import MEDIA_TYPE, Problem, problem
from tests.service.premium_client import Listener, Premium, new_address
from tests.widget.embedding import until
from tests.widget.in_thread import in_thread
from tests.widget.listeners import signed_in, subscribed
from tests.widget.premium_steps import (
    MONOTONIC,
    age_sessions,
    end_sessions,
    open_episode,
    pay,
    refused,
    sign_in,
    subscribe,
    until_account,
)


def begin_to_pay(page: Page, premium: Premium) -> None:
    """Asks as a visitor, and goes as far as Stripe's page."""
    open_episode(page, premium)
    refused(page).get_by_role("button", name="Upgrade to chat").click()
    sign_in(page, premium)
    page.get_by_role("button", name="Subscribe").wait_for()


def test_managing_needs_a_fresh_code_after_a_while(page: Page, premium_service: Premium) -> None:
    """Typed on the way to Stripe's page; the address is known."""
    widget = open_episode(page, premium_service)
    email = subscribe(page, premium_service)
    age_sessions(premium_service, email)
    widget.get_by_role("button", name="Manage or cancel").click()
    widget.get_by_label(f"The code that was mailed to {email}").wait_for()
    page.keyboard.type(premium_service.mailbox.code_for(email))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Cancel subscription")).to_be_visible()


def test_a_declined_card_leads_nowhere_and_loses_nothing(
    page: Page, premium_service: Premium
) -> None:
    """Stripe's page says so; paid by another card, the question is asked."""
    open_episode(page, premium_service)
    refused(page).get_by_role("button", name="Upgrade to chat").click()
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
    refused(page).get_by_role("button", name="Upgrade to chat").click()
    pay(page)
    page.wait_for_url("**/episodes/beans")
    until(page, "answered")
    assert premium_service.mailbox.code_for(email)


def test_a_purchase_that_is_refused_is_explained(page: Page, premium_service: Premium) -> None:
    """No code helps, so none is mailed: the sentence stays."""
    said = "A payment is disputed with your bank. Write to whoever runs this site."
    refusal = problem(403, "PurchaseRefused", said)
    page.route("**/v1/checkout", lambda route: refuse(route, refusal))
    widget = open_episode(page, premium_service)
    page.get_by_role("button", name="Upgrade to chat").click()
    mailed = sent_to(page, "/v1/sign-in")
    sign_in(page, premium_service)
    expect(widget.get_by_role("alert").first).to_have_text(said)
    assert len(mailed) == 1


@pytest.mark.parametrize("button", ["Upgrade to chat", "Manage or cancel"])
def test_a_session_that_has_ended_leads_to_signing_in(
    page: Page, premium_service: Premium, button: str
) -> None:
    """And from there to what was wanted."""
    buys = button.startswith("Upgrade")
    listener = (signed_in if buys else subscribed)(premium_service, page)
    widget = open_episode(page, premium_service)
    end_sessions(premium_service, listener.email)
    widget.get_by_role("button", name=button).click()
    sign_in(page, premium_service, listener.email)
    leads_to = "Subscribe" if buys else "Cancel subscription"
    expect(page.get_by_role("button", name=leads_to)).to_be_visible()


def test_who_stays_on_the_page_may_leave_it_later(page: Page, premium_service: Premium) -> None:
    """Where the browser did not go to Stripe's page, the button does it another time."""
    page.clock.install()
    signed_in(premium_service, page)
    widget = open_episode(page, premium_service)
    stripe = "**/c/pay/**"
    page.route(stripe, lambda route: route.fulfill(status=204))
    upgrade = widget.get_by_role("button", name="Upgrade to chat")
    with page.expect_request(stripe):
        upgrade.click()
    expect(widget.get_by_role("alert").first).to_contain_text("Opening Stripe")
    page.clock.run_for(20_000)
    expect(widget.get_by_role("alert").first).to_be_empty()
    page.unroute(stripe)
    upgrade.click()
    expect(page.get_by_role("button", name="Subscribe")).to_be_visible()


def test_who_cancels_while_a_code_is_sent_is_not_asked_for_it(
    page: Page, premium_service: Premium
) -> None:
    """The form stays closed."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    widget = open_episode(page, premium_service)
    widget.get_by_role("button", name="Sign in").click()
    page.route("**/v1/sign-in", hold)
    widget.get_by_label("Your e-mail address").fill(new_address())
    with page.expect_request("**/v1/sign-in"):
        page.keyboard.press("Enter")
    widget.get_by_role("button", name="Cancel").click()
    with page.expect_response("**/v1/sign-in"):
        held[0].continue_()
    page.evaluate("new Promise((go) => setTimeout(go))")
    expect(widget.locator("[part=paywall]")).to_be_hidden()
    until(page, "idle")


def test_a_question_that_was_answered_is_not_asked_again(
    page: Page, premium_service: Premium
) -> None:
    """It was refused once, then let in; who comes back from managing finds it as it is."""
    listener = signed_in(premium_service, page)
    widget = open_episode(page, premium_service)
    refused(page)
    in_thread(lambda: buy_elsewhere(premium_service, listener))
    widget.locator("[part=form]").get_by_role("button", name="Ask").click()
    until(page, "answered")
    until_account(page, "active")
    expect(widget.locator("[part=account]")).to_contain_text("2 of 3 questions left")
    widget.get_by_role("button", name="Manage or cancel").click()
    page.get_by_role("link", name="Return").click()
    until_account(page, "active")
    expect(widget.locator("[part=account]")).to_contain_text("2 of 3 questions left")
    expect(widget.locator("[part=input]")).to_have_value("")


def test_a_question_waits_behind_any_query(page: Page, premium_service: Premium) -> None:
    """However the page writes what its address asks for."""
    address = f"{premium_service.url}/episodes/beans?utm_ref&x=a%20b"
    page.goto(address)
    until_account(page, "visitor")
    refused(page).get_by_role("button", name="Upgrade to chat").click()
    sign_in(page, premium_service)
    page.get_by_role("button", name="Subscribe").wait_for()
    page.goto(address)
    until_account(page, "none")
    expect(page.locator("[part=input]")).to_have_value(MONOTONIC)


def buy_elsewhere(premium: Premium, listener: Listener) -> None:
    """Pays for a listener's subscription, as in another tab."""
    session, address = listener.check_out()
    premium.stripe.pay(address)
    listener.http.post("/v1/checkout/return", json={"session_id": session}).raise_for_status()


def refuse(route: Route, with_problem: Problem) -> None:
    """Answers a request with a problem."""
    body = with_problem.model_dump_json()
    route.fulfill(status=with_problem.status, body=body, content_type=MEDIA_TYPE)


def sent_to(page: Page, path: str) -> list[str]:
    """The requests to a path from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith(path):
            sent.append(request.url)

    page.on("request", note)
    return sent
