"""The API over HTTP: keys, idempotency, errors as Stripe answers them."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.local_stripe.account.refusals import Refused
from tests.local_stripe.account.world import World, random_text
from tests.local_stripe.api.answering import answer
from tests.local_stripe.api.form import decoded
from tests.local_stripe.faults import Faults, misbehave

_KEY = re.compile(r"Bearer (sk|rk)_(test|live)_\w+")
_REQUEST_ID_LENGTH = 14


@dataclass
class Asked:
    """One request, as the log has it; ``status`` is None until it is answered."""

    method: str
    path: str
    idempotency_key: str | None
    stripe_version: str | None
    status: int | None = None


@dataclass(frozen=True)
class Remembered:
    """What was asked with an idempotency key, and what was answered."""

    request: tuple[str, str, str]
    status: int
    body: dict[str, Any]


@dataclass
class Api:
    """Answers what is asked under ``/v1``."""

    world: World
    faults: Faults = field(default_factory=Faults)
    log: list[Asked] = field(default_factory=list)
    remembered: dict[str, Remembered] = field(default_factory=dict)

    def clear(self) -> None:
        """Forgets what was asked, and what was to go wrong."""
        self.faults.clear()
        self.log.clear()
        self.remembered.clear()

    def log_entries(self) -> list[dict[str, Any]]:
        """What was asked, oldest first."""
        return [asdict(asked) for asked in self.log]

    async def handle(self, request: Request) -> Response:
        """Answers one request."""
        headers, path = request.headers, request.url.path.rstrip("/")
        asked = Asked(
            request.method, path, headers.get("idempotency-key"), headers.get("stripe-version")
        )
        self.log.append(asked)
        body = (await request.body()).decode()
        parameters = body if request.method == "POST" else request.url.query
        fault = self.faults.next(asked.method, path)

        def act() -> Response:
            return self._response(asked, headers.get("authorization", ""), parameters)

        response = await misbehave(fault, act) if fault else act()
        asked.status = response.status_code
        return response

    def _response(self, asked: Asked, authorization: str, parameters: str) -> Response:
        identity = f"req_{random_text(_REQUEST_ID_LENGTH)}"
        version = asked.stripe_version or self.world.settings.api_version
        headers = {"Request-Id": identity, "Stripe-Version": version}
        try:
            _check_key(authorization)
            kept = self._remembered(asked, parameters)
            if kept:
                headers["Idempotent-Replayed"] = "true"
            else:
                with self.world.caused_by(identity, asked.idempotency_key):
                    kept = self._act(asked, parameters)
        except Refused as refused:
            return JSONResponse({"error": refused.error}, refused.status, headers)
        return JSONResponse(kept.body, kept.status, headers)

    def _remembered(self, asked: Asked, parameters: str) -> Remembered | None:
        kept = self.remembered.get(asked.idempotency_key or "")
        if kept and kept.request != (asked.method, asked.path, parameters):
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{asked.idempotency_key}'."
            )
            raise Refused(400, message, type="idempotency_error")
        return kept

    def _act(self, asked: Asked, parameters: str) -> Remembered:
        """Does what is asked; a declined card is remembered like a success, an error is not."""
        request = (asked.method, asked.path, parameters)
        try:
            body = answer(self.world, asked.method, asked.path, decoded(parameters))
            made = Remembered(request, 200, body)
        except Refused as refused:
            if refused.error["type"] != "card_error":
                raise
            made = Remembered(request, refused.status, {"error": refused.error})
        if asked.method == "POST" and asked.idempotency_key:
            self.remembered[asked.idempotency_key] = made
        return made


def _check_key(authorization: str) -> None:
    if not _KEY.fullmatch(authorization):
        raise Refused(401, "You did not provide an API key of Stripe's form, as `Bearer sk_…`.")
