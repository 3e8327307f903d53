"""What everybody can use: names, sizes, roles, and what axe finds where no scene leads."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.widget import scripted
from tests.widget.asking_pages import answered, begun, part, press
from tests.widget.axe import violations
from tests.widget.browser import Look
from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIGH, HOW_HIGH
from tests.widget.sites import WEIR, ModelSite

OpenPage = Callable[[Look], Page]


def test_chips_say_who_speaks_when_and_what_a_press_does(page: Page, site: str) -> None:
    """And whether their moment is open."""
    answered(page, site)
    chip = page.get_by_role("button", name=re.compile("Tomás Quiroga, 1:31[ ,]+play this moment"))
    expect(chip).to_have_attribute("aria-expanded", "false")
    chip.click()
    expect(chip).to_have_attribute("aria-expanded", "true")
    chip.click()
    expect(chip).to_have_attribute("aria-expanded", "false")
    expect(page.locator("mark")).to_be_hidden()


def test_chips_of_an_episode_without_times_promise_none(page: Page, site: str) -> None:
    """They show the words; of a nameless speaker they say so."""
    untimed = scripted.citation(HIGH, start=None, end=None, timing="none", speaker=None)
    scripted.stream(page, scripted.created(), scripted.claim(HIGH, untimed), scripted.done())
    answered(page, site)
    page.get_by_role("button", name=re.compile("A speaker[ ,]+show the words")).click()
    expect(page.get_by_text("The transcript does not say when.")).to_be_visible()


def test_an_hour_is_told_in_hours(page: Page, site: str) -> None:
    """In chips."""
    late = scripted.citation(HIGH, start=3723.4, end=3730.0)
    scripted.stream(page, scripted.created(), scripted.claim(HIGH, late), scripted.done())
    answered(page, site)
    expect(part(page, "citation")).to_have_accessible_name(re.compile("1:02:03"))


def test_the_conversation_is_a_log_that_is_busy_while_it_grows(
    page: Page, with_model: ModelSite
) -> None:
    """It reads nothing out by itself."""
    begun(page, with_model.url, with_model)
    log = page.get_by_role("log", name="Questions and answers")
    expect(log).to_have_attribute("aria-live", "off")
    expect(log).to_have_attribute("aria-busy", "true")
    with_model.model.ends()
    until(page, "answered")
    expect(log).to_have_attribute("aria-busy", "false")


def test_the_outline_of_a_conversation(page: Page, site: str) -> None:
    """A region with a heading, and one below it for each question."""
    answered(page, site)
    region = page.get_by_role("region", name="Ask this episode")
    expect(region.get_by_role("heading", level=2)).to_have_text("Ask this episode")
    expect(region.get_by_role("heading", level=3)).to_have_text(HOW_HIGH)
    expect(region.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Your question about this episode")).to_be_visible()


def test_what_was_said_has_the_language_of_the_episode(page: Page, site: str) -> None:
    """The widget's own words have the element's, which is English unless it says otherwise."""
    answered(page, site, lang="de")
    expect(part(page, "panel")).to_have_attribute("lang", "en")
    expect(part(page, "claim").locator("> p")).to_have_attribute("lang", "en")
    page.locator("ask-episode").evaluate("(it) => it.setAttribute('lang', 'fr')")
    expect(part(page, "panel")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("opened", ["Report an error", "Not helpful", "Copy with links"])
def test_axe_finds_nothing_where_an_answer_s_tools_lead(
    opened: str, scheme: str, open_page: OpenPage, site: str
) -> None:
    """The forms of a report, and a text to be copied by hand."""
    page = open_page(Look(width=375, scheme=scheme))  # type: ignore[arg-type]
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('No'));")
    answered(page, site)
    part(page, "citation").click()
    press(page, opened)
    page.locator("ask-episode").locator("textarea:not([part])").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_right_to_left_page(
    scheme: str, open_page: OpenPage, site: str
) -> None:
    """With a moment open, a marker in it, and a notice below."""
    page = open_page(Look(scheme=scheme))  # type: ignore[arg-type]
    ending = scripted.done("partly_answered", missing="what it cost", notice="cut_short")
    scripted.stream(page, scripted.created(), scripted.claim(HIGH), ending)
    open_bare(page, site, episode=WEIR, lang="ar", direction="rtl")
    ask(page, HOW_HIGH)
    until(page, "partly-answered")
    part(page, "citation").click()
    page.locator("mark").wait_for()
    assert violations(page) == []
