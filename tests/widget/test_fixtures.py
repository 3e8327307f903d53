"""What the tests of the widget stand on does what it says."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from service.endpoints.error_responses import problem
from tests.service.premium_client import Premium, new_address
from tests.widget import scripted
from tests.widget.axe import violations
from tests.widget.browser import new_page
from tests.widget.embedding import STRICT
from tests.widget.host_pages import HostPages
from tests.widget.line import Line
from tests.widget.lines import HIVES
from tests.widget.sites import ModelSite

ASK = """([url, question]) => {
  window.events = [];
  window.ended = fetch(url, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', Accept: 'text/event-stream'},
    body: JSON.stringify({question}),
  }).then(async (response) => {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    window.stop = () => reader.cancel();
    for (let chunk; !(chunk = await reader.read()).done;) window.events.push(chunk.value);
    return response.status;
  }).catch(String);
}"""


def begin_to_ask(page: Page, url: str, episode: str = "winter") -> None:
    """Asks by a script of the page, which goes on reading."""
    page.evaluate(ASK, [f"{url}/v1/episodes/{episode}/answers", HIVES])


def begin_an_answer(page: Page, host: HostPages, model: ModelSite, url: str) -> None:
    """Asks the model, which says one sentence and begins another."""
    page.goto(host.show("<title>A host</title>"))
    begin_to_ask(page, url)
    model.begins()
    page.wait_for_function("window.events.join('').includes('event: claim')")


def events_of(page: Page) -> str:
    """What a page's script has read so far."""
    return str(page.evaluate("window.events.join('')"))


def read_json(page: Page, url: str) -> Any:
    """What a page's script is answered."""
    return page.evaluate("(url) => fetch(url).then((response) => response.json())", url)


def test_a_host_page_reads_the_service_from_another_origin(
    page: Page, host: HostPages, site: str
) -> None:
    """Its origin is registered, and is not the service's."""
    page.goto(host.show("<title>A host</title>"))
    assert not site.startswith(host.origin)
    listed = read_json(page, f"{site}/v1/episodes")
    assert {one["id"] for one in listed["items"]} == {"winter", "weir", "beans"}


def test_a_host_page_has_the_policy_that_it_is_given(browser: Browser, host: HostPages) -> None:
    """Its own script runs; markup made of text is refused."""
    script = host.script(
        "try { document.body.innerHTML = '<p>'; }catch (error) { document.title = error.name; }"
    )
    page = browser.new_page()
    page.goto(host.show(f'<body><script src="{script}"></script>', STRICT))
    expect(page).to_have_title("TypeError")
    page.close()


def test_a_host_page_has_players_and_audio(page: Page, host: HostPages) -> None:
    """A player that is a web component, and the audio of a sample episode."""
    html = (
        '<script type="module" src="/node_modules/media-chrome/dist/index.js"></script>'
        '<media-controller audio><audio slot="media" src="/episodes/after-the-weir.mp3">'
        "</audio></media-controller>"
    )
    page.goto(host.show(html))
    page.locator("media-controller:defined").wait_for(state="attached")
    length = page.locator("audio").evaluate(
        """(audio) => audio.duration
           || new Promise((go) => { audio.onloadedmetadata = () => go(audio.duration); })"""
    )
    assert length > 400


def test_axe_finds_faults_in_shadow_roots_under_a_strict_policy(
    page: Page, host: HostPages
) -> None:
    """It names the rule and the element, and finds nothing once that is mended."""
    script = host.script(
        """const root = document.querySelector('main div').attachShadow({mode: 'open'});
           root.append(document.createElement('input'));"""
    )
    body = f'<main><h1>A</h1><div></div></main><script src="{script}"></script>'
    page.goto(host.show(f'<html lang="en"><title>A</title>{body}', STRICT))
    [found] = violations(page)
    assert found.startswith("label (critical) at div >> input: ")
    page.locator("input").evaluate("(input) => input.setAttribute('aria-label', 'A name')")
    assert violations(page) == []


def test_the_free_service_plays_and_answers(page: Page, host: HostPages, site: str) -> None:
    """An episode with its audio, and one whose every word has its time."""
    page.goto(host.show("<title>A host</title>"))
    begin_to_ask(page, site, "beans")
    assert page.evaluate("window.ended") == 201
    assert '"timing":"word"' in events_of(page)
    assert read_json(page, f"{site}/v1/episodes/weir")["audio_url"]


def test_a_model_is_held_between_two_claims(
    page: Page, host: HostPages, with_model: ModelSite
) -> None:
    """Each claim arrives when the model has said it; the end when the model ends."""
    begin_an_answer(page, host, with_model, with_model.url)
    assert "answer.done" not in events_of(page)
    with_model.model.ends()
    assert page.evaluate("window.ended") == 201
    assert "answer.done" in events_of(page)


def test_a_line_is_cut_in_the_middle_of_an_answer(
    page: Page, host: HostPages, line: Line, with_model: ModelSite
) -> None:
    """The browser's stream fails, nothing can be reached, and later it can again."""
    begin_an_answer(page, host, with_model, line.url)
    line.cut()
    assert "TypeError" in page.evaluate("window.ended")
    with_model.model.ends()
    episode = f"{line.url}/v1/episodes/weir"
    tried = "(url) => fetch(url).catch((error) => error.name)"
    assert page.evaluate(tried, episode) == "TypeError"
    line.mend()
    assert read_json(page, episode)["id"] == "weir"


def test_an_answer_is_scripted(page: Page, host: HostPages, site: str) -> None:
    """Its events, in their order, and nothing of the service's own."""
    page.goto(host.show("<title>A host</title>"))
    scripted.stream(page, scripted.created(), scripted.claim("It was said."), scripted.done())
    begin_to_ask(page, site)
    assert page.evaluate("window.ended") == 201
    kinds = [line for line in events_of(page).splitlines() if line.startswith("event: ")]
    assert kinds == ["event: answer.created", "event: claim", "event: answer.done"]


def test_a_refusal_is_scripted(page: Page, host: HostPages, site: str) -> None:
    """With its status and its header fields, which a page of another origin can read."""
    page.goto(host.show("<title>A host</title>"))
    scripted.refuse(page, problem(429, "RateExceeded", "Too many."), retry_after="30")
    told = page.evaluate(
        """(url) => fetch(url, {method: 'POST'}).then(async (response) =>
           [response.status, response.headers.get('Retry-After'), await response.text()])""",
        f"{site}/v1/episodes/weir/answers",
    )
    told[2] = json.loads(told[2])["detail"]
    assert told == [429, "30", "Too many."]


def test_somebody_signs_in_with_a_mailed_code(
    page: Page, host: HostPages, premium_service: Premium
) -> None:
    """From a page of the podcast's own site."""
    page.goto(host.show("<title>A host</title>"))
    email = new_address()
    post = """([url, body]) => fetch(url, {method: 'POST', body,
              headers: {'Content-Type': 'application/json'}}).then((response) => response.json())"""
    sign_in = f"{premium_service.url}/v1/sign-in"
    page.evaluate(post, [sign_in, json.dumps({"email": email})])
    typed = json.dumps({"email": email, "code": premium_service.mailbox.code_for(email)})
    assert page.evaluate(post, [f"{sign_in}/verify", typed])["token_type"] == "Bearer"


def test_somebody_buys_premium_on_the_page_of_stripe(
    page: Page, host: HostPages, premium_service: Premium
) -> None:
    """It leads back to the podcast's own page; what was bought is known to the service then."""
    listener = premium_service.sign_in()
    back = {"return_url": host.show("<title>Back</title>")}
    page.goto(listener.http.post("/v1/checkout", json=back).json()["url"])
    page.get_by_role("button", name="Subscribe").click()
    expect(page).to_have_title("Back")
    session = {"session_id": page.url.partition("checkout=")[2]}
    told = listener.http.post("/v1/checkout/return", json=session).json()
    assert told["entitlement"]["state"] == "active"


@pytest.mark.parametrize("faulty", ["throw new Error('A fault')", "console.error('A fault')"])
def test_a_page_that_complains_is_noticed(browser: Browser, faulty: str) -> None:
    """An error of a script, or one on the console, fails the test."""
    with pytest.raises(AssertionError, match="A fault"), new_page(browser) as page:
        page.evaluate(f"new Promise((go) => setTimeout(() => {{ setTimeout(go); {faulty}; }}))")
