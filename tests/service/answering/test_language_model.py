"""Whatever a provider does, the client ends in time, says why, and counts what it cost."""

import asyncio
import logging
import subprocess
import sys
import time
from contextlib import aclosing

import pytest

from service.answering.language_model import Meter, ModelDescription, ModelFailed, OpenAIModel
from service.answering.prompt import Prompt
from service.answering.token_estimate import estimated_tokens
from tests.contracts.test_language_model import described
from tests.openai_server import Fault, OpenAIServer, Script

PROMPT = Prompt(
    "The rules.", (("An example?", "An answer."),), "The question that nobody may read in a log?"
)


def short(openai: OpenAIServer, **changes: object) -> ModelDescription:
    limits = {"first_token_seconds": 1.0, "next_token_seconds": 0.5}
    return described(openai.url, **(limits | changes))


async def read(description: ModelDescription) -> tuple[str, Meter, str]:
    """What was written, what was counted, and what went wrong."""
    model = OpenAIModel(description)
    meter = Meter(description, PROMPT)
    written, fault = "", ""
    try:
        async for piece in model.written(PROMPT, meter):
            written += piece
    except ModelFailed as error:
        fault = str(error)
    await model.aclose()
    return written, meter, fault


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (Script(["One. "], fault=Fault.BREAKS_OFF), "APIConnectionError"),
        (Script(["One. "], fault=Fault.HANGS), "nothing for 0.5 seconds"),
        (Script(["One. "], fault=Fault.BROKEN_UTF8), ""),
        (Script(["One. "], fault=Fault.NOT_JSON), "cannot be read"),
        (Script(["One. "], fault=Fault.ERROR_EVENT), "APIError"),
        (Script([], fault=Fault.EMPTY_FOR_EVER), "nothing for 1 seconds"),
        (Script(["One. "], fault=Fault.EMPTY_FOR_EVER), "nothing for 0.5 seconds"),
        (Script(wait=30), "nothing for 1 seconds"),
        (Script(status=400), "BadRequestError (400, scripted_400)"),
        (Script(status=401), "AuthenticationError (401"),
        (Script(status=404), "NotFoundError (404"),
    ],
)
async def test_a_fault_ends_the_stream_in_time_and_in_words(
    openai: OpenAIServer, script: Script, told: str
) -> None:
    """What came before is kept; the sentence names the fault and not the question."""
    openai.will(script)
    began = time.monotonic()
    written, meter, fault = await read(short(openai))
    assert time.monotonic() - began < 5
    assert written.startswith("".join(script.pieces))
    assert told in fault
    assert "question" not in fault
    assert meter.usage is not None
    if told:
        assert meter.usage.estimated


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_may_pass_is_tried_again(openai: OpenAIServer, status: int) -> None:
    """Two retries, by the SDK and nowhere else, inside the limit for the first words."""
    refused = Script(status=status, headers=(("retry-after-ms", "10"),))
    openai.will(refused, refused, "It worked.")
    written, _, fault = await read(short(openai, first_token_seconds=5.0))
    assert (written, fault) == ("It worked.", "")
    assert len(openai.requests) == 3


async def test_what_stays_is_given_up(openai: OpenAIServer) -> None:
    """After two retries it is said what the provider answers."""
    openai.will(*[Script(status=429, headers=(("retry-after-ms", "10"),))] * 5)
    _, _, fault = await read(short(openai, first_token_seconds=5.0))
    assert "RateLimitError (429" in fault
    assert len(openai.requests) == 3


async def test_a_long_wait_that_the_provider_asks_for_is_not_waited_for(
    openai: OpenAIServer,
) -> None:
    """The limit for the first words holds over the retries as well."""
    openai.will(*[Script(status=429, headers=(("retry-after", "30"),))] * 3)
    began = time.monotonic()
    _, _, fault = await read(short(openai))
    assert time.monotonic() - began < 5
    assert fault


async def test_a_provider_that_is_not_there_is_a_fault_in_words() -> None:
    """Nobody listens at the address."""
    description = described("http://127.0.0.1:9/v1", first_token_seconds=5.0)
    _, _, fault = await read(description)
    assert "APIConnectionError" in fault


async def test_empty_choices_are_passed_over(openai: OpenAIServer) -> None:
    """Some providers send chunks without any choice."""
    openai.will(Script(["One."], empty_choices=True))
    assert (await read(short(openai)))[0] == "One."


async def test_a_model_that_ignores_its_budget_is_cut_off(openai: OpenAIServer) -> None:
    """Half as much again as the budget is the most that is read, and paid for."""
    openai.will(Script([], fault=Fault.NEVER_ENDS))
    description = short(openai, output_tokens=50)
    written, meter, fault = await read(description)
    assert fault == ""
    assert estimated_tokens(written) < 85
    assert meter.usage is not None
    assert meter.usage.dollars <= description.highest_price(PROMPT)
    assert await asyncio.to_thread(openai.stopped.wait, 5)


async def test_closing_stops_the_request_upstream(openai: OpenAIServer) -> None:
    """The provider notices that nobody listens any more."""
    openai.will(Script(["One. "], fault=Fault.HANGS))
    description = short(openai, next_token_seconds=30.0)
    model = OpenAIModel(description)
    async with aclosing(model.written(PROMPT, Meter(description, PROMPT))) as words:
        async for _ in words:
            break
    assert await asyncio.to_thread(openai.stopped.wait, 5)
    await model.aclose()


async def test_cancelling_stops_the_request_upstream(openai: OpenAIServer) -> None:
    """A task that is cancelled while it waits for the next words closes the stream."""
    openai.will(Script(["One. "], fault=Fault.HANGS))
    description = short(openai, next_token_seconds=30.0)
    task = asyncio.create_task(read(description))
    assert await asyncio.to_thread(openai.asked.wait, 5)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(openai.stopped.wait, 5)


async def test_the_key_is_sent_and_never_told(
    openai: OpenAIServer, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes to the provider, and into no log and no error."""
    caplog.set_level(logging.DEBUG)
    openai.will(Script(status=401))
    _, _, fault = await read(short(openai, api_key="sk-secret-key"))
    assert openai.headers[0]["authorization"] == "Bearer sk-secret-key"
    assert "sk-secret" not in fault
    assert "sk-secret" not in caplog.text


async def test_the_rules_come_first_and_the_dialect_is_the_common_one(
    openai: OpenAIServer,
) -> None:
    """The rules, the examples, the question; streamed, counted, with a budget."""
    openai.will("One.")
    await read(short(openai))
    request = openai.requests[0]
    roles = [message["role"] for message in request["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert request["stream"] is True
    assert request["stream_options"] == {"include_usage": True}
    assert request["max_tokens"] == 40


def test_openai_is_imported_when_it_is_first_used() -> None:
    """It takes half a second, and most services never ask it anything."""
    program = (
        "import sys, service.app, service.command_line, service.answering.language_model; "
        "sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("", 0, 0), ("four", 1, 1), ("The winter of 2019 was long.", 5, 9), ("日本語の文", 5, 5)],
)
def test_tokens_are_estimated_rather_too_high(text: str, least: int, most: int) -> None:
    """Four ASCII characters make one; any other character is one."""
    assert least <= estimated_tokens(text) <= most
