"""Somebody stays signed in through tabs and lost answers; a copied token ends the session."""

import asyncio
import base64
import json
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.accounts import Account, Accounts
from service.access.secret_key import SecretKey
from service.access.sessions import Session, Sessions, TokenRefused, Tokens, sessions
from tests.service.access.clock import NOON, Clock

SITE = "https://podcast.example"
MINUTE = 60
DAY = 24 * 60 * MINUTE
KEY = SecretKey(b"k" * 32)
ACCESS_KEY = KEY.signing_key("access token")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(engine: AsyncEngine, clock: Clock) -> Sessions:
    return Sessions(engine, KEY, clock)


@pytest.fixture
def accounts(engine: AsyncEngine) -> Accounts:
    return Accounts(engine)


@pytest.fixture
async def mara(accounts: Accounts) -> Account:
    return await accounts.for_email("mara@example.org")


async def is_refused(kept: Sessions, tokens: Tokens, origin: str | None = SITE) -> bool:
    """Whether a refresh token gets nothing any more."""
    try:
        await kept.refresh(tokens.refresh_token, origin)
    except TokenRefused:
        return True
    return False


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


async def test_a_refresh_token_is_replaced_at_most_once_a_minute(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """Within the minute the same one is given back, with an access token that is new."""
    tokens = await kept.begin(mara.id, SITE)
    clock.advance(MINUTE)
    again = await kept.refresh(tokens.refresh_token, SITE)
    assert again.refresh_token == tokens.refresh_token
    assert again.access_token != tokens.access_token
    clock.advance(1)
    assert (await kept.refresh(tokens.refresh_token, SITE)).refresh_token != tokens.refresh_token


async def test_the_token_before_yields_the_same_successor_for_a_minute(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """A lost answer is no theft: who asks again gets what it said."""
    first = await kept.begin(mara.id, SITE)
    clock.advance(10 * MINUTE)
    second = await kept.refresh(first.refresh_token, SITE)
    clock.advance(MINUTE)
    assert (await kept.refresh(first.refresh_token, SITE)).refresh_token == second.refresh_token


async def test_tabs_that_refresh_at_once_get_the_same_successor(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """Twenty of them, and all of them stay signed in."""
    tokens = await kept.begin(mara.id, SITE)
    clock.advance(10 * MINUTE)
    renewed = await asyncio.gather(*(kept.refresh(tokens.refresh_token, SITE) for _ in range(20)))
    successors = {found.refresh_token for found in renewed}
    assert len(successors) == 1
    assert tokens.refresh_token not in successors


async def test_a_token_that_was_replaced_earlier_ends_the_session(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """Thief and owner cannot be told apart, so both have to sign in."""
    first = await kept.begin(mara.id, SITE)
    clock.advance(10 * MINUTE)
    second = await kept.refresh(first.refresh_token, SITE)
    clock.advance(MINUTE + 1)
    assert await is_refused(kept, first)
    assert await is_refused(kept, second)
    with pytest.raises(TokenRefused):
        await kept.session_of(second.access_token)


async def test_another_origin_gets_nothing_and_ends_nothing(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """A token is good on the page that it was given to, which goes on."""
    tokens = await kept.begin(mara.id, SITE)
    clock.advance(10 * MINUTE)
    assert await is_refused(kept, tokens, "https://evil.example")
    assert await is_refused(kept, tokens, None)
    clock.advance(2 * MINUTE)
    renewed = await kept.refresh(tokens.refresh_token, SITE)
    assert renewed.refresh_token != tokens.refresh_token
    own = await kept.begin(mara.id, None)
    assert await is_refused(kept, own, SITE)
    await kept.refresh(own.refresh_token, None)


async def test_a_session_lasts_ninety_days_from_its_last_use(
    kept: Sessions, mara: Account, clock: Clock
) -> None:
    """Who comes back within them never has to sign in; who does not, has to."""
    tokens = await kept.begin(mara.id, SITE)
    for _ in range(3):
        clock.advance(90 * DAY - 1)
        tokens = await kept.refresh(tokens.refresh_token, SITE)
    assert (await kept.session_of(tokens.access_token)).proved_at == NOON
    clock.advance(90 * DAY)
    assert await is_refused(kept, tokens)


def changed(tokens: Tokens) -> list[str]:
    """Refresh tokens that somebody might make up from one that they have."""
    token = tokens.refresh_token
    session, generation, proof = token.removeprefix("ask_rt_").split("_")
    return [
        *("", token + "\n", token.upper(), token.replace("ask_rt_", "ask_at_")),
        *(f"ask_rt_{session}_{other}_{proof}" for other in ("1", "00", "-1", "9" * 40)),
        f"ask_rt_{'0' * 32}_{generation}_{proof}",
        f"ask_rt_{session}_{generation}_{'0' * 64}",
    ]


async def test_a_changed_refresh_token_is_refused_and_ends_nothing(
    kept: Sessions, mara: Account
) -> None:
    """Whoever makes one up signs nobody out."""
    tokens = await kept.begin(mara.id, SITE)
    for token in changed(tokens):
        with pytest.raises(TokenRefused):
            await kept.refresh(token, SITE)
    await kept.refresh(tokens.refresh_token, SITE)


async def test_a_token_newer_than_its_session_is_refused(kept: Sessions, mara: Account) -> None:
    """As after a backup was put back: nothing is given, and nothing is ended."""
    tokens = await kept.begin(mara.id, SITE)
    session = await kept.session_of(tokens.access_token)
    proof = KEY.mac("refresh token", session.id, "1")
    with pytest.raises(TokenRefused):
        await kept.refresh(f"ask_rt_{session.id}_1_{proof}", SITE)
    await kept.refresh(tokens.refresh_token, SITE)


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


# Hypothesis runs many examples over one database: each begins a session of its own.
several = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
waits = st.integers(0, 150)


@several
@given(steps=st.lists(st.tuples(waits, st.integers(0, MINUTE)), min_size=1, max_size=8))
async def test_tabs_that_lag_a_minute_at_most_are_never_signed_out(
    engine: AsyncEngine, steps: list[tuple[int, int]]
) -> None:
    """Each refreshes with what was the newest token at some time of the last minute."""
    clock = Clock()
    kept = Sessions(engine, KEY, clock)
    mara = await Accounts(engine).for_email("mara@example.org")
    history = [(clock.now, await kept.begin(mara.id, SITE))]
    for wait, lag in steps:
        clock.advance(wait)
        held = [tokens for since, tokens in history if since <= clock.now - lag] or [history[0][1]]
        renewed = await kept.refresh(held[-1].refresh_token, SITE)
        assert (await kept.session_of(renewed.access_token)).account_id == mara.id
        history.append((clock.now, renewed))


@several
@given(before=st.lists(waits, max_size=4), after=st.lists(waits, max_size=4))
async def test_a_thief_who_comes_later_ends_the_session(
    engine: AsyncEngine, before: list[int], after: list[int]
) -> None:
    """However often the owner refreshed before the theft and after it."""
    clock = Clock()
    kept = Sessions(engine, KEY, clock)
    mara = await Accounts(engine).for_email("mara@example.org")
    newest = await kept.begin(mara.id, SITE)
    for wait in before:
        clock.advance(wait)
        newest = await kept.refresh(newest.refresh_token, SITE)
    stolen = newest
    for wait in [MINUTE + 1, *after]:
        clock.advance(wait)
        newest = await kept.refresh(newest.refresh_token, SITE)
    clock.advance(MINUTE + 1)
    assert await is_refused(kept, stolen)
    assert await is_refused(kept, newest)
