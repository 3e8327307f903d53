"""What a listener does with the widget to sign in, to pay and to manage that."""

from playwright.sync_api import Locator, Page

from tests.service.premium_client import Premium, new_address
from tests.widget.embedding import ask, until, widget_of
from tests.widget.in_thread import in_thread

EPISODE = "beans"
MONOTONIC = "What is a monotonic clock?"
"""A question that the episode answers."""
OF_SESSION = "account_id = (SELECT id FROM accounts WHERE email = :email)"


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


def change_sessions(premium: Premium, statement: str, email: str | None) -> None:
    """Changes a listener's sessions in the database."""
    in_thread(lambda: premium.change(f"{statement} WHERE {OF_SESSION}", email=email))


def end_sessions(premium: Premium, email: str | None) -> None:
    """Signs a listener out, from somewhere else."""
    change_sessions(premium, "DELETE FROM sessions", email)


def age_sessions(premium: Premium, email: str | None) -> None:
    """Lets a listener's code have been typed an hour ago."""
    change_sessions(premium, "UPDATE sessions SET proved_at = proved_at - 3600", email)


def answered(page: Page) -> None:
    """Asks, and waits for the answer."""
    ask(page, MONOTONIC)
    until(page, "answered")


def refused(page: Page) -> Locator:
    """Asks, and is offered Premium; gives the offer."""
    ask(page, MONOTONIC)
    until(page, "paywall")
    return page.locator("[part=paywall]")
