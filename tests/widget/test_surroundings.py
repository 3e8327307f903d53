"""Whatever page the widget lives on, it answers, opens a moment and offers its tools."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.service.premium_client import Premium
from tests.widget.asking_hostile import NOTHING_IS_KEPT, RESETS, TAMPERED
from tests.widget.asking_pages import answered, part, press
from tests.widget.embedding import STRICT, ask, open_bare, page_html, until, widget_of
from tests.widget.host_pages import HostPages
from tests.widget.lines import HIGH, HOW_HIGH
from tests.widget.premium_steps import sign_in
from tests.widget.sites import BEANS, WEIR, WINTER

THANKS = "Thank you. Whoever runs this site can read it."


_LOOK = """(it) => {
  const {fontSize, color, letterSpacing, textTransform, position, display} = getComputedStyle(it);
  return {fontSize, color, letterSpacing, textTransform, position, display};
}"""


def show(page: Page, service: str, html: str) -> None:
    """Opens a document at a service's own origin, and waits for its widget."""
    address = f"{service}/bare"
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address)
    page.locator("ask-episode[data-state]").first.wait_for()


def works(page: Page, widget: Locator | None = None) -> None:
    """Asks, opens the moment, and uses each tool; whatever a page has done to its prototypes."""
    within = widget or page.locator("ask-episode")
    field = within.locator("[part=input]")
    field.fill(HOW_HIGH)
    field.press("Enter")
    expect(within.locator("[part=claim]")).to_contain_text(HIGH)
    within.locator("[part=citation]").click()
    expect(within.locator("mark")).to_have_text(HIGH)
    within.get_by_role("button", name="Helpful", exact=True).click()
    said = within.locator("[part=status]")
    expect(said).to_have_text(THANKS)
    within.get_by_role("button", name="Cite").click()
    for tool in ("Copy with links", "Plain", "APA", "Copy link"):
        within.get_by_role("button", name="Helpful", exact=True).click()
        expect(said).to_have_text(THANKS)
        within.get_by_role("button", name=tool).click()
        # The clipboard is closed to some pages: then the text is shown.
        told = within.locator("[part=status], [role=alert]")
        expect(told.filter(has_text=re.compile(r"Copied\.|Copy this text"))).to_have_count(1)


def test_the_strictest_policy_of_the_service_s_own_page(page: Page, site: str) -> None:
    """No inline styles, no markup made of text, nothing from elsewhere."""
    open_bare(page, site, STRICT, episode=WEIR)
    works(page)


def test_the_strictest_policy_of_another_site(page: Page, host: HostPages, site: str) -> None:
    """It names the service for scripts and for connections, and nothing else."""
    policy = STRICT.replace("'self'", site)
    page.goto(host.show(page_html(site, plain=True, episode=WEIR), policy))
    works(page)


def test_a_policy_that_does_not_name_the_service_keeps_it_out(
    browser: Browser, host: HostPages, site: str
) -> None:
    """So the tests above see a policy that is in force."""
    page = browser.new_page()
    html = page_html(site, plain=True, episode=WEIR)
    with page.expect_event("console", lambda line: "script-src" in line.text):
        page.goto(host.show(html, STRICT))
    assert page.locator("ask-episode[data-state]").count() == 0
    page.close()


def test_a_page_whose_styles_spare_nothing(page: Page, site: str) -> None:
    """Not one of them comes in: sizes, colours, letters and places are the widget's own."""
    show(page, site, page_html(around=RESETS, episode=WEIR))
    works(page)
    assert part(page, "question").evaluate(_LOOK) == {
        "fontSize": "16px",
        "color": "rgb(0, 0, 0)",
        "letterSpacing": "normal",
        "textTransform": "none",
        "position": "static",
        "display": "block",
    }
    assert page.locator("mark").evaluate("(it) => getComputedStyle(it).backgroundColor") != (
        "rgb(255, 0, 0)"
    )


def test_a_page_that_tampers_with_the_language(page: Page, site: str) -> None:
    """Prototypes that throw, and such as have more than they should; before the script comes."""
    show(page, site, page_html(around=f"<script>{TAMPERED}</script>", episode=WEIR))
    works(page)


def test_a_page_that_tampers_with_the_language_and_sells_premium(
    page: Page, premium_service: Premium
) -> None:
    """A visitor sees the price and the example, and signs in."""
    html = page_html(around=f"<script>{TAMPERED}</script>", episode=WINTER)
    show(page, premium_service.url, html)
    expect(part(page, "account")).to_contain_text("$9.99/month")
    expect(part(page, "claim").first).to_be_visible()
    part(page, "account").get_by_role("button", name="Sign in").click()
    sign_in(page, premium_service)
    page.locator("ask-episode[data-account=none]").wait_for(state="attached")


@pytest.mark.parametrize("again", ["", "?copy"])
def test_a_second_copy_of_the_script(page: Page, site: str, again: str) -> None:
    """Under the same address, or another one; the first one goes on."""
    open_bare(page, site, episode=WEIR)
    page.add_script_tag(url=f"{site}/widget/v1/ask-episode.js{again}", type="module")
    works(page)


def test_two_widgets_on_one_page(page: Page, site: str) -> None:
    """Each answers about its own episode; neither knows what the other was asked."""
    second = f'<ask-episode episode="{BEANS}"></ask-episode>'
    show(page, site, page_html(around=second, episode=WEIR))
    beans, weir = page.locator("ask-episode").nth(0), page.locator("ask-episode").nth(1)
    beans.locator("[part=input]").fill("What is a monotonic clock?")
    beans.locator("[part=input]").press("Enter")
    works(page, weir)
    expect(beans.locator("[part=claim]").first).to_contain_text("only ever counts up")
    expect(beans.locator("[part=turn]")).to_have_count(1)
    expect(weir.locator("[part=turn]")).to_have_count(1)
    expect(beans.locator("mark")).to_have_count(0)


def test_two_widgets_of_one_episode(page: Page, site: str) -> None:
    """One is stopped; the other one answers."""
    second = f'<ask-episode episode="{WEIR}"></ask-episode>'
    show(page, site, page_html(around=second, episode=WEIR))
    first, last = page.locator("ask-episode").nth(0), page.locator("ask-episode").nth(1)
    for one in (first, last):
        one.locator("[part=input]").fill(HOW_HIGH)
    first.locator("[part=input]").press("Enter")
    last.locator("[part=input]").press("Enter")
    expect(first.locator("[part=claim]")).to_contain_text(HIGH)
    expect(last.locator("[part=claim]")).to_contain_text(HIGH)


def test_a_browser_that_keeps_nothing(page: Page, site: str) -> None:
    """It answers; after loading the page again the widget is empty."""
    page.add_init_script(NOTHING_IS_KEPT)
    answered(page, site, resume=True)
    page.reload()
    part(page, "starter").first.wait_for()
    until(page, "idle")
    expect(part(page, "turn")).to_have_count(0)


def test_signing_in_with_a_browser_that_keeps_nothing(page: Page, premium_service: Premium) -> None:
    """It lasts as long as the page does."""
    page.add_init_script(NOTHING_IS_KEPT)
    open_bare(page, premium_service.url, episode=WINTER)
    part(page, "account").get_by_role("button", name="Sign in").click()
    sign_in(page, premium_service)
    page.locator("ask-episode[data-account=none]").wait_for(state="attached")
    ask(page, "How many hives did Ana lose?")
    until(page, "paywall")


def test_a_browser_without_script_shows_what_the_page_put_there(
    page: Page, host: HostPages, site: str
) -> None:
    """The element is empty until its script is there, and so is what lies in it."""
    html = page_html(site, episode=WEIR).replace(
        "></ask-episode>", "><p>Listen at our site.</p></ask-episode>"
    )
    page.route("**/ask-episode.js", lambda route: route.abort())
    page.goto(host.show(html))
    expect(page.get_by_text("Listen at our site.")).to_be_visible()
    page.unroute("**/ask-episode.js")
    page.reload()
    widget_of(page)
    expect(page.get_by_text("Listen at our site.")).to_be_hidden()
    press(page, "Ask")
