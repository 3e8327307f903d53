"""Stripe's API, asked by its SDK. The only importer of stripe.

What leaves are plain values, and every failure is a ``BillingError``.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from billing.errors import BillingError, StripeRefused, StripeUnavailable

if TYPE_CHECKING:
    from stripe import HTTPXClient, StripeClient

API_VERSION = "2026-10-28.endive"
"""The version whose objects this package reads; webhook endpoints are to be made with it too."""

SIGNATURE_TOLERANCE = 300
"""Seconds that a webhook may be old, as Stripe's own libraries have it."""

_TIMEOUT = 10.0
_RETRIES = 2

_SECRETS = re.compile(r"\b((?:sk|rk|whsec)_(?:live_|test_)?)\w+")
_ADDRESSES = re.compile(r"[^\s'\"<>:(]+@[^\s'\"<>,;)]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StripeConnection:
    """How Stripe is reached: the secret key, and another address than Stripe's own, if any."""

    secret_key: str = field(repr=False)
    api_base: str | None = None

    @property
    def livemode(self) -> bool:
        """Whether the key moves real money."""
        return "_live_" in self.secret_key


class StripeApi:
    """The API of one account. Used from one event loop; the SDK is loaded when first needed."""

    def __init__(self, connection: StripeConnection) -> None:
        self._connection = connection
        self._client: StripeClient | None = None
        self._http: HTTPXClient | None = None
        self._making = asyncio.Lock()
        self._is_loaded = False

    async def aclose(self) -> None:
        """Closes the connections to Stripe."""
        if self._http is not None:
            await self._http.close_async()  # type: ignore[no-untyped-call]

    async def ask(self, what: Callable[[Any], Awaitable[Any]]) -> dict[str, Any]:
        """Asks Stripe, and gives the answer as plain values."""
        client = await self._made_client()
        body: dict[str, Any] = (await _explained(what(client.v1))).to_dict()
        return body

    async def ask_all(self, what: Callable[[Any], Awaitable[Any]]) -> list[dict[str, Any]]:
        """Asks Stripe for a list, and gives all pages of it."""
        client = await self._made_client()
        page = await _explained(what(client.v1))

        async def rest() -> list[dict[str, Any]]:
            return [one.to_dict() async for one in page.auto_paging_iter()]

        return await _explained(rest())

    async def is_signed(
        self, payload: bytes, signature: str | None, secrets: tuple[str, ...]
    ) -> bool:
        """Whether a webhook was signed with one of the secrets, and not too long ago."""
        await self._load_sdk()
        return any(_is_signed(payload, signature, secret) for secret in secrets)

    async def _made_client(self) -> "StripeClient":
        async with self._making:
            if self._client is None:
                await self._load_sdk()
                # A client of the SDK's own would try once, and wait 80 seconds.
                self._http = _http_client()
                self._client = _client(self._connection, self._http)
        return self._client

    async def _load_sdk(self) -> None:
        if not self._is_loaded:
            # The import takes most of a second, which an event loop does not have.
            await asyncio.to_thread(_import_stripe)
            self._is_loaded = True


def _import_stripe() -> None:
    import stripe

    # It would write a file into the operator's home and tell Stripe how long requests took.
    stripe.enable_telemetry = False


def _http_client() -> "HTTPXClient":
    import stripe

    return stripe.HTTPXClient(timeout=_TIMEOUT)


def _client(connection: StripeConnection, http: "HTTPXClient") -> "StripeClient":
    import stripe

    return stripe.StripeClient(
        connection.secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": connection.api_base} if connection.api_base else {},
        max_network_retries=_RETRIES,
        http_client=http,
    )


async def _explained(asking: Awaitable[T]) -> T:
    """Waits for Stripe, and turns its errors into ours."""
    import stripe

    try:
        return await asking
    except stripe.StripeError as error:
        raise _our_error(error) from error


def _our_error(error: Any) -> BillingError:  # noqa: ANN401 - a stripe.StripeError
    import stripe

    busy = (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError)
    if isinstance(error, busy) or (error.http_status or 0) >= 500:  # noqa: PLR2004
        return StripeUnavailable("Payments cannot be reached right now. Try again in a moment.")
    # Stripe repeats what it was sent, and this sentence goes into the log.
    said = _ADDRESSES.sub("…", _SECRETS.sub(r"\1…", str(error.user_message or error)))
    return StripeRefused(f"Stripe refused: {said}", error.code)


def _is_signed(payload: bytes, signature: str | None, secret: str) -> bool:
    import stripe

    try:
        stripe.WebhookSignature.verify_header(payload, signature, secret, SIGNATURE_TOLERANCE)
    except (stripe.SignatureVerificationError, ValueError):
        return False
    return True
