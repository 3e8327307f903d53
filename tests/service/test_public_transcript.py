"""A transcript that is not published: who may read it, and what the page shows."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.access.api_key import Scope
from tests.service.premium_client import Premium, ask, problem_type, sqlite_premium

WHOLE = ("/v1/episodes/winter/transcript", "/v1/episodes/winter/search?q=hives")


@pytest.fixture(scope="module")
def closed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premium]:
    """A service that does not publish its transcripts, and gives its listeners a question."""
    folder = tmp_path_factory.mktemp("closed")
    with sqlite_premium(data, folder, public_transcript=False, free_questions=3) as made:
        yield made


@pytest.mark.parametrize("path", WHOLE)
def test_who_has_no_key_is_refused_in_a_sentence(closed: Premium, path: str) -> None:
    """A visitor, and a listener who may ask."""
    for http in (closed.client(), closed.sign_in().http):
        refused = http.get(path)
        assert problem_type(refused) == (403, "transcript-not-public")
        assert "not published" in refused.json()["detail"]


@pytest.mark.parametrize("path", WHOLE)
def test_a_key_that_may_read_reads(closed: Premium, path: str) -> None:
    """One that may only ask does not."""
    assert closed.client(closed.make_key(Scope.READ)).get(path).status_code == 200
    asking = closed.client(closed.make_key(Scope.ASK))
    assert problem_type(asking.get(path)) == (403, "scope-refused")


def test_the_rest_of_an_episode_stays_public(closed: Premium) -> None:
    """What is known of it, its audio, and answers that quote it."""
    assert closed.client().get("/v1/episodes/winter").status_code == 200
    assert closed.client().head("/v1/episodes/winter/audio").status_code == 200
    answer = ask(closed.sign_in().http)
    assert "thirty-one hives" in answer.json()["claims"][0]["citations"][0]["quote"]


def test_the_page_has_no_words_and_no_search(closed: Premium) -> None:
    """It says why, whatever is looked for."""
    for path in ("/episodes/winter", "/episodes/winter?q=hives"):
        page = httpx.get(closed.url + path)
        assert page.status_code == 200
        assert "The transcript of this episode is not published." in page.text
        assert "thirty-one" not in page.text
        assert "<mark" not in page.text
        assert 'role="search"' not in page.text
        assert 'href="/v1/episodes/winter/audio#t=14" data-t="14"' in page.text


@pytest.mark.parametrize("path", WHOLE)
def test_transcripts_are_public_unless_that_is_set(client: httpx.Client, path: str) -> None:
    """Everybody reads them."""
    assert client.get(path).status_code == 200
