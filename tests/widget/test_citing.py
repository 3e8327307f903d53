"""Citing an answer in the style that the listener chooses."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.widget import scripted
from tests.widget.asking_pages import alert, answered, part, press
from tests.widget.lines import HIGH

PAGE = "https://example.org/wet-boots/after-the-weir"
APA = (
    "Oakes, M. (Host). (2025, June 12). After the Weir [Audio podcast episode]. In Wet Boots."
    f" {PAGE}\n(Oakes, 2025, 1:31)"
)
REFERENCES = {
    "APA": APA,
    "MLA": (
        f"Oakes, Maren, host. “After the Weir.” Wet Boots, 12 June 2025, {PAGE}.\n(Oakes 1:31)"
    ),
    "Chicago": (
        "Oakes, Maren. 2025. “After the Weir.” Wet Boots, June 12. Podcast, 8:49."
        f" {PAGE}.\n(Oakes 2025, 1:31)"
    ),
}
CITE = "**/v1/episodes/*/cite*"
NO_CLIPBOARD = """
navigator.clipboard.write = navigator.clipboard.writeText = () => Promise.reject(new Error('No'));
"""
PASTED = """async (kind) => {
  const [item] = await navigator.clipboard.read();
  return (await item.getType(kind)).text();
}"""


@pytest.mark.parametrize("style", REFERENCES)
def test_an_answer_is_cited_in_a_style(copying: Page, site: str, style: str) -> None:
    """The reference, and what stands in the text; the show in italics where that can be pasted."""
    answered(copying, site)
    press(copying, "Cite")
    press(copying, style)
    expect(part(copying, "status")).to_have_text("Copied.")
    assert copying.evaluate(PASTED, "text/plain") == REFERENCES[style]
    html: str = copying.evaluate(PASTED, "text/html")
    assert "<i>Wet Boots</i>" in html
    assert re.search(r"<p>\(Oakes[^<]* 1:31\)</p>", html)


def test_each_moment_of_an_answer_stands_in_the_text_once(copying: Page, site: str) -> None:
    """Under one reference."""
    later = scripted.citation(HIGH, start=106.2, end=110.0)
    claims = [
        scripted.claim(HIGH),
        scripted.claim("31 metres.", scripted.citation(HIGH), number=2),
        scripted.claim("Later.", later, number=3),
    ]
    scripted.stream(copying, scripted.created(), *claims, scripted.done())
    answered(copying, site)
    press(copying, "Cite")
    press(copying, "APA")
    expect(part(copying, "status")).to_have_text("Copied.")
    assert copying.evaluate(PASTED, "text/plain") == f"{APA}\n(Oakes, 2025, 1:46)"


def test_files_are_saved(page: Page, site: str) -> None:
    """For reference managers; each leads to the moment."""
    answered(page, site)
    press(page, "Cite")
    for name, file in (("BibTeX", "weir.bib"), ("RIS", "weir.ris"), ("CSL-JSON", "weir.json")):
        with page.expect_download() as saved:
            page.get_by_role("link", name=name).click()
        assert saved.value.suggested_filename == file
        assert f"{PAGE}#t=91" in saved.value.path().read_text(encoding="utf-8")


def test_the_styles_go_as_they_came(page: Page, site: str) -> None:
    """By the same button, which says whether they are there; the keyboard reaches them next."""
    answered(page, site)
    styles = part(page, "styles")
    cite = page.get_by_role("button", name="Cite", exact=True)
    expect(cite).to_have_attribute("aria-expanded", "false")
    cite.press("Enter")
    expect(styles).to_be_visible()
    expect(cite).to_be_focused()
    expect(cite).to_have_attribute("aria-expanded", "true")
    cite.press("Enter")
    expect(styles).to_be_hidden()
    expect(cite).to_have_attribute("aria-expanded", "false")


def test_a_reference_that_may_not_be_copied_is_copied_by_hand(page: Page, site: str) -> None:
    """As text, all of it selected."""
    page.add_init_script(NO_CLIPBOARD)
    answered(page, site)
    press(page, "Cite")
    press(page, "APA")
    expect(page.get_by_role("textbox", name="Copy this text")).to_have_value(APA)


def test_a_reference_that_does_not_come_is_missed(copying: Page, site: str) -> None:
    """It is said, and can be tried again."""
    copying.route(CITE, lambda route: route.abort())
    answered(copying, site)
    press(copying, "Cite")
    press(copying, "APA")
    expect(alert(copying)).to_have_text("That could not be cited. Try again in a moment.")
    copying.unroute(CITE)
    press(copying, "APA")
    expect(part(copying, "status")).to_have_text("Copied.")
    expect(alert(copying)).to_be_empty()


def test_why_a_reference_does_not_come_is_said_where_nothing_may_be_copied(
    page: Page, site: str
) -> None:
    """In the service's own words."""
    page.add_init_script(NO_CLIPBOARD)
    page.route(CITE, lambda route: route.continue_(url=f"{site}/v1/episodes/weir/cite?style=x"))
    answered(page, site)
    press(page, "Cite")
    press(page, "APA")
    expect(alert(page)).to_contain_text("style: Input should be")
