"""Everything that one Stripe account holds, what time it is there, and who hears of events.

It does no input or output: a test may keep it in its own process and move its clock.
"""

import contextlib
import copy
import random
import string
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.local_stripe.account.cards import Card
from tests.local_stripe.account.refusals import not_found
from tests.local_stripe.shapes import SHAPES
from tests.local_stripe.shapes.parts import Resource

DAY = 86_400
_ID_LENGTH = 24
_UNDATED = ("line_item",)


@dataclass
class Settings:
    """What may be set of an account and of this Stripe.

    ``dunning_days`` are the days from each failed payment of a renewal to the next try; when the
    last has failed a subscription becomes ``final`` (``canceled``, ``unpaid`` or ``past_due``).
    ``retry_after`` are the seconds from each failed delivery of an event to the next; while
    ``paused``, events are held back.
    """

    paused: bool = False
    retry_after: list[float] = field(default_factory=lambda: [0.1, 0.2, 0.4])
    final: str = "canceled"
    dunning_days: list[int] = field(default_factory=lambda: [3, 5, 7])
    api_version: str = "2026-10-28.endive"
    livemode: bool = False


@dataclass
class Outlook:
    """What is to become of a subscription, beside what the API shows of it."""

    retry_at: int | None = None
    failed_payments: int = 0
    trial_end_told: bool = False


class World:
    """The objects of one account."""

    def __init__(
        self, clock: Callable[[], float] = time.time, base_url: str = "http://127.0.0.1"
    ) -> None:
        self._clock = clock
        self.base_url = base_url
        self.listeners: list[Callable[[Resource], None]] = []
        self.clear()

    def clear(self) -> None:
        """Forgets everything but who listens."""
        self.settings = Settings()
        self.resources: dict[str, Resource] = {}
        self.cards: dict[str, Card] = {}
        self.outlooks: dict[str, Outlook] = {}
        self.orders: dict[str, Resource] = {}
        self.secrets: dict[str, str] = {}
        self._cause: Resource = {"id": None, "idempotency_key": None}
        self._offset = 0.0
        self._frozen: int | None = None
        self._last_told = 0
        self.new("billing_portal.configuration", updated=self.now())

    def now(self) -> int:
        """Seconds since 1970, with the days that were advanced."""
        return self._frozen if self._frozen is not None else int(self._clock() + self._offset)

    def skip(self, seconds: float) -> None:
        """Moves the clock; what falls due on the way is the agenda's."""
        self._offset += seconds

    @contextlib.contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Stops the clock at the moment for which something was planned.

        What was planned for the past happens after all that is told already.
        """
        self._frozen = max(moment, self._last_told)
        try:
            yield
        finally:
            self._frozen = None

    @contextlib.contextmanager
    def caused_by(self, request: str, idempotency_key: str | None) -> Iterator[None]:
        """Names a request as the cause of the events within the block."""
        before = self._cause
        self._cause = {"id": request, "idempotency_key": idempotency_key}
        try:
            yield
        finally:
            self._cause = before

    def new(self, kind: str, **fields: Any) -> Resource:
        """A new object of a kind, with all its other fields as its shape has them."""
        prefix, shape = SHAPES[kind]
        assert fields.keys() <= shape.keys(), fields.keys() - shape.keys()
        identity = prefix + random_text(_ID_LENGTH)
        made = {"id": identity, "object": kind, **copy.deepcopy(shape), **fields}
        if kind not in _UNDATED:
            made["created"] = self.now()
        if "livemode" in shape:
            made["livemode"] = self.settings.livemode
        self.resources[identity] = made
        return made

    def get(self, kind: str, identity: str) -> Resource:
        """The object that a path names.

        Raises:
            Refused: There is none; a deleted one counts as none.
        """
        found = self._found(kind, identity)
        if not found:
            raise not_found(kind, identity)
        return found

    def named(self, kind: str, identity: str, parameter: str) -> Resource:
        """The object that a parameter names.

        Raises:
            Refused: There is none.
        """
        found = self._found(kind, identity)
        if not found:
            raise not_found(kind, identity, parameter=parameter, status=400)
        return found

    def _found(self, kind: str, identity: str) -> Resource | None:
        found = self.resources.get(identity)
        return found if found and found["object"] == kind and not found.get("deleted") else None

    def all(self, kind: str, **fields: Any) -> list[Resource]:
        """The objects of a kind that have these values, newest first; None matches every value."""
        wanted = {name: value for name, value in fields.items() if value is not None}
        return [
            resource
            for resource in reversed(self.resources.values())
            if resource["object"] == kind
            and not resource.get("deleted")
            and all(resource[name] == value for name, value in wanted.items())
        ]

    def emit(self, kind: str, resource: Resource, previous: Resource | None = None) -> None:
        """Makes an event of what an object is now, and tells whoever listens."""
        data = {"object": copy.deepcopy(resource)}
        if previous is not None:
            data["previous_attributes"] = previous
        event = self.new(
            "event",
            type=kind,
            data=data,
            api_version=self.settings.api_version,
            request=dict(self._cause),
        )
        self._last_told = event["created"]
        for listener in self.listeners:
            listener(event)

    @contextlib.contextmanager
    def changing(self, resource: Resource, event: str) -> Iterator[None]:
        """Makes an event of what changed within the block, if anything did."""
        before = copy.deepcopy(resource)
        yield
        previous = {name: old for name, old in before.items() if old != resource[name]}
        if previous:
            self.emit(event, resource, previous)


def random_text(length: int) -> str:
    """Letters and digits, as Stripe's ids have them."""
    return "".join(random.choices(string.ascii_letters + string.digits, k=length))


def merged(metadata: dict[str, str], given: Any) -> dict[str, str]:
    """Metadata after an update: an empty value removes its key, an empty whole removes all."""
    if given == "":
        return {}
    return {key: value for key, value in {**metadata, **(given or {})}.items() if value != ""}
