"""Scenes of listeners at a service that sells Premium."""

from typing import Any

from playwright.sync_api import Page

from tests.service.premium_client import ask as ask_by_program
from tests.service.premium_client import new_address
from tests.waiting import eventually
from tests.widget import scripted
from tests.widget.embedding import ask, open_beside_player, until
from tests.widget.lines import HIVES, MONOTONIC
from tests.widget.listeners import cancel, signed_in, subscribed
from tests.widget.sites import BEANS, QUESTIONS, WINTER, Stage


def visitor(page: Page, stage: Stage) -> None:
    """Nobody is signed in: what it costs, and one answered example."""
    _opened(page, stage)
    page.locator("[part~=claim]").first.wait_for()


def paywall(page: Page, stage: Stage) -> None:
    """A visitor asked."""
    visitor(page, stage)
    ask(page, HIVES)


def signing_in(page: Page, stage: Stage) -> None:
    """The address is asked for."""
    paywall(page, stage)
    until(page, "paywall")
    page.locator("[part=paywall]").get_by_role("button", name="Upgrade to chat").click()


def code(page: Page, stage: Stage) -> None:
    """The mailed code is asked for."""
    signing_in(page, stage)
    page.get_by_label("Your e-mail address").fill(new_address())
    page.keyboard.press("Enter")
    page.get_by_label("The code that was mailed").wait_for()


def none(page: Page, stage: Stage) -> None:
    """Signed in; nothing was bought."""
    signed_in(stage.premium, page)
    _opened(page, stage)


def active(page: Page, stage: Stage) -> None:
    """Premium, which renews."""
    subscribed(stage.premium, page)
    _opened(page, stage)


def trialing(page: Page, stage: Stage) -> None:
    """Premium, before the first payment."""
    _scripted_standing(page, stage, state="trialing")


def canceling(page: Page, stage: Stage) -> None:
    """Premium until the end of what is paid."""
    listener = subscribed(stage.premium, page)
    cancel(stage.premium, listener)
    eventually(lambda: listener.me()["entitlement"]["state"] == "canceling")
    _opened(page, stage)


def past_due(page: Page, stage: Stage) -> None:
    """The last payment failed, and access goes on for some days."""
    _scripted_standing(page, stage, state="past_due", renews=False)


def granted(page: Page, stage: Stage) -> None:
    """Premium as a gift of the operator."""
    _scripted_standing(page, stage, state="granted", renews=False)


def quota_used_up(page: Page, stage: Stage) -> None:
    """All questions of the month were asked."""
    listener = subscribed(stage.premium, page)
    for _ in range(QUESTIONS):
        assert ask_by_program(listener.http).status_code == 201
    _opened(page, stage)
    ask(page, HIVES)


def page_offer(page: Page, stage: Stage) -> None:
    """A visitor asked on that page; Premium is offered, and the question is kept."""
    page.goto(f"{stage.premium.url}/episodes/{BEANS}")
    page.locator("[part~=claim]").first.wait_for()
    ask(page, MONOTONIC)


def _opened(page: Page, stage: Stage) -> None:
    open_beside_player(page, stage.premium.url, WINTER)
    page.locator("ask-episode[data-account]").wait_for(state="attached")


def _scripted_standing(page: Page, stage: Stage, **entitlement: Any) -> None:
    subscribed(stage.premium, page)
    scripted.stand(page, **entitlement)
    _opened(page, stage)


PREMIUM = (
    visitor,
    paywall,
    signing_in,
    code,
    none,
    active,
    trialing,
    canceling,
    past_due,
    granted,
    quota_used_up,
    page_offer,
)
"""In the order in which a listener may meet them."""
