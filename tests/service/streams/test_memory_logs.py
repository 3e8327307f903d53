"""How long, and how many, logs a process keeps that serves alone."""

from service.answering.events import AnswerCreated
from service.streams.answer_logs import MemoryLogs
from tests.contracts.answer_logs import DONE, begun, write


async def test_an_ended_log_is_gone_after_a_while() -> None:
    """A running one stays, however long it takes."""
    now = 0.0
    logs = MemoryLogs(600.0, lambda: now)
    write(begun(logs), DONE)
    logs.begin("ans_2", None)
    assert await logs.find("ans_1") is not None
    now = 599.0
    assert await logs.find("ans_1") is not None
    now = 601.0
    assert await logs.find("ans_1") is None
    assert await logs.find("ans_2") is not None


async def test_memory_holds_so_many_ended_logs() -> None:
    """The oldest go first."""
    logs = MemoryLogs()
    for number in range(600):
        write(logs.begin(f"ans_{number}", None), AnswerCreated(id=f"ans_{number}"), DONE)
    assert await logs.find("ans_0") is None
    assert await logs.find("ans_99") is None
    assert await logs.find("ans_100") is not None
    assert await logs.find("ans_599") is not None
