"""Somebody who asks one question after another, and follows each answer whatever breaks off.

It does what the widget does: a key for each question, the place of the last event, and patience.
"""

import asyncio
import json
import random
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 150.0
"""Seconds after which an answer that has not come counts as one that never will."""

_PAUSE = 0.2
_SILENCE = 40.0
_PASSES = {429, 502, 503}


class NotAnswered(AssertionError):
    """A question that came to nothing: the listener would look at a spinner, or at an error."""


@dataclass
class Told:
    """What a listener was told in answer to a question."""

    question: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer_id: str | None = None
    place: int = -1
    claims: list[Any] = field(default_factory=list)
    outcome: str | None = None

    def begin_again(self) -> None:
        """Forgets an answer that nobody makes any more."""
        self.answer_id, self.place, self.claims = None, -1, []


class Listener:
    """Asks the winter at any of several processes."""

    def __init__(self, urls: Sequence[str], token: str, chance: random.Random) -> None:
        self._urls = urls
        self._chance = chance
        headers = {"Authorization": f"Bearer {token}"}
        timeout = httpx.Timeout(10, read=_SILENCE)
        self._http = httpx.AsyncClient(headers=headers, timeout=timeout, trust_env=False)
        self._hang_up = asyncio.Event()
        self.told: list[Told] = []

    async def aclose(self) -> None:
        await self._http.aclose()

    def hang_up(self) -> None:
        """Breaks off the connection that is open now, if there is one."""
        self._hang_up.set()

    async def ask(self, question: str) -> Told:
        """Asks, and follows the answer to its end.

        Raises:
            NotAnswered: It has none, and nothing more is to be expected.
        """
        told = Told(question)
        self.told.append(told)
        try:
            async with asyncio.timeout(PATIENCE):
                while told.outcome is None:
                    with suppress(httpx.TransportError):
                        await self._try(told)
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise NotAnswered(f"{question} has no end: {told}") from None
        return told

    async def kept(self, told: Told) -> dict[str, Any]:
        """The answer as it can be read afterwards."""
        response = await self._http.get(f"{self._url()}/v1/answers/{told.answer_id}")
        found: dict[str, Any] = response.raise_for_status().json()
        return found

    def _url(self) -> str:
        return self._chance.choice(self._urls)

    async def _try(self, told: Told) -> None:
        self._hang_up.clear()
        headers = {"Accept": "text/event-stream"}
        if told.answer_id is None:
            headers["Idempotency-Key"] = told.key
            url, body = f"{self._url()}/v1/episodes/winter/answers", {"question": told.question}
            request = self._http.build_request("POST", url, json=body, headers=headers)
        else:
            if told.place >= 0:
                headers["Last-Event-ID"] = str(told.place)
            url = f"{self._url()}/v1/answers/{told.answer_id}/events"
            request = self._http.build_request("GET", url, headers=headers)
        response = await self._http.send(request, stream=True)
        try:
            await self._hear(told, response)
        finally:
            await response.aclose()

    async def _hear(self, told: Told, response: httpx.Response) -> None:
        if response.status_code == httpx.codes.NO_CONTENT:
            await self._read(told)
        elif response.is_success:
            await self._follow(told, response)
        elif response.status_code == httpx.codes.NOT_FOUND and told.answer_id:
            told.begin_again()
        elif response.status_code not in _PASSES:
            await response.aread()
            raise NotAnswered(f"{told.question}: {response.status_code} {response.text}")

    async def _read(self, told: Told) -> None:
        """Reads an answer of which the log is gone."""
        response = await self._http.get(f"{self._url()}/v1/answers/{told.answer_id}")
        if response.status_code == httpx.codes.NOT_FOUND:
            told.begin_again()
        elif response.is_success:
            answer = response.json()
            told.claims, told.outcome = answer["claims"], answer["outcome"]

    async def _follow(self, told: Told, response: httpx.Response) -> None:
        fields: dict[str, str] = {}
        async for line in response.aiter_lines():
            if self._hang_up.is_set():
                return
            name, _, value = line.partition(": ")
            if line:
                fields[name] = value
            elif "event" in fields:
                self._note(told, fields)
                fields = {}
            if told.outcome is not None:
                return

    def _note(self, told: Told, fields: dict[str, str]) -> None:
        place, kind, data = int(fields["id"]), fields["event"], json.loads(fields["data"])
        assert place == told.place + 1, f"{kind} at {place} does not follow {told.place}."
        told.place = place
        if kind == "answer.created":
            told.answer_id = data["id"]
        elif kind == "claim":
            told.claims.append(data)
        elif kind == "answer.done":
            told.outcome = data["outcome"]
        elif kind == "answer.failed":
            problem = data["problem"]
            if not problem["type"].endswith("answer-interrupted"):
                raise NotAnswered(f"{told.question}: {problem}")
            told.begin_again()
