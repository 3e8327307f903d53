"""Answers that a test writes itself, for what a service rarely does.

stream(page, created(), status("answering"), claim("31 hives were lost."), done())
"""

import json
from typing import Any

from playwright.sync_api import Page, Route

from service.endpoints.error_responses import MEDIA_TYPE, Problem, problem

ANSWERS = "**/answers"
Event = tuple[str, dict[str, Any]]

_CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "*",
}


def created(answer: str = "answer-1") -> Event:
    """The answer exists."""
    return "answer.created", {"id": answer}


def status(phase: str = "answering") -> Event:
    """What is being done."""
    return "answer.status", {"phase": phase}


def claim(text: str, *citations: dict[str, Any], number: int = 1, check: str = "verified") -> Event:
    """A claim; it cites its own words at 1:31, unless other citations are given."""
    cited = list(citations) or [citation(text)]
    return "claim", {"id": f"c{number}", "text": text, "check": check, "citations": cited}


def citation(quote: str, **more: Any) -> dict[str, Any]:
    """The words of a speaker at a second."""
    usual = {
        "episode_id": "weir", "transcript_sha256": "", "start_char": 0, "end_char": len(quote),
        "quote": quote, "before": "", "after": "", "speaker": "Tomás Quiroga",
        "start": 91.2, "end": 96.4, "timing": "cue",
    }  # fmt: skip
    return {**usual, **more}


def done(outcome: str = "answered", **more: Any) -> Event:
    """The end."""
    usual: dict[str, Any] = {
        "outcome": outcome, "answered_by": "model", "nearest": None, "missing": None,
        "readings": [], "reply": None, "notice": None, "dropped": 0, "usage": None, "quota": None,
    }  # fmt: skip
    return "answer.done", {**usual, **more}


def failed(detail: str) -> Event:
    """The answer could not be made."""
    return "answer.failed", {"problem": problem(500, "Unexpected", detail).model_dump()}


def stream(page: Page, *events: Event) -> None:
    """Answers every question with these events; the connection is closed then."""
    body = "".join(
        f"id: {place}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"
        for place, (kind, data) in enumerate(events)
    )
    _answer(page, 201, body, {"Content-Type": "text/event-stream"})


def refuse(page: Page, with_problem: Problem, **headers: str) -> None:
    """Answers every question with a problem; ``retry_after="30"`` is a header field."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    body = with_problem.model_dump_json()
    _answer(page, with_problem.status, body, {"Content-Type": MEDIA_TYPE, **given})


def hold(page: Page) -> None:
    """Never answers a question."""
    page.route(ANSWERS, lambda route: None if _is_question(route) else route.fallback())


def unreachable(page: Page) -> None:
    """Lets every question fail as if nobody were there."""
    page.route(ANSWERS, lambda route: route.abort() if _is_question(route) else route.fallback())


def stand(page: Page, quota: dict[str, Any] | None = None, **entitlement: Any) -> None:
    """Changes what the service says of whoever is signed in."""

    def changed(route: Route) -> None:
        response = route.fetch()
        told = response.json()
        told["entitlement"] |= entitlement
        told["quota"] = quota or told["quota"]
        route.fulfill(response=response, json=told)

    page.route("**/v1/me", changed)


def _answer(page: Page, status: int, body: str, headers: dict[str, str]) -> None:
    def fulfil(route: Route) -> None:
        if _is_question(route):
            route.fulfill(status=status, body=body, headers={**_CROSS_ORIGIN, **headers})
        else:
            route.fallback()

    page.route(ANSWERS, fulfil)


def _is_question(route: Route) -> bool:
    return route.request.method == "POST"
