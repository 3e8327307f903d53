"""Narrow screens, large text, right-to-left pages, forced colours, stillness, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.widget import scripted
from tests.widget.asking_pages import answered, part
from tests.widget.browser import Look
from tests.widget.embedding import ask, open_bare, until
from tests.widget.fitting import assert_fits
from tests.widget.lines import HOW_HIGH
from tests.widget.scenes import enter
from tests.widget.sites import WEIR, Stage

OpenPage = Callable[[Look], Page]
NARROW = Look(width=320, height=640)

_BARE_BUTTONS = """(it) => [...it.shadowRoot.querySelectorAll('button, textarea, input, select')]
  .filter((one) => one.checkVisibility())
  .filter((one) => {
    const {borderTopStyle, borderTopColor, textDecorationLine} = getComputedStyle(one);
    const isTransparent = /^rgba.* 0\\)$/.test(borderTopColor);
    return (borderTopStyle === 'none' || isTransparent) && textDecorationLine === 'none';
  })
  .map((one) => one.textContent)"""
_ANIMATIONS = "(it) => it.shadowRoot.getAnimations().length"
_BOTH = "<style>:root { color-scheme: light dark }</style>"
_PAPER = """(it) => {
  const {backgroundColor, color} = getComputedStyle(it.shadowRoot.querySelector('.panel'));
  return [backgroundColor, color];
}"""


def test_a_report_fits_a_narrow_screen(open_page: OpenPage, stage: Stage) -> None:
    """Its choice, its field and its two buttons."""
    page = open_page(NARROW)
    enter("moment", page, stage)
    page.get_by_role("button", name="Report an error").click()
    page.get_by_role("combobox").wait_for()
    assert_fits(page)


def test_text_of_twice_the_size_fits(open_page: OpenPage, site: str) -> None:
    """Where only the text is made larger; it really is larger then."""
    page = open_page(Look(width=640, height=900))
    page.add_init_script(
        "addEventListener('DOMContentLoaded',"
        " () => { document.documentElement.style.fontSize = '200%'; })"
    )
    answered(page, site)
    part(page, "citation").click()
    page.locator("mark").wait_for()
    assert part(page, "claim").evaluate("(it) => getComputedStyle(it).fontSize") == "32px"
    assert_fits(page)


def test_a_long_word_is_broken(open_page: OpenPage, site: str) -> None:
    """Rather than wider than the screen."""
    page = open_page(NARROW)
    long = scripted.claim("Donaudampfschifffahrtsgesellschaft" * 4)
    scripted.stream(page, scripted.created(), long, scripted.done())
    answered(page, site)
    assert_fits(page)


def test_a_right_to_left_page_mirrors_the_widget(page: Page, site: str) -> None:
    """The button stands left of the field, the line beside a moment on the right."""
    answered(page, site, lang="ar", direction="rtl")
    field = part(page, "input").bounding_box()
    send = page.get_by_role("button", name="Ask", exact=True).bounding_box()
    assert field is not None
    assert send is not None
    assert send["x"] + send["width"] <= field["x"]
    part(page, "citation").click()
    sides = part(page, "sources").evaluate(
        "(it) => [getComputedStyle(it).borderLeftWidth, getComputedStyle(it).borderRightWidth]"
    )
    assert sides == ["0px", "3px"]


def test_words_keep_their_own_direction(page: Page, site: str) -> None:
    """On a page of either direction: the first strong letter tells."""
    arabic = scripted.claim("كان السد بارتفاع 2.3 متر.", number=2)
    scripted.stream(
        page, scripted.created(), scripted.claim("It was high."), arabic, scripted.done()
    )
    answered(page, site, lang="ar", direction="rtl")
    directions = (
        part(page, "claim")
        .locator("> p")
        .evaluate_all("(all) => all.map((one) => getComputedStyle(one).direction)")
    )
    assert directions == ["ltr", "rtl"]
    assert part(page, "question").evaluate("(it) => getComputedStyle(it).direction") == "ltr"


@pytest.mark.parametrize("scene", ["idle", "moment", "error", "paywall", "code"])
def test_forced_colours_show_what_can_be_pressed(
    scene: str, open_page: OpenPage, stage: Stage
) -> None:
    """By a border, or by an underline."""
    widget = enter(scene, page := open_page(Look(forced_colors=True)), stage)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert widget.evaluate(_BARE_BUTTONS) == []


def test_forced_colours_show_the_focus(open_page: OpenPage, site: str) -> None:
    """By an outline that is no shadow, which such browsers leave out."""
    page = open_page(Look(forced_colors=True))
    answered(page, site)
    page.keyboard.press("Shift+Tab")
    outline = page.locator("ask-episode").evaluate(
        """(it) => {
          const {outlineStyle, outlineWidth} = getComputedStyle(it.shadowRoot.activeElement);
          return [outlineStyle, outlineWidth];
        }"""
    )
    assert outline == ["solid", "3px"]


def test_nothing_moves_for_whoever_wants_stillness(open_page: OpenPage, site: str) -> None:
    """Even while it is waited for an answer."""
    page = open_page(Look(reduced_motion=True))
    scripted.hold(page)
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    assert until(page, "searching").evaluate(_ANIMATIONS) == 0


def test_light_and_dark_follow_the_page(page: Page, site: str) -> None:
    """Also when that changes while the page is open."""
    widget = open_bare(page, site, around=_BOTH, episode=WEIR)
    light = widget.evaluate(_PAPER)
    page.emulate_media(color_scheme="dark")
    dark = widget.evaluate(_PAPER)
    assert light == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert dark[1] == "rgb(255, 255, 255)"
    assert dark[0] != light[0]


def test_a_page_that_is_never_dark_has_no_dark_widget(page: Page, site: str) -> None:
    """Whatever the listener's browser prefers."""
    page.emulate_media(color_scheme="dark")
    assert open_bare(page, site, episode=WEIR).evaluate(_PAPER)[0] == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("theme", "other"), [("light", "dark"), ("dark", "light")])
def test_a_page_chooses_light_or_dark(page: Page, site: str, theme: str, other: str) -> None:
    """Whatever the listener's browser prefers."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    wanted = open_bare(page, site, around=_BOTH, episode=WEIR).evaluate(_PAPER)
    page.emulate_media(color_scheme=other)  # type: ignore[arg-type]
    widget = open_bare(page, site, around=_BOTH, episode=WEIR)
    assert widget.evaluate(_PAPER) != wanted
    widget.evaluate("(it, theme) => it.setAttribute('theme', theme)", theme)
    assert widget.evaluate(_PAPER) == wanted
    widget.evaluate("(it) => it.setAttribute('theme', 'auto')")
    assert widget.evaluate(_PAPER) != wanted


def test_a_wide_screen_keeps_the_log_as_high_as_the_page_wants(page: Page, site: str) -> None:
    """What is longer is scrolled within it."""
    widget = answered(page, site)
    widget.evaluate("(it) => it.style.setProperty('--ask-max-height', '60px')")
    box = part(page, "log").bounding_box()
    assert box is not None
    assert box["height"] == 60
    expect(part(page, "log")).to_be_visible()
