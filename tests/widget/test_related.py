"""Related episodes under an answer: asked for once, each topic with a moment of both."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.widget import scripted
from tests.widget.asking_pages import alert, answered, part, press
from tests.widget.embedding import ask, open_bare, until
from tests.widget.lines import HIGH, HOW_HIGH
from tests.widget.sites import WEIR

RELATED = "**/v1/episodes/*/related"


def topic(label: str, here: float | None, there: float | None) -> dict[str, Any]:
    return {
        "label": label,
        "here": scripted.citation(HIGH, start=here),
        "there": scripted.citation("It froze <b>hard</b>.", start=there),
    }


def item(page_url: str | None) -> dict[str, Any]:
    episode = {"id": "winter", "title": "The <i>long</i> winter", "show": "Hive Talk"}
    topics = [topic("frost", 91.4, 3725.2), topic("rivers", None, None)]
    return {"episode": episode | {"page_url": page_url}, "nearness": 0.5, "topics": topics}


def tell(page: Page, *items: dict[str, Any]) -> list[str]:
    """Has the service tell of these; gives the list of requests."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=json.dumps({"items": items, "next": None}))

    page.route(RELATED, answer)
    return asked


@pytest.mark.parametrize("page_url", [None, "https://example.org/winter"])
def test_related_episodes_are_listed_under_an_answer(
    page: Page, site: str, page_url: str | None
) -> None:
    """With what they share; nothing of it is markup, and it is asked for once."""
    asked = tell(page, item(page_url))
    answered(page, site)
    press(page, "Related episodes")
    related = part(page, "related")
    expect(related).to_contain_text("The <i>long</i> winter Hive Talk")
    expect(related).to_contain_text("frost Here, 1:31 There, 1:02:05 It froze <b>hard</b>.")
    expect(related).to_contain_text("rivers Here There")
    where = page_url or f"{asked[0].partition('/v1/')[0]}/episodes/winter"
    expect(related.get_by_role("link", name="There, 1:02:05")).to_have_attribute(
        "href", f"{where}#t=3725"
    )
    press(page, "Related episodes")
    expect(related).to_be_hidden()
    press(page, "Related episodes")
    expect(related).to_be_visible()
    assert len(asked) == 1


def test_nothing_related_is_said(page: Page, site: str) -> None:
    """And so is a failure, after which one can try again."""
    tell(page)
    answered(page, site)
    press(page, "Related episodes")
    expect(alert(page)).to_have_text("No other episode here speaks of the same.")
    page.unroute(RELATED)
    page.route(RELATED, lambda route: route.abort())
    press(page, "Related episodes")
    expect(alert(page)).to_contain_text("could not be compared")


def test_who_is_told_that_it_does_not_say_may_look_elsewhere(page: Page, site: str) -> None:
    """The button stands where there is nothing else to do."""
    tell(page, item(None))
    scripted.stream(page, scripted.created(), scripted.done("not_in_episode"))
    open_bare(page, site, episode=WEIR)
    ask(page, HOW_HIGH)
    until(page, "not-in-episode")
    press(page, "Related episodes")
    expect(part(page, "related")).to_contain_text("There, 1:02:05")
