"""What is fetched, where redirects lead, and what servers say instead."""

import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from indexer.feeds.answer_headers import Validators
from indexer.feeds.fetching import Fetcher, FetchRefused
from tests.indexer.feeds.fetchers import MOST, allowed, at, names, refusal
from tests.indexer.feeds.web import Page, Web


def test_what_an_operator_named_is_fetched(web: Web) -> None:
    """By its name, with or without the port."""
    web.pages["/feed"] = Page("words", headers={"ETag": '"1"', "Cache-Control": "max-age=900"})
    fetched = allowed(web).get(at(web, "/feed"), MOST)
    assert (fetched.body, fetched.validators.etag, fetched.wait) == (b"words", '"1"', 900)
    assert Fetcher(("FEEDS.test",), names).get(at(web, "/feed"), MOST).body == b"words"
    assert Fetcher((f"127.0.0.1:{web.port}",)).get(web.url("/feed"), MOST).body == b"words"


def test_what_has_not_changed_is_not_sent_again(web: Web) -> None:
    """The validators come back as they were."""
    web.pages["/feed"] = Page("words", headers={"ETag": '"1"'})
    first = allowed(web).get(at(web, "/feed"), MOST)
    again = allowed(web).get(at(web, "/feed"), MOST, first.validators)
    assert (again.body, again.validators) == (None, first.validators)
    changed = allowed(web).get(at(web, "/feed"), MOST, Validators(etag='"0"'))
    assert changed.body == b"words"


def test_redirects_are_followed_and_permanent_ones_remembered(web: Web) -> None:
    """Only those that come first: what is permanent behind a temporary one is not."""
    web.pages["/a"] = Page(status=301, headers={"Location": "/b"})
    web.pages["/b"] = Page(status=302, headers={"Location": "c"})
    web.pages["/c"] = Page(status=308, headers={"Location": "/d"})
    web.pages["/d"] = Page("words")
    fetched = allowed(web).get(at(web, "/a"), MOST)
    assert fetched.body == b"words"
    assert (fetched.url, fetched.moved_to) == (at(web, "/d"), at(web, "/b"))


def test_redirects_without_an_end_are_given_up(web: Web) -> None:
    web.pages["/a"] = Page(status=302, headers={"Location": "/a"})
    assert "leads on more than 5 times" in refusal(allowed(web), at(web, "/a"))
    assert web.asked == ["/a"] * 6


def test_a_server_that_has_nothing_is_quoted(web: Web) -> None:
    web.pages["/gone"] = Page(status=410)
    web.pages["/odd"] = Page(status=799)
    web.pages["/nothing-new"] = Page(status=304)
    assert "answers 404 (Not Found)" in refusal(allowed(web), at(web, "/missing"))
    assert "answers 410 (Gone)" in refusal(allowed(web), at(web, "/gone"))
    assert "answers 799." in refusal(allowed(web), at(web, "/odd"))
    assert "answers 304" in refusal(allowed(web), at(web, "/nothing-new"))


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_wants_to_be_left_alone_is(web: Web, status: int) -> None:
    """It is not asked again, whatever else there is to ask of it, until then."""
    web.pages["/busy"] = Page(status=status, headers={"Retry-After": "600"})
    web.pages["/other"] = Page("words")
    fetcher = allowed(web)
    with pytest.raises(FetchRefused) as refused:
        fetcher.get(at(web, "/busy"), MOST)
    assert refused.value.wait == 600
    assert "wants to be left alone for 10 minutes" in str(refused.value)
    assert "was not asked for" in refusal(fetcher, at(web, "/other"))
    assert web.asked == ["/busy"]


def test_when_to_come_again_may_be_a_date(web: Web) -> None:
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=30)
    dates = {
        "/later": format_datetime(later, usegmt=True),
        "/never": "soon",
        "/past": "Mon, 01 Jan",
    }
    waits = {}
    for path, stated in dates.items():
        web.pages[path] = Page(status=503, headers={"Retry-After": stated})
        with pytest.raises(FetchRefused) as refused:
            allowed(web).get(at(web, path), MOST)
        waits[path] = refused.value.wait
    assert waits["/later"] == pytest.approx(1800, abs=5)
    assert (waits["/never"], waits["/past"]) == (None, None)


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_who_hangs_up_is_said(web: Web, answer: bytes) -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(answer)
        handler.close_connection = True

    web.pages["/broken"] = hang_up
    assert "cannot be reached" in refusal(allowed(web), at(web, "/broken"))
