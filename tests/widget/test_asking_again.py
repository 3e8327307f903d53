"""What is still there after a page was loaded again: only where the page wants it."""

from playwright.sync_api import Page, Route, expect

from tests.widget import scripted
from tests.widget.asking_pages import Questions, alert, answered, part
from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIGH, HOW_HIGH
from tests.widget.sites import WEIR, WINTER

KEPT = "Object.keys(sessionStorage).length + Object.keys(localStorage).length"


def expect_nothing(page: Page) -> None:
    """The widget is as it was before anybody asked."""
    part(page, "starter").first.wait_for()
    until(page, "idle")
    expect(part(page, "turn")).to_have_count(0)
    expect(part(page, "input")).to_have_value("")


def test_an_answer_is_shown_again(page: Page, site: str) -> None:
    """With its moments and its tools, and without being made again."""
    answered(page, site, resume=True)
    questions = Questions(page)
    page.reload()
    until(page, "answered")
    expect(part(page, "question")).to_have_text(HOW_HIGH)
    expect(part(page, "claim")).to_contain_text(HIGH)
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
    expect(page.get_by_role("group", name="Questions to begin with")).to_be_hidden()
    part(page, "citation").click()
    expect(page.locator("mark")).to_have_text(HIGH)
    assert questions.sent == 0


def test_what_the_episode_does_not_say_is_shown_again(page: Page, site: str) -> None:
    """With the nearest moment."""
    open_bare(page, site, episode=WEIR, resume=True)
    ask(page, "Who was prime minister in 1821?")
    until(page, "not-in-episode")
    part(page, "citation").wait_for()
    page.reload()
    until(page, "not-in-episode")
    expect(part(page, "turn")).to_contain_text("The nearest moment: Tomás Quiroga, 1:04")


def test_a_question_that_failed_is_put_back(page: Page, site: str) -> None:
    """It was never answered."""
    scripted.unreachable(page)
    open_bare(page, site, episode=WEIR, resume=True)
    ask(page, HOW_HIGH)
    until(page, "error")
    page.reload()
    expect(part(page, "input")).to_have_value(HOW_HIGH)
    expect(alert(page)).to_be_empty()


def test_an_answer_that_is_gone_is_forgotten(page: Page, site: str) -> None:
    """It was deleted, or is somebody else's who was here before: their question is not shown."""
    answered(page, site, resume=True)
    page.route("**/v1/answers/*", lambda route: route.fulfill(status=404, body="{}"))
    page.reload()
    page.wait_for_function("sessionStorage.length === 0")
    expect(part(page, "input")).to_have_value("")
    expect(part(page, "turn")).to_have_count(0)


def test_what_a_listener_typed_meanwhile_is_not_overwritten(page: Page, site: str) -> None:
    """By the question of before."""
    scripted.unreachable(page)
    open_bare(page, site, episode=WEIR, resume=True)
    ask(page, HOW_HIGH)
    until(page, "error")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/plans", hold)
    with page.expect_request("**/v1/plans"):
        page.reload()
    part(page, "input").fill("Something else")
    held[0].continue_()
    part(page, "starter").first.wait_for()
    expect(part(page, "input")).to_have_value("Something else")


def test_each_episode_has_its_own(page: Page, site: str) -> None:
    """What was asked of one is not put to another."""
    answered(page, site, resume=True)
    open_bare(page, site, episode=WINTER, resume=True)
    expect_nothing(page)


def test_nothing_comes_back_that_was_cleared(page: Page, site: str) -> None:
    """Nor is its question."""
    answered(page, site, resume=True).evaluate("(it) => it.clear()")
    page.reload()
    expect_nothing(page)


def test_nothing_is_kept_unless_the_page_wants_it(page: Page, site: str) -> None:
    """Neither for this tab nor for later; after loading it again the widget is empty."""
    answered(page, site)
    assert page.evaluate(KEPT) == 0
    page.reload()
    expect_nothing(page)


def test_only_this_tab_keeps_it(page: Page, site: str) -> None:
    """Its question and its answer's id, and nothing that outlasts the tab."""
    answered(page, site, resume=True)
    assert page.evaluate("Object.keys(localStorage)") == []
    [kept] = page.evaluate("Object.values(sessionStorage).map(JSON.parse)")
    assert kept.keys() == {"question", "id", "by"}
    assert kept["question"] == HOW_HIGH


def test_a_page_that_no_longer_wants_it_has_nothing_more_kept(page: Page, site: str) -> None:
    """From the next question on."""
    widget = answered(page, site, resume=True)
    before = page.evaluate("Object.values(sessionStorage)")
    widget.evaluate("(it) => it.removeAttribute('resume')")
    ask(page, "Which country won the football world cup?")
    until(page, "not-in-episode")
    assert page.evaluate("Object.values(sessionStorage)") == before
