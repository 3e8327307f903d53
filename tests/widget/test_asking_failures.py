"""What goes wrong is said once, the question is kept, and asking again works."""

from playwright.sync_api import Page, expect

from service.endpoints.error_responses import problem
from tests.widget import scripted
from tests.widget.asking_pages import alert, part, press
from tests.widget.embedding import ask, open_bare, page_html, until
from tests.widget.host_pages import HostPages
from tests.widget.line import Line
from tests.widget.lines import HIGH, HIVES, HOW_HIGH
from tests.widget.sites import WEIR, WINTER, ModelSite

UNREACHABLE = "The service cannot be reached. Your question is kept."
OFFLINE = "You are offline. Your question is kept."


def test_a_service_that_is_away_is_said_when_somebody_asks(
    page: Page, host: HostPages, line: Line, with_model: ModelSite
) -> None:
    """Nothing is said while the page loads."""
    line.cut()
    html = page_html(with_model.url, episode=WINTER, api=line.url)
    with page.expect_event("requestfailed"):
        page.goto(host.show(html))
    until(page, "idle")
    expect(alert(page)).to_be_empty()
    ask(page, HIVES)
    until(page, "error")
    expect(alert(page)).to_have_text(UNREACHABLE)
    expect(part(page, "input")).to_have_value(HIVES)
    expect(part(page, "turn")).to_have_count(0)
    _answers_after_mending(page, line, with_model)


def _answers_after_mending(page: Page, line: Line, with_model: ModelSite) -> None:
    line.mend()
    with_model.model.begin_anew()
    press(page, "Try again")
    with_model.model.says(f"Ana Černá lost 31 hives. {with_model.marker}\n")
    with_model.model.ends()
    until(page, "answered")
    expect(alert(page)).to_be_empty()
    expect(part(page, "input")).to_have_value("")


def test_a_fault_of_the_service_is_said_in_its_own_words(page: Page, site: str) -> None:
    """The question is asked again by a press."""
    scripted.refuse(page, problem(500, "Unexpected", "Something went wrong on our side."))
    _fails(page, site, "Something went wrong on our side.")
    page.unroute(scripted.ANSWERS)
    press(page, "Try again")
    until(page, "answered")
    expect(part(page, "claim").first).to_contain_text(HIGH)


def test_an_answer_that_cannot_be_finished_is_said_in_the_service_s_words(
    page: Page, site: str
) -> None:
    """By the event that ends it."""
    scripted.stream(page, scripted.created(), scripted.failed("The index cannot be read."))
    _fails(page, site, "The index cannot be read.")


def test_a_proxy_s_own_page_is_no_answer(page: Page, site: str) -> None:
    """It is not shown; that the service is away is said."""
    page.route(scripted.ANSWERS, lambda route: route.fulfill(status=502, body="<h1>Bad</h1>"))
    _fails(page, site, UNREACHABLE)


def _fails(page: Page, site: str, sentence: str) -> None:
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    until(page, "error")
    expect(alert(page)).to_have_text(sentence)
    expect(part(page, "input")).to_have_value(HOW_HIGH)
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()


def test_a_question_that_was_begun_meanwhile_is_not_overwritten(page: Page, site: str) -> None:
    """Trying again asks the question that failed, and leaves the new one in the field."""
    scripted.unreachable(page)
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    part(page, "input").fill("Who is to blame?")
    until(page, "error")
    expect(part(page, "input")).to_have_value("Who is to blame?")
    page.unroute(scripted.ANSWERS)
    press(page, "Try again")
    expect(part(page, "question").last).to_have_text(HOW_HIGH)
    until(page, "answered")
    expect(part(page, "input")).to_have_value("Who is to blame?")


def test_a_question_that_is_too_long_is_refused_in_words(page: Page, site: str) -> None:
    """The same question would be refused again: there is nothing to press."""
    open_bare(page, site, episode=WEIR).evaluate("(it) => { void it.ask('weir '.repeat(120)); }")
    until(page, "error")
    expect(alert(page)).to_contain_text("up to 500 can be asked")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_being_offline_is_said_until_one_is_online_again(page: Page, site: str) -> None:
    """The question stays in the field, and is answered then."""
    open_bare(page, site, episode=WEIR)
    part(page, "starter").first.wait_for()
    page.context.set_offline(True)
    until(page, "offline")
    expect(alert(page)).to_have_text(OFFLINE)
    ask(page, HOW_HIGH)
    until(page, "offline")
    expect(part(page, "input")).to_have_value(HOW_HIGH)
    page.context.set_offline(False)
    until(page, "idle")
    expect(alert(page)).to_be_empty()
    part(page, "input").press("Enter")
    until(page, "answered")


def test_a_widget_that_was_drawn_offline_opens_when_one_is_online_again(
    page: Page, site: str
) -> None:
    """Its suggested questions come then."""
    widget = open_bare(page, site, episode=WEIR)
    part(page, "starter").first.wait_for()
    page.context.set_offline(True)
    until(page, "offline")
    widget.evaluate("(it) => it.setAttribute('heading', 'Ask us')")
    expect(part(page, "starter")).to_have_count(0)
    until(page, "offline")
    page.context.set_offline(False)
    expect(part(page, "starter")).to_have_count(4)
    until(page, "idle")


def test_asking_too_often_is_counted_down(page: Page, site: str) -> None:
    """The button can be pressed when the time is over, and then it asks."""
    page.clock.install(time=1_000)
    scripted.refuse(page, problem(429, "RateExceeded", "You ask too fast."), retry_after="30")
    open_bare(page, site, episode=WEIR)
    page.clock.pause_at(100_000)
    ask(page, HOW_HIGH)
    until(page, "rate-limited")
    expect(alert(page)).to_have_text("You ask too fast.")
    expect(page.get_by_role("button", name="Try again in 30 s")).to_be_disabled()
    page.clock.run_for(10_000)
    expect(page.get_by_role("button", name="Try again in 20 s")).to_be_disabled()
    page.clock.run_for(20_000)
    expect(page.get_by_role("button", name="Try again", exact=True)).to_be_enabled()
    page.unroute(scripted.ANSWERS)
    press(page, "Try again")
    until(page, "answered")
