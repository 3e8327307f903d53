"""Events on their way to the webhook endpoints: signed, tried again, held back, out of order."""

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import Coroutine, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import httpx

from tests.local_stripe.account.world import World
from tests.local_stripe.shapes.parts import Resource

_TIMEOUT = 5.0
_HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
}


@dataclass(frozen=True)
class Delivered:
    """One attempt to deliver an event; ``result`` is a status or the name of what went wrong."""

    event: str
    type: str
    url: str
    attempt: int
    result: int | str

    @property
    def accepted(self) -> bool:
        """Whether the endpoint took it."""
        return isinstance(self.result, int) and 200 <= self.result < 300


@dataclass(frozen=True)
class Flush:
    """How held events are sent: of which types (all if none), in which order, how many times."""

    order: Literal["kept", "reversed", "shuffled"] = "kept"
    seed: int = 0
    times: int = 1
    parallel: bool = False
    types: Sequence[str] = ()


@dataclass(frozen=True)
class Sending:
    """How one event is sent again: with another secret, an older signature, changed fields."""

    event: str
    secret: str | None = None
    skew: int = 0
    override: Resource | None = None


class Delivery:
    """Delivers every event of a world to the endpoints that ask for it."""

    def __init__(self, world: World) -> None:
        self._world = world
        # Services of tests have no certificates; loading those of others would only take time.
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False, verify=False)
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._held: list[tuple[Resource, Resource]] = []
        self._waiting: dict[str, set[str]] = {}
        self.log: list[Delivered] = []
        world.listeners.append(self._hear)

    async def clear(self) -> None:
        """Stops what is in flight and forgets what is held and what was delivered."""
        for task in list(self._in_flight):
            task.cancel()
        await self.settle()
        self._held.clear()
        self.log.clear()
        self._waiting.clear()

    async def aclose(self) -> None:
        """Stops all deliveries."""
        await self.clear()
        await self._client.aclose()

    async def settle(self) -> None:
        """Waits until nothing is in flight, its later attempts included."""
        while self._in_flight:
            await asyncio.gather(*self._in_flight, return_exceptions=True)

    def held_types(self) -> list[str]:
        """The types of the events held back, oldest first."""
        return [event["type"] for event, _ in self._held]

    def log_entries(self) -> list[dict[str, Any]]:
        """What was delivered, oldest first."""
        return [asdict(delivered) for delivered in self.log]

    def drop(self) -> int:
        """Loses the held events for good; returns how many."""
        lost, self._held = len(self._held), []
        return lost

    async def flush(self, flush: Flush) -> int:
        """Sends held events once each, or several times, and waits; returns how many there were."""
        chosen = [held for held in self._held if not flush.types or held[0]["type"] in flush.types]
        self._held = [held for held in self._held if held not in chosen]
        if flush.order == "reversed":
            chosen.reverse()
        elif flush.order == "shuffled":
            random.Random(flush.seed).shuffle(chosen)
        sending = [self._send(*held) for held in chosen for _ in range(flush.times)]
        if flush.parallel:
            await asyncio.gather(*sending)
        else:
            for each in sending:
                await each
        return len(chosen)

    async def send(self, sending: Sending) -> list[int | str]:
        """Sends one event to every endpoint, once; returns what each of them answered."""
        event = {**self._world.get("event", sending.event), **(sending.override or {})}
        endpoints = self._world.all("webhook_endpoint", status="enabled")
        return [
            (await self._send(event, endpoint, secret=sending.secret, skew=sending.skew)).result
            for endpoint in endpoints
        ]

    def _hear(self, event: Resource) -> None:
        interested = [
            endpoint
            for endpoint in self._world.all("webhook_endpoint", status="enabled")
            if {"*", event["type"]} & set(endpoint["enabled_events"])
        ]
        self._waiting[event["id"]] = {endpoint["id"] for endpoint in interested}
        event["pending_webhooks"] = len(interested)
        for endpoint in interested:
            if self._world.settings.paused:
                self._held.append((event, endpoint))
            else:
                self._start(self._deliver(event, endpoint))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)

    async def _deliver(self, event: Resource, endpoint: Resource) -> None:
        for attempt, pause in enumerate([0.0, *self._world.settings.retry_after]):
            await asyncio.sleep(pause)
            if (await self._send(event, endpoint, attempt=attempt)).accepted:
                return

    async def _send(
        self,
        event: Resource,
        endpoint: Resource,
        *,
        attempt: int = 0,
        secret: str | None = None,
        skew: int = 0,
    ) -> Delivered:
        version = endpoint["api_version"] or event["api_version"]
        body = json.dumps({**event, "api_version": version}).encode()
        key = secret or self._world.secrets[endpoint["id"]]
        signature = _signature(body, key, self._world.now() + skew)
        headers = {**_HEADERS, "Stripe-Signature": signature}
        try:
            response = await self._client.post(endpoint["url"], content=body, headers=headers)
            result: int | str = response.status_code
        except httpx.HTTPError as error:
            result = type(error).__name__
        delivered = Delivered(event["id"], event["type"], endpoint["url"], attempt, result)
        self.log.append(delivered)
        if delivered.accepted:
            self._was_accepted(event["id"], endpoint["id"])
        return delivered

    def _was_accepted(self, event: str, endpoint: str) -> None:
        waiting = self._waiting.get(event, set())
        waiting.discard(endpoint)
        self._world.resources[event]["pending_webhooks"] = len(waiting)


def _signature(body: bytes, secret: str, moment: int) -> str:
    """The header by which a receiver knows who sent a body, and when."""
    signed = b"%d." % moment + body
    made = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={made}"
