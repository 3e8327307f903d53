"""What a screen reader is told: that an answer begins, and the whole of it at its end."""

from playwright.sync_api import Page, expect

from service.endpoints.error_responses import problem
from tests.service.premium_client import Premium
from tests.widget import scripted
from tests.widget.asking_pages import alert, answered, give_up, part, press
from tests.widget.embedding import ask, open_bare, until
from tests.widget.line import Line
from tests.widget.lines import HIGH, HIVES, HOW_HIGH
from tests.widget.sites import WEIR, WINTER, ModelSite

_LISTEN = """(it) => {
  window.spoken = [];
  const regions = it.shadowRoot.querySelectorAll('[aria-live=polite], [role=alert], [role=status]');
  for (const region of regions) {
    const how = region.getAttribute('role') ?? region.getAttribute('aria-live');
    new MutationObserver(() => {
      if (region.textContent) window.spoken.push([how, region.textContent.trim()]);
    }).observe(region, {childList: true, characterData: true, subtree: true});
  }
}"""
SEARCHING = ["polite", "Searching the episode…"]


def listen(page: Page) -> None:
    """Takes down all that is read out from now on."""
    page.locator("ask-episode").evaluate(_LISTEN)


def spoken(page: Page) -> list[list[str]]:
    """What was read out so far: how, and what."""
    found: list[list[str]] = page.evaluate("window.spoken")
    return found


def hear(page: Page, count: int) -> list[list[str]]:
    """All that was read out, once it is that much."""
    page.wait_for_function("(count) => window.spoken.length >= count", arg=count)
    return spoken(page)


def test_one_answer_is_read_out_once(page: Page, with_model: ModelSite) -> None:
    """Its beginning, and its whole text at the end; nothing claim by claim."""
    open_bare(page, with_model.url, episode=WINTER)
    listen(page)
    ask(page, HIVES)
    until(page, "answering")
    with_model.begins()
    expect(part(page, "claim")).to_have_count(1)
    second = "Ana Černá says the mites had weakened them before the frost."
    with_model.model.says(f"{second.removeprefix('Ana')} {with_model.marker}\nBo")
    expect(part(page, "claim")).to_have_count(2)
    assert spoken(page) == [SEARCHING]
    text = " ".join(part(page, "claim").locator("> p").all_inner_texts())
    with_model.model.ends()
    part(page, "tools").wait_for()
    assert spoken(page) == [SEARCHING, ["polite", text]]


def test_a_second_answer_is_read_out_like_the_first(page: Page, site: str) -> None:
    """Its text alone, without the names of the tools below it, and though it is the same."""
    open_bare(page, site, episode=WEIR)
    listen(page)
    for heard in (2, 4):
        ask(page, HOW_HIGH)
        hear(page, heard)
        until(page, "answered")
    assert spoken(page) == [SEARCHING, ["polite", HIGH]] * 2


def test_what_an_answer_lacks_is_read_out_with_it(page: Page, site: str) -> None:
    """A part that the episode does not say belongs to the answer."""
    ending = scripted.done("partly_answered", missing="what it cost")
    scripted.stream(page, scripted.created(), scripted.claim(HIGH), ending)
    open_bare(page, site, episode=WEIR)
    listen(page)
    ask(page, HOW_HIGH)
    said = hear(page, 2)
    assert said == [SEARCHING, ["polite", f"{HIGH} Not in this episode: what it cost"]]


def test_what_the_episode_does_not_say_is_read_out(page: Page, site: str) -> None:
    """Politely: it is no fault."""
    open_bare(page, site, episode=WEIR)
    listen(page)
    ask(page, "Which country won the football world cup?")
    [begun, ended] = hear(page, 2)
    assert begun == SEARCHING
    assert ended[0] == "polite"
    assert ended[1].startswith("This episode does not say.")


def test_a_stop_is_read_out_once(page: Page, site: str) -> None:
    """Not by two regions."""
    scripted.hold(page)
    open_bare(page, site, episode=WEIR)
    listen(page)
    ask(page, HOW_HIGH)
    until(page, "searching")
    page.keyboard.press("Escape")
    until(page, "stopped")
    assert [said for _, said in hear(page, 2)] == [SEARCHING[1], "Stopped."]


def test_a_fault_is_read_out_once(page: Page, site: str) -> None:
    """As soon as it is there."""
    scripted.unreachable(page)
    open_bare(page, site, episode=WEIR)
    listen(page)
    ask(page, HOW_HIGH)
    page.get_by_role("button", name="Try again").wait_for()
    unreachable = "The service cannot be reached. Your question is kept."
    assert spoken(page) == [SEARCHING, ["alert", unreachable]]


def test_a_broken_answer_is_read_out_once(page: Page, line: Line, with_model: ModelSite) -> None:
    """What was said so far stands in the log, to be read when one wants."""
    page.clock.install()
    open_bare(page, line.url, episode=WINTER)
    listen(page)
    ask(page, HIVES)
    until(page, "answering")
    with_model.begins()
    expect(part(page, "claim")).to_have_count(1)
    line.cut()
    give_up(page)
    page.get_by_role("button", name="Try again").wait_for()
    broken = "The connection broke off. Your question is kept."
    assert spoken(page) == [SEARCHING, ["alert", broken]]


def test_a_wait_is_read_out_once(page: Page, site: str) -> None:
    """Its seconds are counted down in silence."""
    page.clock.install(time=1_000)
    scripted.refuse(page, problem(429, "RateExceeded", "You ask too fast."), retry_after="30")
    open_bare(page, site, episode=WEIR)
    listen(page)
    page.clock.pause_at(100_000)
    ask(page, HOW_HIGH)
    until(page, "rate-limited")
    page.clock.run_for(40_000)
    page.get_by_role("button", name="Try again", exact=True).wait_for()
    assert spoken(page) == [SEARCHING, ["alert", "You ask too fast."]]


def test_a_refusal_is_read_out_once(page: Page, premium_service: Premium) -> None:
    """In the service's words."""
    open_bare(page, premium_service.url, episode=WINTER)
    page.locator("ask-episode[data-account]").wait_for(state="attached")
    listen(page)
    ask(page, HIVES)
    until(page, "paywall")
    said = spoken(page)
    assert [how for how, _ in said] == ["polite", "alert"]
    assert said[1][1] == alert(page).inner_text()


def test_what_was_done_is_read_out_once(page: Page, site: str) -> None:
    """And nothing when a moment opens: the button says that it is open."""
    answered(page, site)
    listen(page)
    part(page, "citation").click()
    page.locator("mark").wait_for()
    assert spoken(page) == []
    press(page, "Helpful")
    [[_, said]] = hear(page, 1)
    assert said == "Thank you. Whoever runs this site can read it."


def test_regions_are_there_before_they_are_filled(page: Page, site: str) -> None:
    """One for what is the matter, two that are used in turn; all of them empty."""
    open_bare(page, site, episode=WEIR)
    part(page, "starter").first.wait_for()
    regions = page.locator("ask-episode").locator("[aria-live=polite], [role=alert]")
    expect(regions).to_have_text(["", "", ""])
    hidden = "(all) => all.filter((one) => getComputedStyle(one).display === 'none').length"
    assert regions.evaluate_all(hidden) == 0
