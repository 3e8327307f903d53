"""All that a listener may see, and how a page gets there: for tests and for screenshots.

A scene opens the widget beside a player, at the origin of a service, and ends when the widget is
in the state that it is named after, or in that of ``STATE_OF``. A view is one of the service's own
pages.
"""

from collections.abc import Callable

import httpx
from playwright.sync_api import Locator, Page

from tests.widget.embedding import until
from tests.widget.lines import HOW_HIGH
from tests.widget.scenes_asking import ASKING
from tests.widget.scenes_premium import PREMIUM
from tests.widget.sites import WEIR, Stage

Scene = Callable[[Page, Stage], None]

STATE_OF = {
    "citing": "answered",
    "moment": "answered",
    "page-answered": "answered",
    "page-offer": "paywall",
    "model-answer": "answered",
    "broken-off": "error",
    "code": "signing-in",
    "visitor": "idle",
    "none": "idle",
    "active": "idle",
    "trialing": "idle",
    "canceling": "idle",
    "past-due": "idle",
    "granted": "idle",
}
"""The state of a scene that is not named after it."""

ACCOUNTS = ("visitor", "none", "active", "trialing", "canceling", "past-due", "granted")
"""The scenes that are named after how an account stands."""

SCENES: dict[str, Scene] = {
    scene.__name__.replace("_", "-"): scene for scene in (*ASKING, *PREMIUM)
}
"""All scenes, in the order in which a listener may meet them."""


def enter(name: str, page: Page, stage: Stage) -> Locator:
    """Brings a page into a scene; gives the widget, which is in the scene's state then."""
    SCENES[name](page, stage)
    if name in ACCOUNTS:
        page.locator(f"ask-episode[data-account={name}]").wait_for(state="attached")
    return until(page, STATE_OF.get(name, name))


VIEWS = {
    "page-list": "/",
    "page-episode": f"/episodes/{WEIR}",
    "page-cite": f"/episodes/{WEIR}#cite-apa",
    "page-search": f"/episodes/{WEIR}?q=sturgeon",
    "page-how": "/how-answers-are-made",
    "page-missing": "/episodes/nothing",
    "page-shared": "/a/{share_id}",
}
"""The service's own pages, and their paths."""


def visit(name: str, page: Page, stage: Stage) -> None:
    """Opens one of the service's own pages."""
    path = VIEWS[name]
    if "{share_id}" in path:
        path = path.format(share_id=share(stage.site, HOW_HIGH))
    page.goto(f"{stage.site}{path}")
    page.wait_for_load_state("networkidle")


def share(site: str, question: str) -> str:
    """Asks about the weir and shares the answer; gives its public id."""
    with httpx.Client(base_url=site, trust_env=False, timeout=30) as http:
        asked = http.post(f"/v1/episodes/{WEIR}/answers", json={"question": question})
        shared = http.post(f"/v1/answers/{asked.json()['id']}/share").raise_for_status()
    return str(shared.json()["share_id"])
