"""How an answer ends where it is not simply answered: in words, and never as a fault."""

import pytest
from playwright.sync_api import Page, expect

from tests.widget import scripted
from tests.widget.asking_pages import alert, part, press, take_down, told_soon
from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIGH, HOW_HIGH
from tests.widget.sites import WEIR

NOTICES = {
    "model_unavailable": "The language model could not be reached.",
    "cost_ceiling": "Today’s budget for the language model is used up.",
    "cut_short": "The language model broke off; more may have been said.",
    "unverified": "What the language model wrote was not said in the episode.",
}


def test_what_the_episode_does_not_say_is_no_fault(page: Page, site: str) -> None:
    """The nearest moment is shown and can be opened; nothing is said as an alert."""
    take_down(page)
    open_bare(page, site, episode=WEIR)
    ask(page, "Who was prime minister in 1821?")
    until(page, "not-in-episode")
    turn = part(page, "turn")
    expect(turn).to_contain_text("This episode does not say.")
    expect(turn).to_contain_text("The nearest moment: Tomás Quiroga, 1:04")
    expect(alert(page)).to_be_empty()
    assert told_soon(page, "ask-answer")["abstained"] is True
    part(page, "citation").click()
    expect(page.locator("mark")).to_contain_text("It was built in 1821")


def test_what_the_episode_does_not_say_looks_like_an_answer(page: Page, site: str) -> None:
    """It has the colour of the question above it."""
    open_bare(page, site, episode=WEIR)
    ask(page, "Which country won the football world cup?")
    until(page, "not-in-episode")
    colour = "(it) => getComputedStyle(it).color"
    sentence = page.get_by_text("This episode does not say.", exact=True).first
    assert sentence.evaluate(colour) == part(page, "question").evaluate(colour)


def test_a_part_that_the_episode_does_not_say_is_named(page: Page, site: str) -> None:
    """Below what it does say."""
    ending = scripted.done("partly_answered", missing="what it cost")
    scripted.stream(page, scripted.created(), scripted.claim(HIGH), ending)
    _asked(page, site)
    until(page, "partly-answered")
    expect(part(page, "claim")).to_contain_text(HIGH)
    expect(part(page, "turn")).to_contain_text("Not in this episode: what it cost")
    expect(alert(page)).to_be_empty()


def test_one_of_several_meanings_is_asked_by_a_press(page: Page, site: str) -> None:
    """Each reading is a question of its own."""
    open_bare(page, site, episode=WEIR)
    ask(page, "it?")
    until(page, "needs-clarification")
    readings = page.get_by_role("group", name="Which of these is meant?")
    reading = readings.get_by_role("button").first
    words = reading.inner_text()
    reading.click()
    expect(part(page, "question").last).to_have_text(words)
    until(page, "answered")
    expect(alert(page)).to_be_empty()


def test_small_talk_is_answered_in_a_sentence(page: Page, site: str) -> None:
    """Without claims, and without tools."""
    open_bare(page, site, episode=WEIR)
    ask(page, "Thank you!")
    until(page, "small-talk")
    expect(part(page, "turn")).to_contain_text("You are welcome. Ask again whenever you like.")
    expect(part(page, "claim")).to_have_count(0)
    expect(part(page, "tools")).to_have_count(0)


@pytest.mark.parametrize("notice", NOTICES)
def test_what_became_of_the_model_is_said_below_the_answer(
    page: Page, site: str, notice: str
) -> None:
    """The answer stands, in the episode's own words where need be."""
    ending = scripted.done(notice=notice, answered_by="extractive")
    scripted.stream(page, scripted.created(), scripted.claim(HIGH), ending)
    _asked(page, site)
    until(page, "answered")
    expect(part(page, "turn")).to_contain_text(NOTICES[notice])
    expect(part(page, "disclosure")).to_contain_text("The episode’s own words")
    expect(alert(page)).to_be_empty()


def test_a_reading_leaves_what_was_typed_meanwhile(page: Page, site: str) -> None:
    """Only a question that stands in the field is taken out of it."""
    open_bare(page, site, episode=WEIR)
    part(page, "starter").first.wait_for()
    part(page, "input").fill("Something else")
    press(page, "What is environmental DNA?")
    until(page, "answered")
    expect(part(page, "input")).to_have_value("Something else")


def _asked(page: Page, site: str) -> None:
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
