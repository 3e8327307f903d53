"""What every server that speaks chat completions does for our client: ours, and a real one.

``ASK_TEST_MODEL_URL`` adds a real server (``make bench`` does); its model's name does not matter to
the servers this is meant for.
"""

import os
import time
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from service.answering.language_model import Meter, ModelDescription, OpenAIModel
from service.answering.prompt import Prompt
from tests.openai_server import Script, in_pieces, openai_server

COUNTING = Prompt(
    "You do as you are told and add nothing.", (), "Write the numbers from one to sixty as words."
)
_REAL = os.environ.get("ASK_TEST_MODEL_URL")


def described(url: str, **changes: object) -> ModelDescription:
    values: dict[str, object] = {
        "name": "any",
        "base_url": url,
        "api_key": "",
        "input_price": 1.0,
        "output_price": 4.0,
        "first_token_seconds": 120.0,
        "next_token_seconds": 60.0,
        "output_tokens": 40,
    }
    return ModelDescription(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(params=["ours", *(["real"] if _REAL else [])])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "real":
        assert _REAL
        yield _REAL
        return
    with openai_server() as server:
        words = [f" {number}" for number in range(1, 61)]
        server.otherwise = lambda _: Script(words, pause=0.005, counts=(30, 40))
        yield server.url


async def test_words_come_in_pieces_and_are_counted(url: str) -> None:
    """Several pieces, then the provider's own count of tokens, and a price."""
    model = OpenAIModel(described(url))
    meter = Meter(model.description, COUNTING)
    pieces = [piece async for piece in model.written(COUNTING, meter)]
    await model.aclose()
    assert len(pieces) > 5
    assert all(pieces)
    usage = meter.usage
    assert usage is not None
    assert not usage.estimated
    assert usage.input_tokens > 10
    expected = (usage.input_tokens * 1.0 + usage.output_tokens * 4.0) / 1_000_000
    assert usage.dollars == pytest.approx(expected)


async def test_the_budget_of_output_tokens_holds(url: str) -> None:
    """The server stops at the budget it is given."""
    model = OpenAIModel(described(url, output_tokens=12))
    meter = Meter(model.description, COUNTING)
    async for _ in model.written(COUNTING, meter):
        pass
    await model.aclose()
    assert meter.usage is not None
    assert meter.usage.output_tokens <= 40 if url != _REAL else meter.usage.output_tokens <= 12


async def test_closing_stops_the_model(url: str) -> None:
    """After the first piece nothing more is waited for, and the tokens are estimated."""
    model = OpenAIModel(described(url, output_tokens=400))
    meter = Meter(model.description, COUNTING)
    async with aclosing(model.written(COUNTING, meter)) as words:
        async for _ in words:
            break
    began = time.monotonic()
    await model.aclose()
    assert time.monotonic() - began < 5
    assert meter.usage is not None
    assert meter.usage.estimated
    assert 0 < meter.usage.output_tokens < 10


async def test_one_client_serves_one_request_after_another(url: str) -> None:
    """A stream that was given up does not spoil the next one."""
    model = OpenAIModel(described(url, output_tokens=10))
    for _ in range(2):
        meter = Meter(model.description, COUNTING)
        async with aclosing(model.written(COUNTING, meter)) as words:
            async for _piece in words:
                break
    meter = Meter(model.description, COUNTING)
    assert "".join([piece async for piece in model.written(COUNTING, meter)])
    await model.aclose()


def test_pieces_join_to_the_text() -> None:
    """The helper that cuts a text loses nothing."""
    assert "".join(in_pieces("one\ntwo three 🐝")) == "one\ntwo three 🐝"
