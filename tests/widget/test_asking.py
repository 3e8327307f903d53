"""A question is typed, its answer comes claim by claim, and it can be stopped."""

from playwright.sync_api import Page, expect

from tests.widget import scripted
from tests.widget.asking_pages import Questions, alert, begun, part, press
from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIGH, HIVES, HOW_HIGH, LOST
from tests.widget.sites import WEIR, ModelSite


def test_a_question_is_typed_and_sent_with_enter(page: Page, site: str) -> None:
    """The question stands above the episode's own words, and the field is empty again."""
    open_bare(page, site, episode=WEIR)
    part(page, "input").press_sequentially(HOW_HIGH)
    page.keyboard.press("Enter")
    until(page, "answered")
    expect(part(page, "question")).to_have_text(HOW_HIGH)
    expect(part(page, "claim").first).to_contain_text(HIGH)
    expect(part(page, "citation").first).to_contain_text("Tomás Quiroga, 1:31")
    expect(part(page, "input")).to_have_value("")
    expect(alert(page)).to_be_empty()


def test_claims_appear_as_the_model_says_them(page: Page, with_model: ModelSite) -> None:
    """The first one is there while the second is still being said; the answer ends with it."""
    begun(page, with_model.url, with_model)
    until(page, "answering")
    expect(part(page, "claim")).to_contain_text(LOST)
    with_model.model.says(
        f" Černá says the mites had weakened them before the frost. {with_model.marker}\nBo"
    )
    expect(part(page, "claim")).to_have_count(2)
    expect(part(page, "claim").last).to_contain_text("before the frost")
    until(page, "answering")
    with_model.model.ends()
    until(page, "answered")
    expect(part(page, "disclosure")).to_contain_text("AI-generated from the transcript")


def test_questions_stand_below_each_other(page: Page, site: str) -> None:
    """A second question leaves the first one's answer where it is."""
    open_bare(page, site, episode=WEIR)
    for question in (HOW_HIGH, "Why did the work go over budget?"):
        ask(page, question)
        expect(part(page, "question").last).to_have_text(question)
        until(page, "answered")
    expect(part(page, "question")).to_have_count(2)
    expect(part(page, "claim").first).to_contain_text(HIGH)


def test_shift_and_enter_make_a_line(page: Page, site: str) -> None:
    """Nothing is sent."""
    open_bare(page, site, episode=WEIR)
    questions = Questions(page)
    part(page, "input").press_sequentially("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(part(page, "input")).to_have_value("One\ntwo")
    expect(part(page, "turn")).to_have_count(0)
    assert questions.sent == 0


def test_enter_chooses_a_character_that_is_being_composed(page: Page, site: str) -> None:
    """It sends the question only when nothing is composed any more."""
    open_bare(page, site, episode=WEIR)
    questions = Questions(page)
    scripted.hold(page)
    part(page, "input").focus()
    keyboard = page.context.new_cdp_session(page)
    composed = {"text": "堰の高さは", "selectionStart": 5, "selectionEnd": 5}
    keyboard.send("Input.imeSetComposition", composed)
    page.keyboard.press("Enter")
    part(page, "input").evaluate(
        # As Safari sends it once the character is chosen.
        "(it) => it.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229}))"
    )
    expect(part(page, "turn")).to_have_count(0)
    assert questions.sent == 0
    keyboard.send("Input.insertText", {"text": "堰の高さは"})
    page.keyboard.press("Enter")
    expect(part(page, "question")).to_have_text("堰の高さは")


def test_nothing_is_asked_without_words(page: Page, site: str) -> None:
    """White space is no question."""
    open_bare(page, site, episode=WEIR)
    questions = Questions(page)
    ask(page, "  ")
    press(page, "Ask")
    expect(part(page, "turn")).to_have_count(0)
    assert questions.sent == 0


def test_a_double_click_asks_once(page: Page, site: str) -> None:
    """The second click does not stop what the first one asked, where the button stays in place."""
    widget = open_bare(page, site, episode=WEIR)
    widget.evaluate("(it) => { it.style = 'position: fixed; inset: auto 0 0'; }")
    questions = Questions(page)
    part(page, "input").fill(HOW_HIGH)
    page.get_by_role("button", name="Ask", exact=True).dblclick()
    until(page, "answered")
    expect(part(page, "turn")).to_have_count(1)
    assert questions.sent == 1


def test_enter_does_nothing_while_an_answer_is_made(page: Page, with_model: ModelSite) -> None:
    """It neither stops the answer nor asks another question; what was typed stays."""
    begun(page, with_model.url, with_model)
    ask(page, "And the frost?")
    until(page, "answering")
    with_model.model.ends()
    until(page, "answered")
    expect(part(page, "turn")).to_have_count(1)
    expect(part(page, "input")).to_have_value("And the frost?")


def test_escape_stops_the_answer(page: Page, with_model: ModelSite) -> None:
    """The model is left; what it said so far stays, and so does the question."""
    begun(page, with_model.url, with_model)
    page.keyboard.press("Escape")
    with_model.model.wait_until_left()
    _is_stopped(page)


def test_the_button_stops_the_answer(page: Page, with_model: ModelSite) -> None:
    """It reads Ask again."""
    begun(page, with_model.url, with_model)
    press(page, "Stop")
    with_model.model.wait_until_left()
    _is_stopped(page)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()


def _is_stopped(page: Page) -> None:
    until(page, "stopped")
    expect(alert(page)).to_have_text("Stopped.")
    expect(part(page, "claim")).to_have_count(1)
    expect(part(page, "turn")).to_contain_text("This answer is not complete.")
    expect(part(page, "input")).to_have_value(HIVES)


def test_a_question_that_is_stopped_before_its_first_claim_leaves_nothing(
    page: Page, site: str
) -> None:
    """But the question, and the suggested ones, which are there again."""
    scripted.hold(page)
    open_bare(page, site, episode=WEIR)
    part(page, "starter").first.wait_for()
    ask(page, HOW_HIGH)
    until(page, "searching")
    expect(part(page, "starter").first).to_be_hidden()
    page.keyboard.press("Escape")
    until(page, "stopped")
    expect(part(page, "turn")).to_have_count(0)
    expect(part(page, "starter").first).to_be_visible()
    expect(part(page, "input")).to_have_value(HOW_HIGH)
