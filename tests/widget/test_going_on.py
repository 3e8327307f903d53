"""A conversation goes on: a follow-up is understood, and what to ask next is offered."""

from playwright.sync_api import Page, Request, expect

from tests.widget.asking_pages import answered, part, press
from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIGH
from tests.widget.sites import BEANS

SHELVES = "How warm did the top shelf get?"
BOTTOM = "and the bottom one?"
UNDERSTOOD = "Understood as: How warm did the bottom shelf get?"


def bodies_of(page: Page) -> list[dict[str, object]]:
    """What is sent with each question from now on."""
    sent: list[dict[str, object]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/answers"):
            sent.append(request.post_data_json or {})

    page.on("request", note)
    return sent


def test_a_follow_up_is_understood(page: Page, site: str) -> None:
    """As what, stands above its answer; the first question needs no such line."""
    open_bare(page, site, episode=BEANS)
    sent = bodies_of(page)
    ask(page, SHELVES)
    until(page, "answered")
    part(page, "tools").wait_for()
    expect(part(page, "turn")).not_to_contain_text("Understood as")
    ask(page, BOTTOM)
    expect(part(page, "turn").last).to_contain_text(UNDERSTOOD)
    expect(part(page, "question").last).to_have_text(BOTTOM)
    assert [body["previous_answer_id"] is None for body in sent] == [True, False]


def test_a_conversation_goes_on_after_a_reload(page: Page, site: str) -> None:
    """Where the page keeps what was asked."""
    open_bare(page, site, episode=BEANS, resume=True)
    ask(page, SHELVES)
    part(page, "tools").wait_for()
    page.reload()
    until(page, "answered")
    ask(page, BOTTOM)
    expect(part(page, "turn").last).to_contain_text(UNDERSTOOD)
    page.reload()
    expect(part(page, "turn")).to_contain_text(UNDERSTOOD)


def test_a_conversation_that_was_cleared_is_over(page: Page, site: str) -> None:
    """The next question is asked by itself."""
    widget = answered(page, site)
    sent = bodies_of(page)
    widget.evaluate("(it) => it.clear()")
    ask(page, "Why?")
    page.locator("ask-episode:not([data-state=idle], [data-state=searching])").wait_for()
    assert sent[0]["previous_answer_id"] is None


def test_what_to_ask_next_is_offered_and_answered(page: Page, site: str) -> None:
    """Under the last answer; pressing one asks it, and the episode answers it."""
    answered(page, site)
    offered = page.get_by_role("group", name="What to ask next")
    expect(offered.get_by_role("button").first).to_be_visible()
    assert 1 <= offered.get_by_role("button").count() <= 3
    question = offered.get_by_role("button").first.inner_text()
    press(page, question)
    expect(part(page, "question").last).to_have_text(question)
    until(page, "answered")
    expect(part(page, "turn").last.get_by_role("group", name="What to ask next")).to_be_visible()
    expect(offered).to_have_count(1)


def test_where_there_are_no_suggestions_nothing_is_offered(page: Page, site: str) -> None:
    """Nor is anything said."""
    page.route("**/suggestions", lambda route: route.fulfill(status=503, body="{}"))
    with page.expect_response("**/suggestions"):
        answered(page, site)
    expect(part(page, "claim").first).to_contain_text(HIGH)
    expect(page.get_by_role("group", name="What to ask next")).to_have_count(0)
    expect(page.locator("ask-episode").locator("[role=alert]")).to_be_empty()
