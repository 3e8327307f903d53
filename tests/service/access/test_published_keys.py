"""Keys that a site publishes: when they are asked for, and when they are believed."""

import asyncio
import json

import pytest

from service.access.published_keys import PublishedKeysMissing
from service.access.site_login import SiteLogin
from tests.service.access.clock import NOON, Clock
from tests.service.access.key_server import KeyServer
from tests.service.access.site_tokens import (
    CURVE,
    MINUTE,
    OTHER,
    encoded,
    published,
    refusal,
    signed,
)
from tests.waiting import eventually


async def test_published_keys_are_fetched_once_in_five_minutes(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """Twenty tokens at once cost one request, and so do those of the next minutes."""
    token = signed(headers={"kid": "one"}, exp=NOON + 3600)
    found = await asyncio.gather(*(login.identity_of(token) for _ in range(20)))
    assert {identity.subject for identity in found} == {"visitor 7"}
    clock.advance(5 * MINUTE - 1)
    await login.identity_of(token)
    assert len(server.asked) == 1
    clock.advance(1)
    await login.identity_of(token)
    assert len(server.asked) == 2


async def test_a_new_key_is_known_at_once(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """A site may change its key at any time; the old one is then refused."""
    await login.identity_of(signed(headers={"kid": "one"}))
    server.body = published(two=OTHER)
    clock.advance(10)
    await login.identity_of(signed(OTHER, headers={"kid": "two"}))
    assert "does not publish" in await refusal(login, signed(headers={"kid": "one"}))


async def test_unknown_keys_are_asked_for_once_in_ten_seconds(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """Made-up tokens do not make this service flood the site."""
    made_up = [signed(OTHER, headers={"kid": f"made up {n}"}) for n in range(20)]
    await login.identity_of(signed(headers={"kid": "one"}))
    for _ in range(2):
        sentences = await asyncio.gather(*(refusal(login, token) for token in made_up))
        assert all("does not publish" in sentence for sentence in sentences)
    assert len(server.asked) == 1
    clock.advance(10)
    await asyncio.gather(*(refusal(login, token) for token in made_up))
    assert len(server.asked) == 2


async def test_a_token_that_names_no_key_is_checked_with_the_only_one(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """With several it is not guessed which one was meant."""
    await login.identity_of(signed())
    server.body = published(one=CURVE, two=OTHER)
    clock.advance(5 * MINUTE)
    assert "does not publish" in await refusal(login, signed(exp=NOON + 3600))


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_the_last_good_keys_are_kept_while_there_are_no_newer_ones(
    login: SiteLogin, server: KeyServer, clock: Clock, status: int
) -> None:
    """Not for a redirect either; once there are, they are taken."""
    token = signed(headers={"kid": "one"}, exp=NOON + 3600)
    await login.identity_of(token)
    server.status = status
    for _ in range(3):
        clock.advance(5 * MINUTE)
        await login.identity_of(token)
    assert server.asked == ["/jwks.json"] * 4
    server.status, server.body = 200, published(one=OTHER)
    clock.advance(10)
    assert "not a token that the site signed" in await refusal(login, token)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"keys": []}',
        b'{"keys": 7}',
        b'{"keys": [{"kty": "EC", "alg": []}]}',
        published(one=CURVE).replace(b'"one"', b"[]"),
        json.dumps({"keys": [{"kty": "oct", "kid": "one", "k": encoded(b"x" * 32)}]}).encode(),
        published(one=CURVE).replace(b'"sig"', b'"enc"'),
        published(one=CURVE)[:-1] + b" " * 1_000_000 + b"}",
    ],
)
async def test_what_is_no_set_of_keys_is_not_taken_for_one(
    login: SiteLogin, server: KeyServer, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator is told; the visitor is asked to try again, since the token may be good."""
    server.body = body
    with pytest.raises(PublishedKeysMissing, match="Try again"):
        await login.identity_of(signed(headers={"kid": "one"}))
    assert f"The keys at {server.url} cannot be had" in caplog.text


async def test_a_server_that_hangs_holds_up_no_known_key(
    login: SiteLogin, server: KeyServer, clock: Clock
) -> None:
    """One request waits for newer keys; those beside it go on with the ones that are known."""
    token = signed(headers={"kid": "one"}, exp=NOON + 3600)
    await login.identity_of(token)
    clock.advance(5 * MINUTE)
    server.may_answer.clear()
    waiting = asyncio.create_task(login.identity_of(token))
    await asyncio.to_thread(eventually, lambda: len(server.asked) == 2)
    found = await asyncio.gather(*(login.identity_of(token) for _ in range(5)))
    assert len(found) == 5
    assert not waiting.done()
    server.may_answer.set()
    await waiting
    assert len(server.asked) == 2


@pytest.mark.parametrize("drips", [False, True])
async def test_a_server_that_hangs_is_given_up(
    login: SiteLogin, server: KeyServer, monkeypatch: pytest.MonkeyPatch, drips: bool
) -> None:
    """After three seconds, here a tenth of one, even if a byte comes now and then."""
    monkeypatch.setattr("service.access.published_keys._TIMEOUT", 0.1)
    server.may_answer.clear()
    server.drips = drips
    with pytest.raises(PublishedKeysMissing):
        await asyncio.wait_for(login.identity_of(signed(headers={"kid": "one"})), timeout=5)


async def test_a_token_cannot_say_where_its_key_is(login: SiteLogin, server: KeyServer) -> None:
    """Addresses and keys in its header are not looked at."""
    own_key = json.loads(published(one=OTHER))["keys"][0]
    elsewhere = server.url.replace("jwks.json", "evil.json")
    headers = {"kid": "one", "jku": elsewhere, "x5u": elsewhere, "jwk": own_key}
    assert "not a token that the site signed" in await refusal(
        login, signed(OTHER, headers=headers)
    )
    await login.identity_of(signed(headers=headers))
    assert server.asked == ["/jwks.json"]
