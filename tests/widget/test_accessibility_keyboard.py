"""Everything with the keyboard alone, and the focus where the listener left it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.service.premium_client import Premium
from tests.widget import scripted
from tests.widget.asking_pages import answered, begun, part, press
from tests.widget.embedding import ask, open_bare, page_html, until, widget_of
from tests.widget.host_pages import HostPages
from tests.widget.lines import HIGH, HIVES, HOW_HIGH
from tests.widget.premium_steps import sign_in, until_account
from tests.widget.sites import WEIR, WINTER, ModelSite

_FOCUS = """() => {
  const host = document.activeElement;
  const it = host?.shadowRoot?.activeElement;
  if (!it) return host?.localName;
  const {outlineStyle, outlineWidth} = getComputedStyle(it);
  if (outlineStyle !== 'solid' || parseFloat(outlineWidth) < 2) return 'without outline';
  return it.labels?.[0]?.textContent ?? it.innerText.trim();
}"""
INPUT = "Your question about this episode"
AUDIO = '<audio id="player" src="/v1/episodes/weir/audio" preload="metadata"></audio>'


def focus(page: Page) -> Any:
    """The name of what has the focus, which can be seen; of the host page's: the element's."""
    return page.evaluate(_FOCUS)


def tab_to(page: Page, name: str, key: str = "Tab") -> list[str]:
    """Goes on with Tab until something of that name has the focus; gives what had it before."""
    passed: list[str] = []
    for _ in range(30):
        page.keyboard.press(key)
        passed.append(focus(page))
        if passed[-1] == name:
            return passed[:-1]
    pytest.fail(f"{name} cannot be reached: {passed}")


def test_from_page_load_to_hearing_a_moment(page: Page, site: str) -> None:
    """In the order in which things stand; the focus can be seen at each step."""
    open_bare(page, site, around=AUDIO, episode=WEIR, player="#player")
    part(page, "starter").first.wait_for()
    assert focus(page) == "body"
    assert tab_to(page, INPUT) == part(page, "starter").all_inner_texts()
    page.keyboard.type(HOW_HIGH)
    page.keyboard.press("Enter")
    part(page, "tools").wait_for()
    assert focus(page) == INPUT
    suggested = page.get_by_role("group", name="What to ask next").get_by_role("button")
    suggested.first.wait_for()
    tools = ["Play the answer", "Copy with links", "Cite", "Share", "Related episodes",
             "Helpful", "Not helpful"]  # fmt: skip
    passed = tab_to(page, part(page, "citation").inner_text().strip(), "Shift+Tab")
    below = ["How answers are made", *suggested.all_inner_texts()]
    assert passed == [*reversed(below), *reversed(tools)]
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text(HIGH)
    page.wait_for_function("document.querySelector('audio').currentTime >= 91.6")
    assert focus(page) == part(page, "citation").inner_text().strip()


def test_from_page_load_to_a_subscription(
    page: Page, host: HostPages, premium_service: Premium
) -> None:
    """Through the mailed code and Stripe's page, and back to the answer."""
    page.goto(host.show(page_html(premium_service.url, episode=WINTER, resume=True)))
    part(page, "claim").first.wait_for()
    tab_to(page, INPUT)
    page.keyboard.type(HIVES)
    page.keyboard.press("Enter")
    until(page, "paywall")
    tab_to(page, "I have an account", "Shift+Tab")
    tab_to(page, "Upgrade to chat", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    sign_in(page, premium_service)
    subscribe = page.get_by_role("button", name="Subscribe")
    subscribe.wait_for()
    for _ in range(30):
        page.keyboard.press("Tab")
        if subscribe.evaluate("(it) => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    until_account(page, "active")
    until(page, "answered")
    expect(part(page, "question")).to_have_text(HIVES)


def test_nothing_takes_the_focus_when_the_page_is_loaded(page: Page, site: str) -> None:
    """Not even where an answer is shown again."""
    answered(page, site, resume=True)
    page.reload()
    part(page, "tools").wait_for()
    assert focus(page) == "body"


def test_the_focus_stays_in_the_field_while_an_answer_is_made(
    page: Page, with_model: ModelSite
) -> None:
    """From sending it to its end."""
    begun(page, with_model.url, with_model)
    assert focus(page) == INPUT
    with_model.model.ends()
    part(page, "tools").wait_for()
    assert focus(page) == INPUT


def test_the_focus_stays_where_an_answer_is_stopped(page: Page, with_model: ModelSite) -> None:
    """On the button, which asks again then."""
    begun(page, with_model.url, with_model)
    page.keyboard.press("Tab")
    assert focus(page) == "Stop"
    page.keyboard.press("Enter")
    until(page, "stopped")
    assert focus(page) == "Ask"


def test_the_focus_stays_in_the_field_when_an_answer_fails(page: Page, site: str) -> None:
    """The button to try again is the next one before it."""
    scripted.unreachable(page)
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    page.get_by_role("button", name="Try again").wait_for()
    assert focus(page) == INPUT
    page.keyboard.press("Shift+Tab")
    assert focus(page) == "Try again"


def test_the_focus_stays_on_a_moment_that_opens_and_closes(page: Page, site: str) -> None:
    """On its chip."""
    answered(page, site)
    chip = part(page, "citation")
    chip.focus()
    page.keyboard.press("Enter")
    page.locator("mark").wait_for()
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_be_hidden()
    expect(chip).to_be_focused()


def test_the_focus_is_not_lost_with_what_had_it(page: Page, site: str) -> None:
    """A suggested question goes when it is pressed, and so does the button to try again."""
    scripted.unreachable(page)
    open_bare(page, site, episode=WEIR)
    part(page, "starter").first.press("Enter")
    again = page.get_by_role("button", name="Try again")
    again.wait_for()
    assert _is_within(page)
    page.unroute(scripted.ANSWERS)
    again.press("Enter")
    until(page, "answered")
    assert _is_within(page)


@pytest.mark.parametrize("ended_by", ["Send", "Cancel"])
def test_the_focus_is_not_lost_with_a_report(page: Page, site: str, ended_by: str) -> None:
    """It goes back to where the report was begun, or near it."""
    answered(page, site)
    part(page, "citation").click()
    page.get_by_role("button", name="Report an error").press("Enter")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.get_by_role("button", name=ended_by).press("Enter")
    expect(page.get_by_role("combobox")).to_have_count(0)
    assert _is_within(page)


def test_the_focus_is_not_lost_with_a_text_to_copy(page: Page, site: str) -> None:
    """When it was copied by hand."""
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('No'));")
    answered(page, site)
    press(page, "Copy with links")
    expect(page.get_by_role("textbox", name="Copy this text")).to_be_focused()
    page.get_by_role("button", name="Done").press("Enter")
    assert _is_within(page)


def test_the_focus_is_not_lost_with_the_paywall(page: Page, premium_service: Premium) -> None:
    """Who thinks better of it is back at the question."""
    widget = open_bare(page, premium_service.url, episode=WINTER)
    until_account(page)
    part(page, "account").get_by_role("button", name="Sign in").press("Enter")
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    widget.get_by_role("button", name="Cancel").press("Enter")
    assert focus(page) == INPUT


def _is_within(page: Page) -> bool:
    widget_of(page)
    return bool(page.evaluate("document.activeElement.localName === 'ask-episode'"))
