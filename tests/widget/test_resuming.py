"""An answer goes on when its connection, its page, or its service is lost and found again."""

from playwright.sync_api import Page, Request, Route, expect

from service.endpoints.error_responses import problem
from tests.widget import scripted
from tests.widget.asking_pages import Questions, alert, begun, give_up, part, press
from tests.widget.embedding import ask, open_bare, page_html, until
from tests.widget.line import Line
from tests.widget.lines import HIGH, HIVES, HOW_HIGH
from tests.widget.sites import WEIR, ModelSite

BROKEN = "The connection broke off. Your question is kept."
AGAIN = "The connection broke off. Connecting again…"
SILENCE = 40_000
MORE = "Ana Černá lost thirty-one hives."


def say_more(with_model: ModelSite) -> None:
    """The model writes a second sentence, and ends."""
    with_model.model.says(f"{MORE.removeprefix('Ana')} {with_model.marker}\n")
    with_model.model.ends()


def opened_from(page: Page) -> Page:
    """A second tab with the same page, which takes over what the first one keeps."""
    html = page_html(episode="winter", resume=True)
    headers = {"Content-Type": "text/html; charset=utf-8"}
    page.context.route(page.url, lambda route: route.fulfill(body=html, headers=headers))
    with page.expect_popup() as opening:
        page.evaluate("window.open(location.href)")
    return opening.value


def expect_whole(page: Page, with_model: ModelSite) -> None:
    """Both sentences are there, each once; the answer was made once, and nothing is the matter."""
    until(page, "answered")
    expect(part(page, "claim")).to_have_count(2)
    expect(part(page, "turn")).to_have_count(1)
    expect(part(page, "turn")).not_to_contain_text("not complete")
    expect(alert(page)).to_be_empty()
    assert with_model.model.times_asked == 1


def test_an_answer_whose_connection_breaks_off_goes_on(
    page: Page, line: Line, with_model: ModelSite
) -> None:
    """As soon as there is a connection again; meanwhile that is said, and no alert."""
    begun(page, line.url, with_model)
    questions = Questions(page)
    line.cut()
    line.mend()
    expect(part(page, "status")).to_have_text(AGAIN)
    line.cut()
    expect(part(page, "claim")).to_have_count(1)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    line.mend()
    say_more(with_model)
    expect_whole(page, with_model)
    assert questions.sent == 0


def test_what_it_takes_is_loaded_with_the_first_answer(page: Page, site: str) -> None:
    """While there is a connection."""
    open_bare(page, site, episode=WEIR)
    with page.expect_response("**/resuming.js") as loaded:
        ask(page, HOW_HIGH)
    assert loaded.value.ok
    until(page, "answered")


def test_an_answer_that_ended_meanwhile_is_there(
    page: Page, line: Line, with_model: ModelSite
) -> None:
    """The service made it while nobody followed it."""
    begun(page, line.url, with_model)
    line.cut()
    say_more(with_model)
    line.mend()
    expect_whole(page, with_model)


def test_an_answer_whose_log_is_gone_is_read_where_it_is_kept(
    page: Page, line: Line, with_model: ModelSite
) -> None:
    """After a night's sleep, for example."""
    begun(page, line.url, with_model)
    line.cut()
    say_more(with_model)
    page.route("**/events", lambda route: route.fulfill(status=204))
    line.mend()
    expect_whole(page, with_model)


def test_a_connection_on_which_nothing_comes_is_made_anew(
    page: Page, line: Line, with_model: ModelSite
) -> None:
    """After a sleep it may be dead and not show it."""
    page.clock.install()
    begun(page, line.url, with_model)
    line.stall()
    say_more(with_model)
    expect(part(page, "claim")).to_have_count(1)
    page.clock.fast_forward(SILENCE)
    page.clock.fast_forward(1_000)
    expect_whole(page, with_model)


def test_a_connection_that_does_not_come_back_is_said(
    page: Page, line: Line, with_model: ModelSite
) -> None:
    """The question is kept, and trying again gives the answer that was made meanwhile."""
    page.clock.install()
    begun(page, line.url, with_model)
    page.clock.fast_forward(4_000)
    line.cut()
    say_more(with_model)
    give_up(page)
    until(page, "error")
    expect(alert(page)).to_have_text(BROKEN)
    expect(part(page, "claim")).to_have_count(1)
    expect(part(page, "turn")).to_contain_text("This answer is not complete.")
    expect(part(page, "input")).to_have_value(HIVES)
    line.mend()
    press(page, "Try again")
    until(page, "answered")
    expect(part(page, "claim")).to_have_count(1 + 2)
    assert with_model.model.times_asked == 1


def test_an_answer_that_is_being_made_goes_on_after_a_reload(
    page: Page, with_model: ModelSite
) -> None:
    """With all that was said before."""
    begun(page, with_model.url, with_model, resume=True)
    page.reload()
    until(page, "answering")
    expect(part(page, "question")).to_have_text(HIVES)
    expect(part(page, "claim")).to_have_count(1)
    say_more(with_model)
    expect_whole(page, with_model)


def test_a_question_whose_answer_had_no_id_yet_is_sent_again(
    page: Page, with_model: ModelSite
) -> None:
    """With the same key, so that it is one question."""
    keys: list[str | None] = []

    def is_question(request: Request) -> bool:
        return request.method == "POST" and request.url.endswith("/answers")

    def note(request: Request) -> None:
        if is_question(request):
            keys.append(request.headers.get("idempotency-key"))

    page.on("request", note)
    scripted.hold(page)
    open_bare(page, with_model.url, episode="winter", resume=True)
    with page.expect_request(is_question):
        ask(page, HIVES)
    page.unroute(scripted.ANSWERS)
    with_model.model.begin_anew()
    page.reload()
    until(page, "answering")
    with_model.model.says(f"{MORE} {with_model.marker}\n")
    with_model.model.ends()
    until(page, "answered")
    assert len(keys) == 2
    assert keys[0] == keys[1] is not None


def test_two_tabs_follow_one_answer(page: Page, with_model: ModelSite) -> None:
    """A tab that is opened from another takes over what that one keeps."""
    begun(page, with_model.url, with_model, resume=True)
    other = opened_from(page)
    until(other, "answering")
    say_more(with_model)
    for tab in (page, other):
        expect_whole(tab, with_model)


def test_what_is_stopped_in_one_tab_is_stopped_in_the_other(
    page: Page, with_model: ModelSite
) -> None:
    """And not made anew there."""
    begun(page, with_model.url, with_model, resume=True)
    other = opened_from(page)
    until(other, "answering")
    press(page, "Stop")
    until(other, "stopped")
    with_model.model.wait_until_left()
    other.wait_for_timeout(1_000)  # else it would only not have said yet that it connects again
    expect(part(other, "status")).to_be_empty()
    assert with_model.model.times_asked == 1


def test_what_is_stopped_without_a_connection_stays_stopped(
    page: Page, line: Line, with_model: ModelSite
) -> None:
    """The service is told as soon as it can be, and nothing is said of that."""
    begun(page, line.url, with_model)
    line.cut()
    line.mend()  # what follows a broken answer is loaded
    expect(part(page, "status")).to_have_text(AGAIN)
    line.cut()
    press(page, "Stop")
    until(page, "stopped")
    with page.expect_event("requestfailed"):
        page.evaluate("dispatchEvent(new Event('online'))")  # it tries to tell the service
    expect(part(page, "status")).to_be_empty()
    line.mend()
    with_model.model.wait_until_left()
    expect(part(page, "status")).to_be_empty()


def test_a_service_that_is_restarted_makes_the_answer_anew(page: Page, site: str) -> None:
    """By itself, in the place of what was shown of it."""
    gone = problem(503, "AnswerInterrupted", "The service is being restarted.").model_dump()
    scripted.stream(
        page,
        scripted.created(),
        scripted.claim("31 hives were lost."),
        ("answer.failed", {"problem": gone}),
    )
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    expect(part(page, "status")).to_have_text(AGAIN)
    page.unroute(scripted.ANSWERS)
    until(page, "answered")
    expect(part(page, "claim").first).to_contain_text(HIGH)
    expect(part(page, "turn")).not_to_contain_text("31 hives")
    expect(alert(page)).to_be_empty()


def test_a_service_that_lost_the_answer_makes_it_anew(page: Page, site: str) -> None:
    """One that was killed, and knows nothing of it when it is there again."""
    scripted.stream(page, scripted.created("ans_lost"), scripted.claim("31 hives were lost."))
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    expect(part(page, "claim")).to_have_count(1)
    page.unroute(scripted.ANSWERS)
    until(page, "answered")
    expect(part(page, "claim").first).to_contain_text(HIGH)


def test_an_answer_that_never_ends_is_given_up(page: Page, site: str) -> None:
    """A proxy may end every response in good order, in the middle of it."""
    page.clock.install()
    scripted.stream(page, scripted.created(), scripted.status())
    open_bare(page, site, episode=WEIR)
    questions = Questions(page)
    ask(page, HOW_HIGH)
    expect(part(page, "status")).to_have_text(AGAIN)
    give_up(page)
    until(page, "error")
    expect(alert(page)).to_have_text(BROKEN)
    assert questions.sent <= 5


def test_a_refusal_on_the_way_is_said(page: Page, site: str) -> None:
    """It is no lost connection."""
    scripted.stream(page, scripted.created("ans_gone"), scripted.status())
    open_bare(page, site, episode=WEIR)

    def refuse(route: Route) -> None:
        body = problem(403, "SiteNotRegistered", "This site is not registered.").model_dump_json()
        route.fulfill(status=403, body=body)

    page.route("**/events", refuse)
    ask(page, HOW_HIGH)
    until(page, "error")
    expect(alert(page)).to_have_text("This site is not registered.")
