"""All that a listener may see, and how a page gets there: for tests and for screenshots.

A scene opens the widget beside a player, at the origin of a service, and ends when the widget is
in the state that it is named after, or in that of ``STATE_OF``. A view is one of the service's own
pages.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from service.endpoints.error_responses import problem
from tests.service.premium_client import ask as ask_by_program
from tests.service.premium_client import new_address
from tests.waiting import eventually
from tests.widget import scripted
from tests.widget.embedding import ask, open_bare, until
from tests.widget.listeners import cancel, signed_in, subscribed
from tests.widget.sites import BEANS, QUESTIONS, WEIR, WINTER, Stage

Scene = Callable[[Page, Stage], None]

HOW_HIGH = "How high was the weir?"
HIVES = "How many hives did Ana lose?"
LOST = "Ana Černá lost 31 hives, almost everything they had."
HIGH = "2.3 metres high, and 31 metres from bank to bank."
MONOTONIC = "What is a monotonic clock?"
OSLO = "Who won the chess final in Oslo?"

_AROUND = """<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui }}
body {{ max-width: 40rem; margin: 1.5rem auto; padding: 0 1rem }}
audio {{ width: 100% }}
</style>
<p><audio id="player" aria-label="The episode" controls preload="metadata"
src="/v1/episodes/{episode}/audio"></audio></p>"""

STATE_OF = {
    "moment": "answered",
    "page-answered": "answered",
    "page-offer": "paywall",
    "model-answer": "answered",
    "broken-off": "error",
    "code": "signing-in",
    "visitor": "idle",
    "none": "idle",
    "active": "idle",
    "trialing": "idle",
    "canceling": "idle",
    "past-due": "idle",
    "granted": "idle",
}
"""The state of a scene that is not named after it."""

ACCOUNTS = ("visitor", "none", "active", "trialing", "canceling", "past-due", "granted")
"""The scenes that are named after how an account stands."""


def idle(page: Page, stage: Stage) -> None:
    """Nothing was asked yet; questions are suggested."""
    _open(page, stage.site, WEIR)
    page.locator("[part~=starter]").first.wait_for()


def searching(page: Page, stage: Stage) -> None:
    """A question is on its way."""
    scripted.hold(page)
    _asked(page, stage)


def answering(page: Page, stage: Stage) -> None:
    """The first claim is there; more is being said."""
    _held(page, stage)
    until(page, "answering")


def answered(page: Page, stage: Stage) -> None:
    """An answer in the episode's own words."""
    _asked(page, stage)
    until(page, "answered")
    _tools(page)


def model_answer(page: Page, stage: Stage) -> None:
    """An answer that a model wrote."""
    _held(page, stage)
    stage.with_model.model.ends()
    until(page, "answered")
    _tools(page)


def moment(page: Page, stage: Stage) -> None:
    """The quotation behind a claim, in its surroundings."""
    answered(page, stage)
    chip = page.locator("[part~=citation]").first
    chip.click()
    page.locator("[part~=citation][aria-expanded=true]").wait_for()


def partly_answered(page: Page, stage: Stage) -> None:
    """A part of the question is not answered in the episode."""
    ending = scripted.done("partly_answered", missing="what it cost")
    scripted.stream(page, scripted.created(), scripted.claim(HIGH), ending)
    _asked(page, stage)


def not_in_episode(page: Page, stage: Stage) -> None:
    """The episode does not say; the nearest moment is shown."""
    _open(page, stage.site, WEIR)
    ask(page, OSLO)


def needs_clarification(page: Page, stage: Stage) -> None:
    """One of several questions may have been meant."""
    readings = ["How high was the weir before 1990?", "How high was the weir when it went?"]
    ending = scripted.done("needs_clarification", readings=readings)
    scripted.stream(page, scripted.created(), ending)
    _asked(page, stage)


def small_talk(page: Page, stage: Stage) -> None:
    """Nothing was asked of the episode."""
    _open(page, stage.site, WEIR)
    ask(page, "Thank you!")


def stopped(page: Page, stage: Stage) -> None:
    """The listener stopped the answer after its first claim."""
    _held(page, stage)
    page.keyboard.press("Escape")


def error(page: Page, stage: Stage) -> None:
    """The service could not be reached; the question is kept."""
    scripted.unreachable(page)
    _asked(page, stage)


def broken_off(page: Page, stage: Stage) -> None:
    """The connection was lost after the first claim; the question is kept."""
    scripted.stream(page, scripted.created(), scripted.status(), scripted.claim(HIGH))
    _asked(page, stage)


def rate_limited(page: Page, stage: Stage) -> None:
    """Too much was asked in a minute; the wait is counted down."""
    sentence = "You have asked 20 times within a minute. Try again in 30 seconds."
    scripted.refuse(page, problem(429, "RateExceeded", sentence), retry_after="30")
    _asked(page, stage)


def offline(page: Page, stage: Stage) -> None:
    """There is no connection."""
    idle(page, stage)
    page.context.set_offline(True)


def disabled(page: Page, stage: Stage) -> None:
    """The page has closed asking."""
    _open(page, stage.site, WEIR, disabled=True)


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


def page_answered(page: Page, stage: Stage) -> None:
    """An answer on the service's own page of an episode, and the moment it rests on, playing."""
    page.goto(f"{stage.site}/episodes/{BEANS}")
    ask(page, MONOTONIC)
    until(page, "answered")
    _tools(page)
    page.locator("[part~=citation]").first.click()
    page.get_by_role("button", name="Play from 3:13").wait_for()


def page_offer(page: Page, stage: Stage) -> None:
    """A visitor asked on that page; Premium is offered, and the question is kept."""
    page.goto(f"{stage.premium.url}/episodes/{BEANS}")
    page.locator("[part~=claim]").first.wait_for()
    ask(page, MONOTONIC)


SCENES: dict[str, Scene] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        idle, searching, answering, answered, model_answer, moment, partly_answered,
        not_in_episode, needs_clarification, small_talk, stopped, error, broken_off, rate_limited,
        offline, disabled, visitor, paywall, signing_in, code, none, active, trialing, canceling,
        past_due, granted, quota_used_up, page_answered, page_offer,
    )
}  # fmt: skip
"""All scenes, in the order in which a listener may meet them."""


def enter(name: str, page: Page, stage: Stage) -> Locator:
    """Brings a page into a scene; gives the widget, which is in the scene's state then."""
    SCENES[name](page, stage)
    if name in ACCOUNTS:
        page.locator(f"ask-episode[data-account={name}]").wait_for(state="attached")
    return until(page, STATE_OF.get(name, name))


VIEWS = {
    "page-list": "/",
    "page-episode": f"/episodes/{WEIR}",
    "page-search": f"/episodes/{WEIR}?q=sturgeon",
    "page-how": "/how-answers-are-made",
    "page-missing": "/episodes/nothing",
}
"""The service's own pages, and their paths."""


def visit(name: str, page: Page, stage: Stage) -> None:
    """Opens one of the service's own pages."""
    page.goto(f"{stage.site}{VIEWS[name]}")
    page.wait_for_load_state("networkidle")


def _open(page: Page, service: str, episode: str, *, disabled: bool = False) -> None:
    around = _AROUND.format(episode=episode)
    open_bare(page, service, around=around, episode=episode, player="#player", disabled=disabled)


def _asked(page: Page, stage: Stage) -> None:
    _open(page, stage.site, WEIR)
    ask(page, HOW_HIGH)


def _held(page: Page, stage: Stage) -> None:
    """Asks the model, which has said one sentence and has begun another."""
    stage.with_model.model.begin_anew()
    _open(page, stage.with_model.url, WINTER)
    ask(page, HIVES)
    stage.with_model.model.says(f"{LOST} {stage.with_model.marker}\nAna")
    page.locator("[part~=claim]").first.wait_for()


def _tools(page: Page) -> None:
    """Waits for what can be done with an answer, which comes after it."""
    page.locator("[part~=tools]").first.wait_for()


def _opened(page: Page, stage: Stage) -> None:
    _open(page, stage.premium.url, WINTER)
    page.locator("ask-episode[data-account]").wait_for(state="attached")


def _scripted_standing(page: Page, stage: Stage, **entitlement: Any) -> None:
    subscribed(stage.premium, page)
    scripted.stand(page, **entitlement)
    _opened(page, stage)
