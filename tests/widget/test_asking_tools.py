"""What can be done with an answer: say whether it helped, report a quotation, copy, cite."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget import scripted
from tests.widget.asking_pages import alert, answered, part, press, take_down, told
from tests.widget.lines import HIGH, HOW_HIGH

FEEDBACK = "**/v1/answers/*/feedback"
THANKS = "Thank you. Whoever runs this site can read it."


def said_by(page: Page, act: Callable[[], None]) -> dict[str, Any]:
    """What the service took as feedback because somebody did something."""
    with page.expect_response(FEEDBACK) as found:
        act()
    assert found.value.status == 204, found.value.text()
    said = found.value.request.post_data_json
    assert isinstance(said, dict)
    return said


def test_an_answer_that_helped(page: Page, site: str) -> None:
    """The service takes it, the page is told, and the button stays pressed."""
    take_down(page)
    answered(page, site)
    said = said_by(page, lambda: press(page, "Helpful"))
    assert said == {"kind": "helpful", "claim": None, "comment": None}
    expect(part(page, "status")).to_have_text(THANKS)
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    [event] = told(page, "ask-feedback")
    [answer] = told(page, "ask-answer")
    assert event == {"answer": answer["id"], **said}


def test_tools_come_late_where_the_service_is_away_for_a_moment(page: Page, site: str) -> None:
    """The answer is there, and nobody is told that it is not."""
    page.route("**/tools.js", lambda route: route.abort(), times=1)
    answered(page, site)
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
    expect(alert(page)).to_be_empty()


def test_an_answer_that_did_not_help_and_why(page: Page, site: str) -> None:
    """The reason may be told; it takes the place of the first word."""
    answered(page, site)
    assert said_by(page, lambda: press(page, "Not helpful"))["kind"] == "not_helpful"
    comment = page.get_by_role("textbox", name="More about it (may be left empty)")
    expect(comment).to_be_focused()
    comment.fill("It was 2.4 metres.")
    said = said_by(page, lambda: press(page, "Send"))
    assert said == {"kind": "not_helpful", "claim": None, "comment": "It was 2.4 metres."}
    expect(comment).to_have_count(0)


def test_a_quotation_that_is_wrong(page: Page, site: str) -> None:
    """What is wrong with it is chosen; the claim that it holds up is named."""
    answered(page, site)
    part(page, "citation").click()
    press(page, "Report an error")
    page.get_by_role("combobox", name="What is wrong?").select_option("Somebody else said them")
    said = said_by(page, lambda: press(page, "Send"))
    assert said == {"kind": "wrong_speaker", "claim": "c1", "comment": None}
    expect(part(page, "status")).to_have_text(THANKS)
    expect(page.get_by_role("combobox")).to_have_count(0)


def test_a_report_can_be_called_off(page: Page, site: str) -> None:
    """Nothing is sent."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    answered(page, site)
    part(page, "citation").click()
    press(page, "Report an error")
    press(page, "Cancel")
    expect(page.get_by_role("combobox")).to_have_count(0)
    assert [url for url in sent if url.endswith("/feedback")] == []


def test_a_report_that_does_not_arrive_stays(page: Page, site: str) -> None:
    """It can be sent again."""
    page.route(FEEDBACK, lambda route: route.abort())
    answered(page, site)
    part(page, "citation").click()
    press(page, "Report an error")
    page.get_by_role("textbox", name="More about it (may be left empty)").fill("Listen to it.")
    press(page, "Send")
    expect(alert(page)).to_have_text("It could not be sent. Try again in a moment.")
    page.unroute(FEEDBACK)
    said = said_by(page, lambda: press(page, "Send"))
    assert said == {"kind": "wrong_quote", "claim": "c1", "comment": "Listen to it."}


def test_a_page_may_take_feedback_itself(page: Page, site: str) -> None:
    """The service is told nothing then."""
    page.route(FEEDBACK, lambda route: route.abort())
    answered(page, site).evaluate(
        """(it) => it.addEventListener('ask-feedback', (event) => {
          event.preventDefault();
          document.title = event.detail.kind;
        })"""
    )
    press(page, "Helpful")
    expect(page).to_have_title("helpful")
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(alert(page)).to_be_empty()


def copied(page: Page) -> str:
    """What was put on the clipboard."""
    expect(part(page, "status")).to_have_text("Copied.")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.rstrip()


def test_an_answer_is_copied_with_links(copying: Page, site: str) -> None:
    """Question, claims, the words they rest on, where they are heard, and what made it."""
    answered(copying, site)
    press(copying, "Copy with links")
    assert copied(copying) == (
        f"{HOW_HIGH}\n\n{HIGH}\n"
        f"    Tomás Quiroga, 1:31: “{HIGH}” {site}/bare#t=91,96\n\n"
        "After the Weir · Wet Boots\n"
        "The episode’s own words, picked from its transcript by a program."
        " Quotes are its exact words."
    )


def cite(page: Page, style: str) -> None:
    """Chooses a way to cite the answer."""
    press(page, "Cite")
    press(page, style)


def test_an_answer_is_cited(copying: Page, site: str) -> None:
    """Who said it, in what, when it appeared, and at which second."""
    answered(copying, site)
    cite(copying, "Plain")
    assert copied(copying) == (
        f"Tomás Quiroga in “After the Weir”, Wet Boots, June 12, 2025, 1:31. {site}/bare#t=91,96"
    )


def test_a_moment_is_cited_once_where_two_claims_rest_on_it(copying: Page, site: str) -> None:
    """References are a list, not a log."""
    twice = [scripted.claim(HIGH), scripted.claim("31 metres.", scripted.citation(HIGH), number=2)]
    scripted.stream(copying, scripted.created(), *twice, scripted.done())
    answered(copying, site)
    cite(copying, "Plain")
    assert copied(copying).count("Tomás Quiroga") == 1


def test_a_link_to_a_moment_is_copied(copying: Page, site: str) -> None:
    """It leads to this page, at that second."""
    answered(copying, site)
    part(copying, "citation").click()
    press(copying, "Copy link")
    assert copied(copying) == f"{site}/bare#t=91,96"


def test_what_may_not_be_copied_is_shown_to_be_copied_by_hand(page: Page, site: str) -> None:
    """All of it is selected; it goes with Done."""
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('No'));")
    answered(page, site)
    cite(page, "Plain")
    shown = page.get_by_role("textbox", name="Copy this text")
    expect(shown).to_have_value(re.compile(r"^Tomás Quiroga in “After the Weir”.*#t=91,96\s*$"))
    selected = "(it) => it.value.slice(it.selectionStart, it.selectionEnd) === it.value"
    assert shown.evaluate(selected)
    press(page, "Done")
    expect(shown).to_have_count(0)
    expect(alert(page)).to_be_empty()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "of the flood. ",
            " It was the bridge that",
            f"…of the flood. {HIGH} It was the bridge that…",
        ),
        ("The flood came. ", " Then it went.", f"The flood came. {HIGH} Then it went."),
        ("", "", HIGH),
    ],
)
def test_surroundings_that_are_cut_say_so(
    page: Page, site: str, before: str, after: str, shown: str
) -> None:
    """Where they begin or end within a sentence."""
    cited = scripted.citation(HIGH, before=before, after=after)
    scripted.stream(page, scripted.created(), scripted.claim(HIGH, cited), scripted.done())
    answered(page, site)
    part(page, "citation").click()
    expect(page.locator("blockquote")).to_have_text(shown)
