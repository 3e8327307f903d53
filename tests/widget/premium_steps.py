"""What a listener does with the widget to sign in, to pay and to manage that."""

from playwright.sync_api import Locator, Page

from tests.service.premium_client import Premium, new_address
from tests.widget.embedding import widget_of

EPISODE = "beans"
MONOTONIC = "What is a monotonic clock?"
"""A question that the episode answers."""


def open_episode(page: Page, premium: Premium) -> Locator:
    """Opens the service's own page of the episode; gives the widget once it knows who listens."""
    page.goto(f"{premium.url}/episodes/{EPISODE}")
    until_account(page)
    return widget_of(page)


def until_account(page: Page, account: str | None = None) -> None:
    """Waits until the widget knows how its listener stands: so, where that is named."""
    wanted = f"={account}" if account else ""
    page.locator(f"ask-episode[data-account{wanted}]").wait_for(state="attached")


def give_address(page: Page, email: str) -> None:
    """Types an address into the field that has the focus, and sends it."""
    page.get_by_label("Your e-mail address").wait_for()
    page.keyboard.type(email)
    page.keyboard.press("Enter")
    page.get_by_label(f"The code that was mailed to {email}").wait_for()


def sign_in(page: Page, premium: Premium, email: str | None = None) -> str:
    """Types an address, then its code, into the form that is open; gives the address."""
    email = email or new_address()
    give_address(page, email)
    page.keyboard.type(premium.mailbox.code_for(email))
    page.keyboard.press("Enter")
    return email


def subscribe(page: Page, premium: Premium) -> str:
    """Buys Premium from the widget's first line, and comes back; gives the address."""
    page.get_by_role("button", name="Upgrade to chat").click()
    email = sign_in(page, premium)
    pay(page)
    until_account(page, "active")
    return email


def pay(page: Page) -> None:
    """Pays on Stripe's page, with the card that is chosen there already."""
    page.get_by_role("button", name="Subscribe").click()
