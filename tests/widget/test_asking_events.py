"""What the widget tells its page, and what the page may tell it to do."""

from typing import Any

from playwright.sync_api import Page, expect

from service.endpoints.error_responses import problem
from tests.widget import scripted
from tests.widget.asking_pages import (
    Questions,
    alert,
    answered,
    begun,
    part,
    take_down,
    told,
    told_soon,
)
from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIGH, HIVES, HOW_HIGH
from tests.widget.sites import WEIR, WINTER, ModelSite


def states(page: Page) -> list[str]:
    """The states that a page was told of, in their order."""
    return [detail["state"] for detail in told(page, "ask-state")]


def test_a_page_is_told_of_each_state_of_an_answer(page: Page, site: str) -> None:
    """Once each, in their order."""
    take_down(page)
    answered(page, site)
    assert states(page) == ["idle", "searching", "answering", "answered"]


def test_a_page_is_told_the_answer(page: Page, site: str) -> None:
    """Its id, its text and what it rests on."""
    take_down(page)
    answered(page, site)
    answer: dict[str, Any] = told_soon(page, "ask-answer")
    assert answer["id"].startswith("ans_")
    assert answer["text"] == HIGH
    assert answer["abstained"] is False
    [cited] = answer["citations"]
    assert (cited["quote"], cited["speaker"], cited["start"]) == (HIGH, "Tomás Quiroga", 91.621)
    assert len(told(page, "ask-answer")) == 1


def test_a_page_is_told_of_faults(page: Page, site: str) -> None:
    """As the service says them."""
    take_down(page)
    scripted.refuse(page, problem(500, "Unexpected", "Something went wrong on our side."))
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    told_of = told_soon(page, "ask-error")["problem"]
    assert told_of["detail"] == "Something went wrong on our side."
    assert told_of["type"] == "urn:ask-episode:problem:unexpected"
    assert told_of["status"] == 500


def test_a_page_may_take_a_question_itself(page: Page, site: str) -> None:
    """Nothing is sent, and the question stays where it was typed."""
    questions = Questions(page)
    open_bare(page, site, episode=WEIR).evaluate(
        """(it) => it.addEventListener('ask-question', (event) => {
          event.preventDefault();
          document.title = event.detail.question;
        })"""
    )
    ask(page, HOW_HIGH)
    expect(page).to_have_title(HOW_HIGH)
    until(page, "idle")
    expect(part(page, "turn")).to_have_count(0)
    expect(part(page, "input")).to_have_value(HOW_HIGH)
    assert questions.sent == 0


def test_events_reach_the_whole_page(page: Page, site: str) -> None:
    """Also from within another component's shadow root."""
    take_down(page)
    open_bare(page, site, episode=WEIR).evaluate(
        """(it) => {
          const box = document.body.appendChild(document.createElement('div'));
          box.attachShadow({mode: 'open'}).append(it);
          void it.ask('How high was the weir?');
        }"""
    )
    assert told_soon(page, "ask-answer")["text"] == HIGH


def test_a_page_asks(page: Page, site: str) -> None:
    """By the element's method, which resolves at the answer's end; white space does not count."""
    widget = open_bare(page, site, episode=WEIR)
    state = widget.evaluate(
        "async (it) => { await it.ask('  How high was the weir? '); return it.state; }"
    )
    assert state == "answered"
    expect(part(page, "question")).to_have_text(HOW_HIGH)


def test_a_page_asks_before_the_episode_is_known(page: Page, site: str) -> None:
    """The question waits for it."""
    open_bare(page, site, episode=WEIR).evaluate(
        """(it) => {
          const next = document.createElement('ask-episode');
          next.setAttribute('episode', 'weir');
          it.replaceWith(next);
          void next.ask('How high was the weir?');
        }"""
    )
    until(page, "answered")
    expect(part(page, "claim").first).to_contain_text(HIGH)


def test_a_page_stops(page: Page, with_model: ModelSite) -> None:
    """As the listener's button does; without an answer it does nothing."""
    begun(page, with_model.url, with_model)
    page.locator("ask-episode").evaluate("(it) => it.stop()")
    with_model.model.wait_until_left()
    until(page, "stopped")
    expect(part(page, "input")).to_have_value(HIVES)
    page.locator("ask-episode").evaluate("(it) => it.stop()")
    until(page, "stopped")


def test_a_page_clears_the_conversation(page: Page, site: str) -> None:
    """Nothing of it is left; the suggested questions are there again."""
    answered(page, site).evaluate("(it) => it.clear()")
    until(page, "idle")
    expect(part(page, "turn")).to_have_count(0)
    expect(part(page, "starter").first).to_be_visible()
    expect(alert(page)).to_be_empty()


def test_clearing_stops_the_answer_that_is_being_made(page: Page, with_model: ModelSite) -> None:
    """The model is left."""
    begun(page, with_model.url, with_model)
    page.locator("ask-episode").evaluate("(it) => it.clear()")
    with_model.model.wait_until_left()
    until(page, "idle")
    expect(part(page, "turn")).to_have_count(0)


def test_a_page_sends_a_token_of_its_own_login(page: Page, site: str) -> None:
    """What gives tokens is asked for each request, and again for one that was refused."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.headers.get("authorization", "")))
    widget = open_bare(page, site, episode=WINTER)
    part(page, "starter").first.wait_for()
    sent.clear()
    widget.evaluate("(it) => { let nth = 0; it.token = async () => `token-${++nth}`; }")
    ask(page, HIVES)
    until(page, "error")
    expect(alert(page)).not_to_be_empty()
    tokens = [one for one in sent if one]
    assert {"Bearer token-1", "Bearer token-2"} < set(tokens)
    assert len(set(tokens)) == len(tokens)
