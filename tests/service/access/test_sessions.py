"""Whom an access token stands for, for how long, and how a session ends."""

import base64
import json
from typing import Any

import jwt
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.accounts import Account, Accounts
from service.access.sessions import Session, Sessions, TokenRefused, sessions
from tests.service.access.clock import NOON, Clock
from tests.service.access.signed_in import DAY, KEY, MINUTE, SITE, is_refused

ACCESS_KEY = KEY.signing_key("access token")


async def test_an_access_token_stands_for_its_session(kept: Sessions, mara: Account) -> None:
    """It says whose session that is, where, and when it was proved."""
    tokens = await kept.begin(mara.id, SITE)
    session = await kept.session_of(tokens.access_token)
    assert session == Session(session.id, mara.id, SITE, NOON, NOON + 90 * DAY)
    assert tokens.expires_in == 600
    another = await kept.session_of((await kept.begin(mara.id, None)).access_token)
    assert another.id != session.id
    assert another.origin is None


async def test_an_access_token_is_good_for_ten_minutes(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """Not a second longer, though its session goes on."""
    tokens = await kept.begin(mara.id, SITE)
    clock.advance(10 * MINUTE - 1)
    await kept.session_of(tokens.access_token)
    clock.advance(1)
    with pytest.raises(TokenRefused, match="Sign in again"):
        await kept.session_of(tokens.access_token)
    renewed = await kept.refresh(tokens.refresh_token, SITE)
    await kept.session_of(renewed.access_token)


def forged(
    session: Session, key: bytes = ACCESS_KEY, algorithm: str = "HS256", **changes: Any
) -> str:
    """An access token of a session, with other claims than it should have; None leaves one out."""
    claims = {"sub": session.account_id, "sid": session.id, "iat": NOON, "exp": NOON + 600}
    whole = {"aud": "ask-episode", "typ": "access", **claims, **changes}
    left = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(left, key, algorithm)


def unsigned(token: str) -> str:
    """A token that says that it needs no signature."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode())
    return f"{header.decode().rstrip('=')}.{token.split('.')[1]}."


@pytest.mark.filterwarnings("ignore:The HMAC key is 32 bytes long")
async def test_a_token_that_is_not_ours_is_refused(kept: Sessions, mara: Account) -> None:
    """Though its session is real: another key, signature, claim or account, or none."""
    session = await kept.session_of((await kept.begin(mara.id, SITE)).access_token)
    assert await kept.session_of(forged(session)) == session
    for token in (
        *(forged(session, key=b"another key " * 3), forged(session, algorithm="HS384")),
        *(forged(session, sub=None), forged(session, sid=None), forged(session, exp=None)),
        *(forged(session, aud=None), forged(session, typ=None)),
        *(forged(session, aud="another"), forged(session, typ="refresh")),
        *(forged(session, sub="acc_0"), forged(session, sid="0" * 32)),
        *(unsigned(forged(session)), "", "x", "a.b.c", "\ud800.\ud800.\ud800"),
    ):
        with pytest.raises(TokenRefused, match="Sign in again"):
            await kept.session_of(token)


async def test_ended_sessions_are_refused(kept: Sessions, mara: Account) -> None:
    """One, or all of an account; at once, and for both kinds of token."""
    first, second, third = [await kept.begin(mara.id, SITE) for _ in range(3)]
    await kept.end((await kept.session_of(first.access_token)).id)
    assert await is_refused(kept, first)
    await kept.session_of(second.access_token)
    await kept.end_all(mara.id)
    for tokens in (first, second, third):
        assert await is_refused(kept, tokens)
        with pytest.raises(TokenRefused):
            await kept.session_of(tokens.access_token)


async def test_signing_out_everywhere_is_for_one_account(
    kept: Sessions, mara: Account, accounts: Accounts
) -> None:
    """Somebody else's sessions go on."""
    eve = await accounts.for_email("eve@example.org")
    tokens = await kept.begin(eve.id, SITE)
    await kept.end_all(mara.id)
    assert (await kept.session_of(tokens.access_token)).account_id == eve.id


async def test_a_deleted_account_has_no_sessions(
    kept: Sessions, mara: Account, accounts: Accounts, engine: AsyncEngine
) -> None:
    """They go with it, and their tokens are refused."""
    tokens = await kept.begin(mara.id, SITE)
    await accounts.delete(mara.id)
    with pytest.raises(TokenRefused):
        await kept.session_of(tokens.access_token)
    assert await is_refused(kept, tokens)
    async with engine.connect() as connection:
        assert (await connection.execute(select(sessions))).all() == []


async def test_a_session_is_fresh_for_ten_minutes(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """From the proof, not from the last refresh; signing in again makes a fresh one."""
    tokens = await kept.begin(mara.id, SITE)
    clock.advance(10 * MINUTE)
    assert kept.is_fresh(NOON)
    clock.advance(1)
    renewed = await kept.refresh(tokens.refresh_token, SITE)
    assert not kept.is_fresh((await kept.session_of(renewed.access_token)).proved_at)
    again = await kept.begin(mara.id, SITE)
    assert kept.is_fresh((await kept.session_of(again.access_token)).proved_at)


async def test_what_has_ended_is_forgotten(
    kept: Sessions, mara: Account, clock: Clock, engine: AsyncEngine
) -> None:
    """Ended and expired sessions go; one that lasts stays."""
    await kept.begin(mara.id, SITE)
    clock.advance(90 * DAY)
    ended, lasting = [await kept.begin(mara.id, SITE) for _ in range(2)]
    await kept.end((await kept.session_of(ended.access_token)).id)
    await kept.purge()
    async with engine.connect() as connection:
        left = (await connection.execute(select(sessions.c.id))).scalars().all()
    assert left == [(await kept.session_of(lasting.access_token)).id]


async def test_tokens_are_not_shown(kept: Sessions, mara: Account) -> None:
    """A log that holds them holds no secret."""
    tokens = await kept.begin(mara.id, SITE)
    assert repr(tokens) == "Tokens(expires_in=600)"
