"""A language model behind OpenAI's chat completions, read as it writes.

The only importer of ``openai``. Works with OpenAI and with anything that speaks its protocol.
Retries are the SDK's own; they and all else up to the first words stay within one time limit.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

from service.answering.events import Usage
from service.answering.prompt import Prompt
from service.answering.token_estimate import ascii_characters, estimated_tokens, tokens_of

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_RETRIES = 2
_CUT_BEYOND = 1.5
"""A server that ignores the budget of output tokens is cut off at this many times it."""

_SPEAKS_THE_NEWEST = ("openai.com", "azure.com")

_log = logging.getLogger(__name__)


class ModelFailed(Exception):
    """The provider refused, broke off, or took too long; the message is for the operator's log."""


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """Which model writes, where it is reached, and what it may take.

    Prices are dollars for a million tokens; limits are seconds until the first and until each next
    words; ``output_tokens`` is the most that one answer may have.
    """

    name: str
    base_url: str | None
    api_key: str
    input_price: float
    output_price: float
    first_token_seconds: float
    next_token_seconds: float
    output_tokens: int

    def price(self, input_tokens: int, output_tokens: int) -> float:
        """Dollars for so many tokens."""
        return (input_tokens * self.input_price + output_tokens * self.output_price) / 1_000_000

    def highest_price(self, prompt: Prompt) -> float:
        """The most that an answer to a prompt may cost, in dollars."""
        return self.price(
            estimated_tokens(prompt.text), math.ceil(self.output_tokens * _CUT_BEYOND)
        )


class Meter:
    """Counts what one answer takes: as the provider says, else estimated from the characters."""

    def __init__(self, description: ModelDescription, prompt: Prompt) -> None:
        self._description = description
        self._prompt = prompt
        self._characters = 0
        self._ascii_characters = 0
        self._counted: tuple[int, int] | None = None
        self.asked = False

    def add(self, words: str) -> None:
        """Words that the model wrote."""
        self._characters += len(words)
        self._ascii_characters += ascii_characters(words)

    def count(self, input_tokens: int, output_tokens: int) -> None:
        """What the provider says that it counted."""
        self._counted = (input_tokens, output_tokens)

    @property
    def estimated_output(self) -> int:
        """Tokens written so far, by their characters."""
        return tokens_of(self._characters, self._ascii_characters)

    @property
    def usage(self) -> Usage | None:
        """Tokens and dollars; None if the model was never reached."""
        if not self.asked:
            return None
        tokens = self._counted or (estimated_tokens(self._prompt.text), self.estimated_output)
        return Usage(
            input_tokens=tokens[0],
            output_tokens=tokens[1],
            estimated=self._counted is None,
            dollars=self._description.price(*tokens),
        )


class LanguageModel(Protocol):
    """Writes an answer to a prompt."""

    @property
    def description(self) -> ModelDescription:
        """Which model it is."""

    def written(self, prompt: Prompt, meter: Meter) -> AsyncGenerator[str]:
        """What the model writes, in pieces as they come; closing the iterator stops the model.

        Raises:
            ModelFailed: The provider refused, broke off, or took too long.
        """


class OpenAIModel:
    """A model that is reached through the ``openai`` SDK."""

    def __init__(self, description: ModelDescription) -> None:
        self.description = description
        self._client: AsyncOpenAI | None = None

    async def written(self, prompt: Prompt, meter: Meter) -> AsyncGenerator[str]:
        """What the model writes, in pieces as they come; closing the iterator stops the model.

        Raises:
            ModelFailed: The provider refused, broke off, or took too long.
        """
        client = await self._opened()  # importing the SDK is no fault of the provider's
        deltas = self._deltas(client, prompt, meter)
        most = self.description.output_tokens * _CUT_BEYOND
        limit = self.description.first_token_seconds
        async with aclosing(deltas):
            while True:
                words = await self._next(deltas, limit)
                if words is None:
                    return
                if meter.estimated_output + estimated_tokens(words) > most:
                    _log.warning("The model ignores its budget of output tokens and was cut off.")
                    return
                meter.add(words)
                yield words
                limit = self.description.next_token_seconds

    async def aclose(self) -> None:
        """Closes the connections."""
        if self._client:
            await self._client.close()

    async def _next(self, deltas: AsyncGenerator[str], limit: float) -> str | None:
        try:
            async with asyncio.timeout(limit):
                return await anext(deltas, None)
        except TimeoutError as error:
            raise ModelFailed(f"The model wrote nothing for {limit:g} seconds.") from error

    async def _deltas(
        self, client: AsyncOpenAI, prompt: Prompt, meter: Meter
    ) -> AsyncGenerator[str]:
        """The non-empty pieces of text of a completion."""
        import openai

        try:
            meter.asked = True
            stream: Any = await client.chat.completions.create(
                model=self.description.name,
                messages=cast("Any", prompt.messages),  # plain dicts: openai is not imported here
                stream=True,
                stream_options={"include_usage": True},
                **self._dialect(),
            )
            async with stream:
                async for chunk in stream:
                    if chunk.usage:
                        meter.count(chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
                    for choice in (chunk.choices or ())[:1]:
                        if choice.delta and choice.delta.content:
                            yield choice.delta.content
        except openai.OpenAIError as error:
            raise ModelFailed(_told(error)) from error
        except (ValueError, AttributeError, TypeError) as error:  # what is not the protocol at all
            raise ModelFailed(
                f"The model's stream cannot be read: {type(error).__name__}."
            ) from error

    def _dialect(self) -> dict[str, Any]:
        """OpenAI's newest models refuse what most compatible servers still expect."""
        host = urlsplit(self.description.base_url or "https://api.openai.com").hostname or ""
        if host.endswith(_SPEAKS_THE_NEWEST):
            return {"max_completion_tokens": self.description.output_tokens}
        return {"max_tokens": self.description.output_tokens, "temperature": 0}

    async def _opened(self) -> AsyncOpenAI:
        if self._client is None:
            # Half a second of imports, kept off the event loop and out of the start.
            client = await asyncio.to_thread(self._open)
            self._client = self._client or client
        return self._client

    def _open(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI

        return AsyncOpenAI(
            api_key=self.description.api_key or "none",
            base_url=self.description.base_url,
            max_retries=_RETRIES,
            timeout=self.description.first_token_seconds,
        )


def _told(error: Exception) -> str:
    """What went wrong, without the request, whose text is a listener's question."""
    status = getattr(error, "status_code", None)
    code = getattr(error, "code", None)
    details = ", ".join(str(part) for part in (status, code) if part)
    return f"The model's provider failed: {type(error).__name__}" + (
        f" ({details})." if details else "."
    )
