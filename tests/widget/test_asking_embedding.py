"""What a page says about its widget: which episode, with what words, and what may change."""

import pytest
from playwright.sync_api import Page, expect

from tests.service.premium_client import Premium
from tests.widget.asking_pages import Questions, alert, answered, begun, part, press
from tests.widget.embedding import ask, open_bare, page_html, until, widget_of
from tests.widget.lines import HIGH, HOW_HIGH
from tests.widget.sites import BEANS, WEIR, WINTER, ModelSite

GUID = "6f0a1d52-3c7e-4b19-9d84-2a5be07c41f3"


def test_asking_can_be_closed_and_opened_by_the_page(page: Page, site: str) -> None:
    """A sentence says so; the field comes back with the attribute's end."""
    widget = open_bare(page, site, episode=WEIR, disabled=True)
    until(page, "disabled")
    expect(alert(page)).to_have_text("Asking is closed here.")
    expect(part(page, "input")).to_be_disabled()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    widget.evaluate("(it) => it.removeAttribute('disabled')")
    until(page, "idle")
    ask(page, HOW_HIGH)
    until(page, "answered")


def test_a_closed_widget_asks_nothing_for_a_script_either(page: Page, site: str) -> None:
    """Its method does nothing."""
    questions = Questions(page)
    widget = open_bare(page, site, episode=WEIR, disabled=True)
    widget.evaluate("(it) => it.ask('How high was the weir?')")
    expect(part(page, "turn")).to_have_count(0)
    assert questions.sent == 0


def test_an_episode_that_the_service_does_not_have_is_said(page: Page, site: str) -> None:
    """Nothing can be asked of it."""
    open_bare(page, site, episode="gone")
    until(page, "disabled")
    expect(alert(page)).to_contain_text("gone")
    expect(part(page, "input")).to_be_disabled()


def test_a_page_that_names_no_episode_is_told(page: Page, site: str) -> None:
    """In a sentence."""
    open_bare(page, site)
    until(page, "disabled")
    expect(alert(page)).to_contain_text("This page does not say which episode it is about")


@pytest.mark.parametrize(
    "named", [{"guid": GUID}, {"src": "after-the-weir.mp3"}], ids=["guid", "src"]
)
def test_an_episode_is_found_by_what_a_page_knows_of_it(
    page: Page, site: str, named: dict[str, str]
) -> None:
    """Its guid in the feed, or the address of its audio."""
    open_bare(page, site, **named)
    ask(page, HOW_HIGH)
    until(page, "answered")
    expect(part(page, "claim").first).to_contain_text(HIGH)


def test_an_unknown_guid_is_said(page: Page, site: str) -> None:
    """As of a page that names no episode."""
    open_bare(page, site, guid="nobody knows it")
    until(page, "disabled")
    expect(alert(page)).to_contain_text("or the service does not have it")


def test_the_questions_of_the_episode_are_suggested(page: Page, site: str) -> None:
    """One press asks; they are gone then."""
    open_bare(page, site, episode=WEIR)
    expect(part(page, "starter")).to_have_count(4)
    press(page, "Why did the work go over budget?")
    until(page, "answered")
    expect(part(page, "question")).to_have_text("Why did the work go over budget?")
    expect(page.get_by_role("group", name="Questions to begin with")).to_be_hidden()


def test_a_page_suggests_questions_of_its_own(page: Page, site: str) -> None:
    """In place of the episode's."""
    open_bare(page, site, episode=WEIR, starters="How high was it?|Who built it?")
    expect(part(page, "starter")).to_have_text(["How high was it?", "Who built it?"])


@pytest.mark.parametrize(("starters", "shown"), [("", 0), ("How?||Why?", 2)])
def test_a_question_without_words_is_not_suggested(
    page: Page, site: str, starters: str, shown: int
) -> None:
    """None at all where the page wants none."""
    open_bare(page, site, episode=WEIR, starters=starters)
    ask(page, HOW_HIGH)
    until(page, "answered")
    begin_with = page.locator("ask-episode").get_by_label("Questions to begin with")
    expect(begin_with.locator("[part=starter]")).to_have_count(shown)


def test_the_heading_is_the_page_s(page: Page, site: str) -> None:
    """The region has its name."""
    open_bare(page, site, episode=WEIR, heading="Ask the river")
    expect(page.get_by_role("region", name="Ask the river")).to_be_visible()
    expect(part(page, "heading")).to_have_text("Ask the river")


def test_another_episode_is_another_conversation(page: Page, site: str) -> None:
    """What was said of the first one is gone, and the second one answers."""
    widget = answered(page, site)
    widget.evaluate("(it, id) => it.setAttribute('episode', id)", BEANS)
    until(page, "idle")
    expect(part(page, "turn")).to_have_count(0)
    ask(page, "What is a monotonic clock?")
    until(page, "answered")
    expect(part(page, "claim").first).to_contain_text("only ever counts up")


def test_an_attribute_that_is_set_to_what_it_is_changes_nothing(page: Page, site: str) -> None:
    """Frameworks do so on every rendering."""
    widget = answered(page, site, heading="Ask")
    widget.evaluate(
        "(it) => { for (const one of it.attributes) it.setAttribute(one.name, one.value) }"
    )
    until(page, "answered")
    expect(part(page, "claim").first).to_contain_text(HIGH)


def test_another_episode_ends_the_answer_that_is_being_made(
    page: Page, with_model: ModelSite
) -> None:
    """Nobody would see its end."""
    begun(page, with_model.url, with_model)
    page.locator("ask-episode").evaluate("(it, id) => it.setAttribute('episode', id)", WEIR)
    with_model.model.wait_until_left()
    until(page, "idle")
    expect(part(page, "turn")).to_have_count(0)
    expect(alert(page)).to_be_empty()


def test_a_widget_that_is_moved_keeps_its_conversation(page: Page, with_model: ModelSite) -> None:
    """And goes on with the answer that is being made."""
    begun(page, with_model.url, with_model)
    page.locator("ask-episode").evaluate("(it) => document.body.prepend(it)")
    until(page, "answering")
    expect(part(page, "claim")).to_have_count(1)
    with_model.model.ends()
    until(page, "answered")


def test_a_widget_that_is_removed_stops_its_answer(page: Page, with_model: ModelSite) -> None:
    """The model is left."""
    begun(page, with_model.url, with_model)
    page.locator("ask-episode").evaluate("(it) => it.remove()")
    with_model.model.wait_until_left()


def test_what_a_page_sets_before_the_script_is_there_counts(page: Page, site: str) -> None:
    """Labels, a player, and a token that is fetched."""
    early = """<script>addEventListener('DOMContentLoaded', () => {
      const it = document.querySelector('ask-episode');
      it.labels = {ask: 'Fragen'};
      it.player = document.querySelector('audio');
      it.token = () => { window.wanted = true; return null; };
    }, {once: true});</script><audio></audio>"""
    address = f"{site}/early"
    html = page_html(around=early, episode=WINTER).replace('type="module" src=', "data-src=")
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address)
    page.add_script_tag(url=f"{site}/widget/v1/ask-episode.js", type="module")
    widget = widget_of(page)
    expect(page.get_by_role("button", name="Fragen")).to_be_visible()
    page.wait_for_function("window.wanted === true")
    assert widget.evaluate("(it) => it.player.localName") == "audio"


def test_words_are_replaced_by_name(page: Page, site: str) -> None:
    """Those that a page does not name stay."""
    widget = open_bare(page, site, episode=WEIR)
    widget.evaluate("(it) => { it.labels = {absent: 'Davon ist nicht die Rede.'}; }")
    ask(page, "Which country won the football world cup?")
    until(page, "not-in-episode")
    expect(part(page, "turn")).to_contain_text("Davon ist nicht die Rede.")
    expect(part(page, "turn")).to_contain_text("The nearest moment:")


def test_words_that_come_late_keep_what_is_typed(page: Page, site: str) -> None:
    """A page may fetch them."""
    widget = open_bare(page, site, episode=WEIR)
    part(page, "input").fill("How high was")
    widget.evaluate("(it) => { it.labels = {ask: 'Fragen'}; }")
    expect(page.get_by_role("button", name="Fragen")).to_be_visible()
    expect(part(page, "input")).to_have_value("How high was")


def test_a_page_that_draws_it_anew_when_asked(page: Page, site: str) -> None:
    """The question begins nothing in a widget that is gone; it waits in the new one."""
    questions = Questions(page)
    open_bare(page, site, episode=WEIR).evaluate(
        """(it) => it.addEventListener('ask-question', () => { it.token = () => null; })"""
    )
    ask(page, HOW_HIGH)
    expect(part(page, "input")).to_have_value(HOW_HIGH)
    until(page, "idle")
    assert questions.sent == 0


@pytest.mark.parametrize("lang", ["de_DE", "nonsense-nonsense", "de"])
def test_any_language_may_be_named(page: Page, premium_service: Premium, lang: str) -> None:
    """As sites name theirs, or wrongly: prices are written so, or in English."""
    open_bare(page, premium_service.url, episode=WINTER)
    part(page, "claim").first.wait_for()
    page.locator("ask-episode").evaluate("(it, lang) => it.setAttribute('lang', lang)", lang)
    part(page, "claim").first.wait_for()
    price = "9,99\u00a0$" if lang.startswith("de") else "$9.99"
    expect(part(page, "account")).to_contain_text(price)


def test_a_page_s_own_keys_do_not_see_what_is_typed(page: Page, site: str) -> None:
    """A page that pauses with the space bar would do so at each word, and swallow it."""
    open_bare(page, site, episode=WEIR)
    page.evaluate(
        """() => {
          window.seen = '';
          addEventListener('keydown', (event) => {
            window.seen += event.key;
            if (event.key === ' ') event.preventDefault();
          });
        }"""
    )
    part(page, "input").press_sequentially("who said it")
    expect(part(page, "input")).to_have_value("who said it")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.press("Tab")
    assert page.evaluate("window.seen") == "EscapeControlkTab"
