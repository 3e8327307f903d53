"""Questions that are sent again with the same key: one answer, paid for once."""

import asyncio
from collections.abc import Sequence

import pytest

from service.access.payment_required import PaymentRequired
from service.access.rate_limits import RateExceeded, parse_rate
from service.answering.events import Answer, AnswerEvent
from service.streams.answer_log import AnswerLog
from service.streams.answer_logs import LogsAway, MemoryLogs
from service.streams.asking import Given
from service.streams.idempotency import IdempotencyKeyRefused, KeyUse
from tests.service.access.test_gate import PREMIUM
from tests.service.streams.conftest import Desk, desk_of, kinds
from tests.service.streams.held_answerer import ANSWERED, claim_of

HIVES = "How many hives did Ana lose?"


def use_of(desk: Desk, text: str = HIVES, key: str = "k1", episode: str = "winter") -> KeyUse:
    return KeyUse.of(key, desk.listener.id, episode, text)


async def ask(desk: Desk, key: str | None = "k1") -> Given:
    return await desk.asking.ask(
        desk.listener, desk.asked(), use_of(desk, key=key) if key else None
    )


class Shared(MemoryLogs):
    """Logs as another process shares them, which may or may not know of all that are written."""

    are_shared = True
    knows_all = False

    def __init__(self) -> None:
        super().__init__()
        self.given_up: list[AnswerLog] = []

    async def is_lost(self, answer_id: str, age: float) -> bool:
        return self.knows_all and await super().is_lost(answer_id, age)

    async def end(self, orphan: AnswerLog, events: Sequence[AnswerEvent]) -> None:
        for event in events:
            orphan.append(event)
        self.given_up.append(orphan)

    async def find(self, answer_id: str) -> AnswerLog | None:
        ended = [one for one in self.given_up if one.answer_id == answer_id]
        return ended[0] if ended else await super().find(answer_id)


async def finish(given: Given, desk: Desk) -> None:
    desk.answerer.said.put_nowait(claim_of(desk.episode))
    desk.answerer.said.put_nowait(ANSWERED)
    assert isinstance(given.found, AnswerLog)
    async with asyncio.timeout(10):
        await given.found.last()


async def test_while_it_runs_the_same_request_follows_it(desk: Desk) -> None:
    """One log, one answer, one question of the month."""
    first, again = await ask(desk), await ask(desk)
    assert first.answer_id == again.answer_id
    assert first.found is again.found
    assert again.run is None
    await finish(first, desk)
    assert desk.answerer.asked == 1
    assert await desk.used() == 1


async def test_afterwards_it_is_given_again(desk: Desk) -> None:
    """From its log, and when that is gone from what was kept."""
    first = await ask(desk)
    await finish(first, desk)
    assert (await ask(desk)).found is first.found
    other = await desk_of(desk.engine, desk.episode)
    later = await ask(other)
    assert isinstance(later.found, Answer)
    assert later.answer_id == first.answer_id
    assert await desk.used() == 1


async def test_requests_at_once_are_one(desk: Desk) -> None:
    """Also where the first of them takes the last question."""
    await desk.ledger.reserve("ans_before", desk.listener.id, PREMIUM.period_start, 2)
    given = await asyncio.gather(*(ask(desk) for _ in range(8)))
    assert len({one.answer_id for one in given}) == 1
    assert len([one for one in given if one.run]) == 1
    await finish(given[0], desk)
    assert desk.answerer.asked == 1
    assert await desk.used() == 2


async def test_another_question_with_the_same_key_is_refused(desk: Desk) -> None:
    """While the first one runs, and afterwards."""
    first = await ask(desk)
    for _ in range(2):
        with pytest.raises(IdempotencyKeyRefused, match="another question"):
            await desk.asking.ask(
                desk.listener, desk.asked("Why?"), use_of(desk, "Why did Ana lose them?")
            )
        await finish(first, desk)
    assert await desk.used() == 1


async def test_keys_are_of_a_caller_and_of_an_episode(desk: Desk) -> None:
    """What another sends, or what is sent to another episode, is something else."""
    await ask(desk)
    others = KeyUse.of("k1", "acc_bo", "winter", "Why?")
    assert await desk.keys.kept(others) is None
    assert await desk.keys.kept(use_of(desk, episode="weir")) is None
    assert await desk.keys.kept(use_of(desk)) is not None


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(IdempotencyKeyRefused, match="1 to 255 characters"):
        KeyUse.of(key, "acc_ana", "winter", HIVES)


async def test_what_came_to_nothing_is_made_anew(desk: Desk) -> None:
    """After a fault, and after it was stopped; each attempt has its own answer."""
    first = await ask(desk)
    desk.answerer.said.put_nowait(RuntimeError("broken"))
    assert isinstance(first.found, AnswerLog)
    await first.found.last()
    second = await ask(desk)
    assert second.run is not None
    await desk.runs.cancel(second.answer_id)
    assert isinstance(second.found, AnswerLog)
    await second.found.last()
    third = await ask(desk)
    assert len({first.answer_id, second.answer_id, third.answer_id}) == 3
    await finish(third, desk)
    assert await desk.used() == 1


async def test_what_a_process_left_that_is_gone_is_made_anew(desk: Desk) -> None:
    """Where a process serves alone, nobody else can be making it."""
    first = await ask(desk)
    restarted = await desk_of(desk.engine, desk.episode)
    second = await ask(restarted)
    assert second.run is not None
    assert second.answer_id != first.answer_id
    await finish(second, restarted)


async def test_what_another_process_may_be_making_is_waited_for(desk: Desk) -> None:
    """Rather than made twice; until it is known that nobody does."""
    await ask(desk)
    logs = Shared()
    other = await desk_of(desk.engine, desk.episode, logs=logs)
    with pytest.raises(LogsAway):
        await ask(other)
    assert other.answerer.asked == 0
    logs.knows_all = True
    assert (await ask(other)).run is not None
    assert await desk.used() == 1
    assert [kinds(one) for one in logs.given_up] == [["answer.created", "answer.failed"]]


async def test_a_refusal_takes_no_key(desk: Desk) -> None:
    """Who has paid meanwhile can send the same request again."""
    for number in range(2):
        await desk.ledger.reserve(f"ans_{number}", desk.listener.id, PREMIUM.period_start, 2)
    with pytest.raises(PaymentRequired):
        await ask(desk)
    assert await desk.keys.kept(use_of(desk)) is None
    await desk.ledger.refund("ans_0")
    assert (await ask(desk)).run is not None


async def test_who_asks_too_often_writes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But is given again what was made before."""
    first = await ask(desk)
    desk.gate.rules.rates["account"] = parse_rate("1/minute")
    written: list[KeyUse] = []

    async def claim(use: KeyUse, *_: object) -> None:
        written.append(use)

    monkeypatch.setattr(desk.keys, "claim", claim)
    await desk.gate.count(desk.listener)
    with pytest.raises(RateExceeded):
        await ask(desk, "k2")
    assert written == []
    assert (await ask(desk)).found is first.found


async def test_beside_a_request_that_is_refused_nobody_follows_nothing(desk: Desk) -> None:
    """Each of several at once is told why."""
    for number in range(2):
        await desk.ledger.reserve(f"ans_{number}", desk.listener.id, PREMIUM.period_start, 2)
    given = await asyncio.gather(*(ask(desk) for _ in range(8)), return_exceptions=True)
    assert {type(one) for one in given} == {PaymentRequired}
    assert await desk.keys.kept(use_of(desk)) is None


async def test_without_a_key_each_request_is_its_own(desk: Desk) -> None:
    first, second = await ask(desk, None), await ask(desk, None)
    assert first.answer_id != second.answer_id
    assert isinstance(second.found, AnswerLog)
    assert kinds(second.found)[:1] in ([], ["answer.created"])


async def test_keys_are_forgotten_after_a_day_and_with_their_caller(desk: Desk) -> None:
    now = 1_000_000.0
    keys = type(desk.keys)(desk.engine, lambda: now)
    await keys.claim(use_of(desk), "ans_1", None)
    assert (await keys.claim(use_of(desk), "ans_2", None)).answer_id == "ans_1"
    now += 86_400
    assert await keys.kept(use_of(desk)) is None
    assert (await keys.claim(use_of(desk), "ans_2", None)).answer_id == "ans_2"
    await keys.forget(desk.listener.id)
    assert await keys.kept(use_of(desk)) is None
    await keys.claim(use_of(desk), "ans_3", None)
    now += 86_400
    await keys.purge()
    now -= 86_400
    assert await keys.kept(use_of(desk)) is None
