"""Sharing over HTTP: who may, what everybody then sees, and how it is taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from indexer import BuildOptions, Library, OnnxEncoder, index_transcript
from service.access.api_key import Scope
from tests.conversations import WINTER, write_winter
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import (
    HIVES,
    UNANSWERABLE,
    Listener,
    Premium,
    ask,
    problem_type,
)

QUOTE = "We lost thirty-one hives, which was almost everything we had."
ALL_SAID = "1 of 1 quote verified against today’s transcript."


def share(http: httpx.Client, answer_id: str) -> httpx.Response:
    return http.post(f"/v1/answers/{answer_id}/share")


def take_back(http: httpx.Client, answer_id: str) -> httpx.Response:
    return http.delete(f"/v1/answers/{answer_id}/share")


def page(http: httpx.Client, share_id: str) -> httpx.Response:
    """A shared answer's page, as somebody sees it who is not signed in."""
    return httpx.get(http.base_url.join(f"/a/{share_id}"), trust_env=False, timeout=30)


def test_a_listener_shares_an_answer(premium: Premium, subscriber: Listener, answered: str) -> None:
    """201, with the address of a page that everybody can read; the same one each time."""
    shared = share(subscriber.http, answered)
    assert shared.status_code == 201
    share_id = shared.json()["share_id"]
    assert shared.json() == {"share_id": share_id, "url": f"{premium.settings.own_url}a/{share_id}"}
    assert share(subscriber.http, answered).json() == shared.json()
    shown = page(subscriber.http, share_id)
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    for said in (HIVES["question"], QUOTE, ALL_SAID):
        assert said in shown.text


def test_a_shared_page_says_nothing_of_who_asked(subscriber: Listener, answered: str) -> None:
    """Neither address nor account, nor the answer's own id, by which it could be taken back."""
    shown = page(subscriber.http, share(subscriber.http, answered).json()["share_id"])
    told = shown.text + str(shown.headers)
    for secret in (subscriber.email, subscriber.account_id, "acc_", answered, "ans_"):
        assert secret not in told
    assert "set-cookie" not in shown.headers


def test_nobody_else_shares_an_answer_or_takes_it_back(
    premium: Premium, subscriber: Listener, answered: str
) -> None:
    """Another listener, a visitor and a key are told that there is none, as of one that is not."""
    share_id = share(subscriber.http, answered).json()["share_id"]
    others = premium.sign_in().http, premium.client(), premium.client(premium.make_key(Scope.ASK))
    for http in others:
        for asked in (share, take_back):
            assert problem_type(asked(http, answered)) == (404, "answer-not-found")
    for asked in (share, take_back):
        assert problem_type(asked(subscriber.http, "ans_none")) == (404, "answer-not-found")
        assert problem_type(asked(subscriber.http, "%00")) == (404, "answer-not-found")
    assert page(subscriber.http, share_id).status_code == 200


def test_a_key_that_may_not_ask_may_not_share(premium: Premium, answered: str) -> None:
    """Its scope is to read."""
    reading = premium.client(premium.make_key(Scope.READ))
    for asked in (share, take_back):
        assert problem_type(asked(reading, answered)) == (403, "scope-refused")


def test_a_frontend_shares_what_its_key_was_given(premium: Premium) -> None:
    """And takes it back."""
    http = premium.client(premium.make_key(Scope.ASK))
    answer_id = ask(http).json()["id"]
    share_id = share(http, answer_id).json()["share_id"]
    assert page(http, share_id).status_code == 200
    assert take_back(http, answer_id).status_code == 204
    assert page(http, share_id).status_code == 404


def test_what_is_taken_back_is_gone_at_once(subscriber: Listener, answered: str) -> None:
    """Its page is missing as others are; to share anew makes another."""
    first = share(subscriber.http, answered).json()["share_id"]
    assert page(subscriber.http, first).headers["cache-control"] == "no-cache"
    gone = take_back(subscriber.http, answered)
    assert (gone.status_code, gone.content) == (204, b"")
    missing = page(subscriber.http, first)
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Not found</h1>" in missing.text
    assert "may have taken it back" in missing.text
    assert QUOTE not in missing.text
    assert share(subscriber.http, answered).json()["share_id"] != first
    assert page(subscriber.http, first).status_code == 404


def test_what_was_never_shared_can_be_taken_back(subscriber: Listener, answered: str) -> None:
    """Whoever wants it private has it private."""
    for _ in range(2):
        assert take_back(subscriber.http, answered).status_code == 204


def test_a_deleted_account_shares_nothing(premium: Premium) -> None:
    """Its pages go with it."""
    listener = premium.subscriber()
    share_id = share(listener.http, ask(listener.http).json()["id"]).json()["share_id"]
    assert page(listener.http, share_id).status_code == 200
    assert listener.http.delete("/v1/me").status_code == 204
    assert page(listener.http, share_id).status_code == 404
    query = "SELECT count(*) FROM shared_answers WHERE share_id = :share"
    assert premium.value(query, share=share_id) == 0


@pytest.mark.parametrize("share_id", ["nothing", "%00", "%3Cscript%3E", "a%0Ab"])
def test_a_page_that_never_was_is_missing_as_others_are(
    client: httpx.Client, share_id: str
) -> None:
    """Whatever its address is."""
    missing = client.get(f"/a/{share_id}")
    assert missing.status_code == 404
    assert "<h1>Not found</h1>" in missing.text
    assert "<script>" not in missing.text


def test_a_shared_page_is_served_as_other_pages_are(client: httpx.Client) -> None:
    """Compressed, under the same policy, to HEAD too; and an answer that is none can be shared."""
    share_id = share(client, ask(client, UNANSWERABLE).json()["id"]).json()["share_id"]
    shown = client.get(f"/a/{share_id}")
    assert "This episode does not say." in shown.text
    assert "The nearest moment:" in shown.text
    episodes = client.get("/episodes/winter")
    for field in ("content-security-policy", "x-content-type-options", "content-encoding"):
        assert shown.headers[field] == episodes.headers[field]
    head = client.head(f"/a/{share_id}")
    assert (head.status_code, head.content) == (200, b"")


@dataclass(frozen=True)
class Own:
    """A service that is free, over an episode that a test may change."""

    http: httpx.Client
    folder: Path
    encoder: OnnxEncoder

    def index(self, transcript: str) -> None:
        """Puts another transcript in the place of the episode's."""
        path = self.folder / "source" / "winter.vtt"
        path.write_text(transcript, encoding="utf-8")
        index_transcript(path, Library(self.folder), self.encoder, BuildOptions("winter"))

    def shared(self) -> str:
        """The public id of an answer."""
        return str(share(self.http, ask(self.http).json()["id"]).json()["share_id"])


@pytest.fixture
def own(tmp_path: Path, encoders: Path, minilm: OnnxEncoder) -> Iterator[Own]:
    """Such a service, at an address that everybody knows, which lets an address share thrice."""
    write_winter(tmp_path / "source")
    (tmp_path / "encoders").symlink_to(encoders)
    settings = roomy_settings(
        data_dir=tmp_path,
        public_url="https://ask.example",
        public_transcript=False,
        address_rate="3/day",
    )
    with serving(settings) as url, httpx.Client(base_url=url, timeout=30) as http:
        own = Own(http, tmp_path, minilm)
        own.index(WINTER)
        yield own


def test_the_address_is_the_one_that_everybody_knows(own: Own) -> None:
    """In what is given, and on the page itself; of an unpublished transcript only the quote."""
    answer_id = ask(own.http).json()["id"]
    shared = share(own.http, answer_id).json()
    assert shared["url"] == f"https://ask.example/a/{shared['share_id']}"
    shown = page(own.http, shared["share_id"]).text
    assert f'<meta property="og:url" content="{shared["url"]}">' in shown
    assert QUOTE in shown
    assert "A varroa mite" not in shown


def test_sharing_is_counted_and_taking_back_is_not(own: Own) -> None:
    """As often as one may ask, apart from asking; nobody waits to have something private again."""
    answer_id = ask(own.http).json()["id"]
    shared = [share(own.http, answer_id) for _ in range(4)]
    assert [one.status_code for one in shared] == [201] * 3 + [429]
    assert shared[-1].headers["ratelimit-policy"] == '"share";q=3;w=86400'
    assert [take_back(own.http, answer_id).status_code for _ in range(5)] == [204] * 5
    assert ask(own.http).status_code == 201


def test_every_view_is_held_against_the_transcript_of_the_day(own: Own) -> None:
    """Whatever becomes of it between two views."""
    share_id = own.shared()
    assert ALL_SAID in page(own.http, share_id).text
    own.index(WINTER.replace("<v Ana Černá>We lost", "<v Bo Lind>We lost"))
    assert "The transcript gives these words to Bo Lind now." in page(own.http, share_id).text
    own.index(WINTER.replace("thirty-one", "thirty"))
    assert "These words are no longer in the transcript." in page(own.http, share_id).text
    own.index(WINTER.replace("00:00:08.500 -->", "00:00:10.500 -->"))
    assert "Heard at 0:10 now, and at 0:08 when" in page(own.http, share_id).text
    own.index(WINTER)
    assert ALL_SAID in page(own.http, share_id).text


def test_an_episode_that_is_gone_leaves_a_page_that_says_so(own: Own) -> None:
    """What was answered is still there, unverified."""
    share_id = own.shared()
    Library(own.folder).remove("winter")
    shown = page(own.http, share_id)
    assert shown.status_code == 200
    assert "0 of 1 quote verified: the episode cannot be read here now." in shown.text
    assert QUOTE in shown.text


def test_an_episode_that_is_damaged_is_told_of_in_the_log(
    own: Own, caplog: pytest.LogCaptureFixture
) -> None:
    """The page says no more than that it cannot be read."""
    share_id = own.shared()
    own.index(f"{WINTER}\n00:00:39.000 --> 00:00:40.000\n<v Bo Lind>Bye.\n")
    folder = own.folder / "episodes" / "winter"
    build = folder / (folder / "current").read_text().strip()
    (build / "manifest.json").unlink()
    shown = page(own.http, share_id)
    assert shown.status_code == 200
    assert "the episode cannot be read here now." in shown.text
    assert "manifest" not in shown.text
    assert "manifest.json of the episode winter is missing" in caplog.text
