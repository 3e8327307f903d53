"""Keys let in whom they were made for, where and as long as they should, and can be taken back."""

import asyncio
import string
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.api_key import NewKey, Scope
from service.access.api_keys import (
    ApiKeys,
    KeyNotFound,
    KeyRefused,
    KeyReplaced,
    OriginRefused,
    keys,
)
from service.access.key_text import new_key_text
from service.access.secret_key import SecretKey
from service.database import open_database
from tests.service.access.clock import NOON, Clock

DAY = 86_400
PAGE = "https://podcast.example"
PARTNER = NewKey(name="Partner", scopes=frozenset({Scope.ASK}), monthly_questions=1_000)


@pytest.fixture
def store(engine: AsyncEngine, clock: Clock) -> ApiKeys:
    return ApiKeys(engine, SecretKey(b"secret"), clock)


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[tuple[str, int]]]:
    """What is said to the database meanwhile, each with how many rows it met."""
    seen: list[tuple[str, int]] = []

    def note(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append((statement.split(maxsplit=1)[0], cursor.rowcount))

    event.listen(engine.sync_engine, "after_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "after_cursor_execute", note)


def everything_in(folder: Path) -> bytes:
    """The bytes of all files of a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


def with_checksum(checked: str) -> str:
    """A key as the format describes it: six digits of its CRC-32 in base 62 behind it."""
    digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
    crc = zlib.crc32(checked.encode())
    return checked + "".join(digits[crc // 62**place % 62] for place in reversed(range(6)))


async def test_a_key_lets_in_with_what_it_was_made_with(store: ApiKeys) -> None:
    """What was asked for is what every request finds."""
    asked = NewKey(
        name="Partner",
        scopes=frozenset({Scope.ASK, Scope.READ}),
        monthly_questions=50,
        origins=("HTTPS://Podcast.Example:443", "http://localhost:8000"),
        rate=" 60/minute ",
        lifetime=DAY,
        test=True,
    )
    key, sent = await store.create(asked)
    found = await store.authenticate(sent, None)
    assert found == key
    assert (found.name, found.monthly_questions, found.rate) == ("Partner", 50, "60/minute")
    assert found.origins == (PAGE, "http://localhost:8000")
    assert found.scopes == {Scope.ASK, Scope.READ}
    assert (found.created_at, found.expires_at) == (NOON, NOON + DAY)
    assert found.test
    assert sent.endswith(found.last_four)


async def test_a_mistyped_key_is_told_without_a_query(store: ApiKeys, engine: AsyncEngine) -> None:
    """Whoever lost a character reads so; whoever tries keys at random costs nothing."""
    _, sent = await store.create(PARTNER)
    with statements(engine) as seen:
        for wrong in ("", "Bearer", sent[:-1], sent + "0", sent[:20] + sent[21:], f" {sent}"):
            with pytest.raises(KeyRefused, match="a character may be missing"):
                await store.authenticate(wrong, None)
    assert seen == []


async def test_who_tries_keys_learns_nothing(
    store: ApiKeys, engine: AsyncEngine, clock: Clock
) -> None:
    """Unknown, revoked, expired, with a wrong secret, of the other kind: one sentence for all."""
    key, revoked = await store.create(PARTNER)
    await store.revoke(key.id)
    _, expired = await store.create(replace(PARTNER, lifetime=1))
    _, good = await store.create(PARTNER)
    clock.now += 1
    refused = [
        new_key_text(test=False)[1],
        revoked,
        expired,
        with_checksum(good[:17] + "0" * 32),
        with_checksum(good[:-6].replace("live", "test")),
    ]
    for sent in refused:
        with pytest.raises(KeyRefused, match=r"^This key is not valid: it is unknown, expired or"):
            await store.authenticate(sent, None)
    with pytest.raises(KeyRefused, match="This key is not valid"):
        await ApiKeys(engine, SecretKey(b"another"), clock).authenticate(good, None)
    assert with_checksum(good[:-6]) == good
    assert await store.authenticate(good, None)


async def test_a_key_ends_with_the_second_at_which_it_expires(store: ApiKeys, clock: Clock) -> None:
    """Not one second later."""
    _, sent = await store.create(replace(PARTNER, lifetime=90 * DAY))
    clock.now = NOON + 90 * DAY - 0.1
    assert await store.authenticate(sent, None)
    clock.now = NOON + 90 * DAY
    with pytest.raises(KeyRefused):
        await store.authenticate(sent, None)


async def test_a_key_is_for_servers_unless_it_names_a_page(store: ApiKeys) -> None:
    """A page that sends a key that was not made for it has published it."""
    _, server = await store.create(PARTNER)
    _, page = await store.create(replace(PARTNER, origins=(PAGE,)))
    assert await store.authenticate(page, PAGE)
    assert await store.authenticate(page, None)
    for sent, origin in ((server, PAGE), (page, "https://evil.example"), (page, "null")):
        with pytest.raises(OriginRefused, match=origin):
            await store.authenticate(sent, origin)


async def test_a_wrong_key_does_not_tell_where_it_may_be_used(store: ApiKeys) -> None:
    """Its origin is looked at last."""
    key, sent = await store.create(replace(PARTNER, origins=(PAGE,)))
    await store.revoke(key.id)
    with pytest.raises(KeyRefused):
        await store.authenticate(sent, "https://evil.example")


async def test_when_a_key_was_used_is_noted_once_a_minute(
    store: ApiKeys, engine: AsyncEngine, clock: Clock
) -> None:
    """Of many requests at once one writes, and those within the minute do not even try."""
    _, sent = await store.create(PARTNER)
    with statements(engine) as seen:
        await asyncio.gather(*(store.authenticate(sent, None) for _ in range(20)))
    assert sum(rows for verb, rows in seen if verb == "UPDATE") == 1
    clock.now += 59
    with statements(engine) as seen:
        await store.authenticate(sent, None)
    assert [verb for verb, _ in seen if verb == "UPDATE"] == []
    clock.now += 1
    await store.authenticate(sent, None)
    assert [key.last_used_at for key in await store.listed()] == [NOON + 60]


async def test_a_note_that_cannot_be_taken_turns_nobody_away(
    store: ApiKeys, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says of which key and why, without the key."""
    async with engine.begin() as connection:
        await connection.execute(
            text("CREATE UNIQUE INDEX one_a_second ON api_keys (last_used_at)")
        )
    try:
        for noted in (True, False):
            key, sent = await store.create(PARTNER)
            assert await store.authenticate(sent, None) == key
            assert (f"{key.id} was used could not be noted" in caplog.text) is not noted
    finally:
        # One server has the tables of all tests.
        async with engine.begin() as connection:
            await connection.execute(text("DROP INDEX one_a_second"))
    assert "unique" in caplog.text.lower()
    assert sent not in caplog.text


async def test_rotating_changes_nothing_but_the_secret(store: ApiKeys, clock: Clock) -> None:
    """The new key allows the same, lives as long, and is counted together with the old one."""
    asked = replace(PARTNER, origins=(PAGE,), rate="5/second", lifetime=90 * DAY, test=True)
    old, old_sent = await store.create(asked)
    clock.now += 80 * DAY
    new, sent = await store.rotate(old.id, DAY)
    assert new.caller_id == old.caller_id
    assert sent != old_sent
    assert await store.authenticate(sent, PAGE) == new
    expected = replace(
        old,
        id=new.id,
        last_four=sent[-4:],
        created_at=NOON + 80 * DAY,
        expires_at=NOON + 170 * DAY,
    )
    assert new == expected


async def test_a_rotated_key_goes_on_for_as_long_as_was_said(store: ApiKeys, clock: Clock) -> None:
    """Servers have the overlap to change over, and not a second more."""
    old, old_sent = await store.create(PARTNER)
    new, sent = await store.rotate(old.id, DAY)
    clock.now = NOON + DAY - 1
    assert (await store.authenticate(old_sent, None)).id == old.id
    clock.now = NOON + DAY
    with pytest.raises(KeyRefused):
        await store.authenticate(old_sent, None)
    assert (await store.authenticate(sent, None)).id == new.id
    assert new.expires_at is None


async def test_rotating_prolongs_no_key(store: ApiKeys, clock: Clock) -> None:
    """One that ends before the overlap does ends when it was to."""
    old, old_sent = await store.create(replace(PARTNER, lifetime=60))
    await store.rotate(old.id, DAY)
    clock.now = NOON + 60
    with pytest.raises(KeyRefused):
        await store.authenticate(old_sent, None)


async def test_only_the_newest_of_a_family_is_rotated(store: ApiKeys) -> None:
    """However fast one follows another; the refusal names it."""
    first, _ = await store.create(PARTNER)
    second, _ = await store.rotate(first.id, DAY)
    third, _ = await store.rotate(second.id, DAY)
    for replaced in (first, second):
        with pytest.raises(KeyReplaced, match=f"replaced by {third.id}"):
            await store.rotate(replaced.id, DAY)
    await store.revoke(third.id)
    with pytest.raises(KeyReplaced, match="was revoked"):
        await store.rotate(third.id, DAY)
    with pytest.raises(KeyNotFound):
        await store.rotate("nonesuch", DAY)
    assert [key.id for key in await store.listed()] == [first.id, second.id, third.id]


async def test_a_key_that_is_rotated_many_times_at_once_is_replaced_once(store: ApiKeys) -> None:
    """One of them gets the key; the others are told which one it is."""
    old, _ = await store.create(PARTNER)
    outcomes = await asyncio.gather(
        *(store.rotate(old.id, DAY) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, KeyReplaced) for outcome in outcomes) == 7
    assert len(await store.listed()) == 2


async def test_a_revoked_key_ends_at_once_and_alone(store: ApiKeys, clock: Clock) -> None:
    """When it was first revoked stays known."""
    old, old_sent = await store.create(PARTNER)
    _, sent = await store.rotate(old.id, DAY)
    await store.revoke(old.id)
    with pytest.raises(KeyRefused):
        await store.authenticate(old_sent, None)
    assert await store.authenticate(sent, None)
    clock.now += 5
    await store.revoke(old.id)
    assert [key.revoked_at for key in await store.listed()] == [NOON, None]
    with pytest.raises(KeyNotFound, match="no key 'nonesuch'"):
        await store.revoke("nonesuch")


async def test_who_copies_the_database_has_no_key(tmp_path: Path) -> None:
    """Neither its rows nor what else lies in its files hold a secret, and no repr does."""
    engine = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'ask.sqlite3'}")
    store = ApiKeys(engine, SecretKey(b"secret"))
    key, sent = await store.create(PARTNER)
    await store.authenticate(sent, None)
    async with engine.connect() as connection:
        row = (await connection.execute(select(keys))).one()
    files = everything_in(tmp_path)
    await engine.dispose()
    secret = sent[17:49]
    assert key.id.encode() in files
    assert secret.encode() not in files
    assert secret not in f"{row} {key!r}"
    assert sent[-4:] == key.last_four
