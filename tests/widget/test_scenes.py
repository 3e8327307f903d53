"""Every scene comes about, and everybody can use it, in whichever way they look at it."""

import pytest
from playwright.sync_api import Page

from tests.widget.axe import violations
from tests.widget.fitting import assert_fits, assert_pressable
from tests.widget.scenes import SCENES, VIEWS, enter, visit
from tests.widget.sites import Stage


@pytest.mark.parametrize("name", SCENES)
def test_everybody_can_use_the_widget(name: str, page: Page, stage: Stage) -> None:
    """In every state."""
    enter(name, page, stage)
    can_be_used(page)


@pytest.mark.parametrize("name", VIEWS)
def test_everybody_can_use_the_pages(name: str, page: Page, stage: Stage) -> None:
    """All that the service serves as HTML."""
    visit(name, page, stage)
    can_be_used(page)


def can_be_used(page: Page) -> None:
    """No rule of accessibility is broken, light or dark, on a wide or a narrow screen.

    The narrow one has 320 CSS pixels, as a wider one at 200 or 400 per cent.
    """
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page) == []
    assert_fits(page)
    assert_pressable(page)
