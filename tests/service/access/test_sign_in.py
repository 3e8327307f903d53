"""A code that a mail brings signs in whoever can read the mail, and cannot be guessed."""

import asyncio
import re
from collections.abc import Awaitable

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.mail import MailNotSent
from service.access.secret_key import SecretKey
from service.access.sign_in import CodeRefused, SignIn, TooManyCodes, codes, days
from tests.service.access.clock import Clock

MARA = "mara@example.org"
MINUTE = 60
DAY = 24 * 60 * MINUTE


class Outbox:
    """Keeps mails in place of sending them, or fails to send them."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []
        self.fails = False

    async def send(self, address: str, subject: str, text: str) -> None:
        if self.fails:
            raise MailNotSent("The mail server is away.")
        code = re.findall(r"\b\d{6}\b", subject)
        assert code == re.findall(r"\b\d{6}\b", text)
        self.mails.append((address, code[0]))

    def codes(self) -> list[str]:
        """The codes that were mailed, the oldest first."""
        return [code for _, code in self.mails]


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def sign_in(engine: AsyncEngine, outbox: Outbox, clock: Clock) -> SignIn:
    return SignIn(engine, SecretKey(b"k" * 32), outbox, clock)


def wrong(*right: str) -> str:
    """A code that is none of those."""
    return next(code for code in map("{:06}".format, range(10)) if code not in right)


async def outcomes(*asked: Awaitable[None]) -> list[type[Exception] | None]:
    """What became of requests made at once: the kind of their error, None for a success."""
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert all(result is None or isinstance(result, Exception) for result in results)
    return [type(result) if isinstance(result, Exception) else None for result in results]


async def test_a_code_signs_in_once(sign_in: SignIn, outbox: Outbox) -> None:
    """It is mailed to the address as it is kept, and is used up by the first who types it."""
    await sign_in.send_code("Mara@Example.org")
    assert [address for address, _ in outbox.mails] == [MARA]
    await sign_in.verify(" MARA@example.org", outbox.codes()[0])
    with pytest.raises(CodeRefused, match="Ask for a new one"):
        await sign_in.verify(MARA, outbox.codes()[0])


async def test_a_code_may_be_typed_in_groups(sign_in: SignIn, outbox: Outbox) -> None:
    """Spaces and dashes are how people write six digits down."""
    for shape in ("{0} {1}", "{0}-{1}", " {0}{1}\n", "{0}\u00a0{1}"):
        await sign_in.send_code(MARA)
        code = outbox.codes()[-1]
        await sign_in.verify(MARA, shape.format(code[:3], code[3:]))


async def test_the_older_of_two_codes_is_good_too(sign_in: SignIn, outbox: Outbox) -> None:
    """Mails overtake each other, and nobody knows which one was read."""
    await sign_in.send_code(MARA)
    await sign_in.send_code(MARA)
    older, newer = outbox.codes()
    await sign_in.verify(MARA, older)
    await sign_in.verify(MARA, newer)


async def test_a_code_is_good_for_its_own_address_alone(sign_in: SignIn, outbox: Outbox) -> None:
    """Somebody else's code opens nothing, though it is live."""
    await sign_in.send_code(MARA)
    await sign_in.send_code("eve@example.org")
    maras, eves = outbox.codes()
    with pytest.raises(CodeRefused):
        await sign_in.verify(MARA, eves)
    await sign_in.verify(MARA, maras)


async def test_a_code_is_good_for_fifteen_minutes(
    sign_in: SignIn, outbox: Outbox, clock: Clock
) -> None:
    """Not a second longer."""
    await sign_in.send_code(MARA)
    await sign_in.send_code(MARA)
    clock.advance(15 * MINUTE - 1)
    await sign_in.verify(MARA, outbox.codes()[0])
    clock.advance(1)
    with pytest.raises(CodeRefused):
        await sign_in.verify(MARA, outbox.codes()[1])


async def test_a_code_bears_five_tries(sign_in: SignIn, outbox: Outbox) -> None:
    """After five wrong ones the right one is refused, and a new code is good again."""
    await sign_in.send_code(MARA)
    code = outbox.codes()[0]
    for _ in range(5):
        with pytest.raises(CodeRefused):
            await sign_in.verify(MARA, wrong(code))
    with pytest.raises(CodeRefused):
        await sign_in.verify(MARA, code)
    await sign_in.send_code(MARA)
    await sign_in.verify(MARA, outbox.codes()[1])


async def test_ten_wrong_codes_end_an_address_day(
    sign_in: SignIn, outbox: Outbox, clock: Clock
) -> None:
    """From then on neither codes nor mails are of use until midnight, which is said."""
    for _ in range(2):
        await sign_in.send_code(MARA)
        for _ in range(5):
            with pytest.raises(CodeRefused):
                await sign_in.verify(MARA, wrong(*outbox.codes()))
    clock.advance(90)
    for refused in (sign_in.send_code(MARA), sign_in.verify(MARA, "000000")):
        with pytest.raises(TooManyCodes, match="after midnight") as too_many:
            await refused
        assert too_many.value.retry_after == DAY / 2 - 90
    clock.advance(too_many.value.retry_after)
    await sign_in.send_code(MARA)
    await sign_in.verify(MARA, outbox.codes()[-1])


async def test_right_codes_are_not_counted(sign_in: SignIn, outbox: Outbox) -> None:
    """Eight wrong ones and two right ones are no ten wrong ones."""
    for _ in range(2):
        await sign_in.send_code(MARA)
        for _ in range(4):
            with pytest.raises(CodeRefused):
                await sign_in.verify(MARA, wrong(*outbox.codes()))
        await sign_in.verify(MARA, outbox.codes()[-1])
    await sign_in.send_code(MARA)
    await sign_in.verify(MARA, outbox.codes()[-1])


async def test_guesses_at_one_address_leave_the_others_alone(
    sign_in: SignIn, outbox: Outbox
) -> None:
    """Nobody uses up somebody else's tries, or their day."""
    await sign_in.send_code(MARA)
    await sign_in.send_code("eve@example.org")
    for _ in range(5):
        with pytest.raises(CodeRefused):
            await sign_in.verify("eve@example.org", wrong(*outbox.codes()))
    await sign_in.verify(MARA, outbox.codes()[0])


async def test_guesses_at_no_code_lock_nobody_out(sign_in: SignIn, outbox: Outbox) -> None:
    """Where there is nothing to guess at, nothing is counted."""
    for _ in range(20):
        with pytest.raises(CodeRefused):
            await sign_in.verify(MARA, "000000")
    await sign_in.send_code(MARA)
    await sign_in.verify(MARA, outbox.codes()[0])


async def test_an_address_gets_five_mails_a_day(sign_in: SignIn, outbox: Outbox) -> None:
    """However many are asked for at once; other addresses are not held up."""
    found = await outcomes(*(sign_in.send_code(MARA) for _ in range(20)))
    assert (found.count(None), found.count(TooManyCodes)) == (5, 15)
    assert len(outbox.mails) == 5
    await sign_in.send_code("eve@example.org")


async def test_a_mail_that_did_not_go_out_is_not_counted(
    sign_in: SignIn, outbox: Outbox, engine: AsyncEngine
) -> None:
    """Nor is its code kept."""
    outbox.fails = True
    for _ in range(6):
        with pytest.raises(MailNotSent):
            await sign_in.send_code(MARA)
    async with engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(codes))).scalar() == 0
    outbox.fails = False
    for _ in range(5):
        await sign_in.send_code(MARA)


async def test_guessing_side_by_side_gets_no_extra_tries(
    sign_in: SignIn, outbox: Outbox, engine: AsyncEngine
) -> None:
    """Fifty guesses at once are five tries at the code and five at none."""
    await sign_in.send_code(MARA)
    code = outbox.codes()[0]
    found = await outcomes(*(sign_in.verify(MARA, wrong(code)) for _ in range(50)))
    assert set(found) == {CodeRefused}
    async with engine.connect() as connection:
        assert (await connection.execute(select(codes.c.tries))).scalar() == 5
        assert (await connection.execute(select(days.c.wrong))).scalar() == 5
    with pytest.raises(CodeRefused):
        await sign_in.verify(MARA, code)


async def test_guessing_side_by_side_ends_the_day_after_ten(
    sign_in: SignIn, outbox: Outbox
) -> None:
    """A second code gives five more tries; with them the day's ten are used up."""
    counted = []
    for _ in range(2):
        await sign_in.send_code(MARA)
        none = wrong(*outbox.codes())
        found = await outcomes(*(sign_in.verify(MARA, none) for _ in range(20)))
        counted.append((found.count(CodeRefused), found.count(TooManyCodes)))
    assert counted == [(20, 0), (5, 15)]


async def test_a_code_that_two_type_at_once_signs_one_in(sign_in: SignIn, outbox: Outbox) -> None:
    """It is used up by exactly one of twenty."""
    await sign_in.send_code(MARA)
    found = await outcomes(*(sign_in.verify(MARA, outbox.codes()[0]) for _ in range(20)))
    assert (found.count(None), found.count(CodeRefused)) == (1, 19)


async def test_what_is_too_old_is_forgotten(
    sign_in: SignIn, outbox: Outbox, engine: AsyncEngine, clock: Clock
) -> None:
    """Codes go when they have expired, and counts after two days; what is live stays."""
    await sign_in.send_code(MARA)
    clock.advance(2 * DAY)
    await sign_in.send_code(MARA)
    await sign_in.purge()
    assert await _rows(engine) == (1, 2)
    clock.advance(DAY)
    await sign_in.purge()
    assert await _rows(engine) == (0, 1)
    assert len(outbox.mails) == 2


async def _rows(engine: AsyncEngine) -> tuple[int, int]:
    async with engine.connect() as connection:
        found = [len((await connection.execute(select(table))).all()) for table in (codes, days)]
    return found[0], found[1]


async def test_the_same_code_looks_different_for_each_address(
    sign_in: SignIn, outbox: Outbox, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who copies the database cannot tell a code from their own; and it has six digits always."""
    monkeypatch.setattr("secrets.randbelow", lambda _: 7)
    await sign_in.send_code(MARA)
    await sign_in.send_code("eve@example.org")
    assert outbox.codes() == ["000007", "000007"]
    async with engine.connect() as connection:
        hashes = (await connection.execute(select(codes.c.code_hash))).scalars().all()
    assert len(set(hashes)) == 2


async def test_the_database_holds_no_address_and_no_code(
    sign_in: SignIn, outbox: Outbox, engine: AsyncEngine
) -> None:
    """Who copies it learns neither who signs in nor with what."""
    await sign_in.send_code(MARA)
    async with engine.connect() as connection:
        held = [(await connection.execute(select(table))).all() for table in (codes, days)]
    assert all(len(rows) == 1 for rows in held)
    words = re.findall(r"'(.*?)'", str(held))
    assert not {word for word in words if outbox.codes()[0] == word or "mara" in word}
