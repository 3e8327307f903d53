"""Scenes of a question and its answer."""

from playwright.sync_api import Page

from service.endpoints.error_responses import problem
from tests.widget import scripted
from tests.widget.embedding import ask, open_beside_player, until
from tests.widget.lines import HIGH, HIVES, HOW_HIGH, MONOTONIC, OSLO
from tests.widget.sites import BEANS, WEIR, WINTER, Stage


def idle(page: Page, stage: Stage) -> None:
    """Nothing was asked yet; questions are suggested."""
    open_beside_player(page, stage.site, WEIR)
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


def citing(page: Page, stage: Stage) -> None:
    """The ways in which an answer can be cited."""
    answered(page, stage)
    page.get_by_role("button", name="Cite", exact=True).click()
    page.locator("[part~=styles]").wait_for()


def partly_answered(page: Page, stage: Stage) -> None:
    """A part of the question is not answered in the episode."""
    ending = scripted.done("partly_answered", missing="what it cost")
    scripted.stream(page, scripted.created(), scripted.claim(HIGH), ending)
    _asked(page, stage)


def not_in_episode(page: Page, stage: Stage) -> None:
    """The episode does not say; the nearest moment is shown."""
    open_beside_player(page, stage.site, WEIR)
    ask(page, OSLO)


def needs_clarification(page: Page, stage: Stage) -> None:
    """One of several questions may have been meant."""
    readings = ["How high was the weir before 1990?", "How high was the weir when it went?"]
    ending = scripted.done("needs_clarification", readings=readings)
    scripted.stream(page, scripted.created(), ending)
    _asked(page, stage)


def small_talk(page: Page, stage: Stage) -> None:
    """Nothing was asked of the episode."""
    open_beside_player(page, stage.site, WEIR)
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
    open_beside_player(page, stage.site, WEIR, disabled=True)


def page_answered(page: Page, stage: Stage) -> None:
    """An answer on the service's own page of an episode, and the moment it rests on, playing."""
    page.goto(f"{stage.site}/episodes/{BEANS}")
    ask(page, MONOTONIC)
    until(page, "answered")
    _tools(page)
    page.locator("[part~=citation]").first.click()
    page.get_by_role("button", name="Play from 3:13").wait_for()


def _asked(page: Page, stage: Stage) -> None:
    open_beside_player(page, stage.site, WEIR)
    ask(page, HOW_HIGH)


def _held(page: Page, stage: Stage) -> None:
    """Asks the model, which has said one sentence and has begun another."""
    stage.with_model.model.begin_anew()
    open_beside_player(page, stage.with_model.url, WINTER)
    ask(page, HIVES)
    stage.with_model.begins()
    page.locator("[part~=claim]").first.wait_for()


def _tools(page: Page) -> None:
    """Waits for what can be done with an answer, which comes after it."""
    page.locator("[part~=tools]").first.wait_for()


ASKING = (
    idle,
    searching,
    answering,
    answered,
    model_answer,
    moment,
    citing,
    partly_answered,
    not_in_episode,
    needs_clarification,
    small_talk,
    stopped,
    error,
    broken_off,
    rate_limited,
    offline,
    disabled,
    page_answered,
)
"""In the order in which a listener may meet them."""
