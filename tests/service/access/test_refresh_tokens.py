"""A refresh token is replaced without signing anybody out; a copied one ends the session."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.accounts import Account, Accounts
from service.access.sessions import Sessions, TokenRefused, Tokens
from tests.service.access.clock import NOON, Clock
from tests.service.access.signed_in import DAY, KEY, MINUTE, SITE, is_refused


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
