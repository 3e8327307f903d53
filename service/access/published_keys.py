"""The keys that a site's login publishes (a JSON Web Key Set), fetched and kept.

A set is good for five minutes. It is kept for longer when no newer one can be had, so that a site
whose server is down for a moment signs nobody out. A key that the set lacks may be new: it is
asked for again then, but no more than once in ten seconds, whatever tokens come in.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from indexer import ExplainedError

if TYPE_CHECKING:
    import ssl

    from jwt import PyJWK

_FRESH_SECONDS = 5 * 60
_BETWEEN_FETCHES = 10
_TIMEOUT = 3.0
_MOST_BYTES = 1_000_000

_log = logging.getLogger(__name__)


class PublishedKeysMissing(ExplainedError):
    """A site's login has not let us have its keys yet."""


class _BadKeySet(Exception):
    """What was fetched is no set of keys; the message says why."""


class PublishedKeys:
    """The public keys that a URL publishes."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._url = url
        self._clock = clock
        self._keys: Mapping[str | None, PyJWK] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self._tls: ssl.SSLContext | None = None

    async def find(self, key_id: str | None) -> "PyJWK | None":
        """The key with an id, if it is published; without an id, the only key that there is.

        Raises:
            PublishedKeysMissing: The keys could never be fetched.
        """
        if self._is_due(key_id):
            await self._refresh(key_id)
        if not self._keys:
            raise PublishedKeysMissing(
                "The site's sign-in cannot be checked right now. Try again in a few seconds."
            )
        return self._find(key_id)

    def _find(self, key_id: str | None) -> "PyJWK | None":
        if key_id is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(key_id)

    def _is_due(self, key_id: str | None) -> bool:
        """Whether it is time to ask for the keys."""
        now = self._clock()
        if now - self._asked_at < _BETWEEN_FETCHES:
            return False
        return now - self._fetched_at >= _FRESH_SECONDS or self._find(key_id) is None

    async def _refresh(self, key_id: str | None) -> None:
        # While another request fetches a newer set, a key that is known is still good.
        if self._asking.locked() and self._find(key_id):
            return
        async with self._asking:
            # Those who waited find what the first one fetched.
            if self._is_due(key_id):
                await self._replace()

    async def _replace(self) -> None:
        """Fetches the keys; those from before stay when that fails."""
        import httpx

        try:
            async with asyncio.timeout(_TIMEOUT):
                self._keys = _keys_of(await self._fetch())
            self._fetched_at = self._clock()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, _BadKeySet) as error:
            _log.error("The keys at %s cannot be had: %r.", self._url, error)
        self._asked_at = self._clock()

    async def _fetch(self) -> bytes:
        import httpx

        # Made once, and aside: reading the machine's certificates takes tens of milliseconds.
        if self._tls is None:
            self._tls = await asyncio.to_thread(httpx.create_ssl_context)
        # Uncompressed, so that what comes is as large as what it takes. Redirects are not followed.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        async with (
            httpx.AsyncClient(verify=self._tls, timeout=_TIMEOUT) as client,
            client.stream("GET", self._url, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise _BadKeySet(f"status {response.status_code}")
            body = b""
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > _MOST_BYTES:
                    raise _BadKeySet(f"more than {_MOST_BYTES} bytes")
        return body


def _keys_of(body: bytes) -> Mapping[str | None, "PyJWK"]:
    """The keys of a set that signatures can be checked with, by id."""
    from jwt import PyJWKSet, PyJWTError

    try:
        found = PyJWKSet.from_dict(json.loads(body)).keys
        usable = {key.key_id: key for key in found if _is_usable(key)}
    except (PyJWTError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _BadKeySet("no set of keys") from error
    if not usable:
        raise _BadKeySet("no key to check signatures with")
    return usable


def _is_usable(key: "PyJWK") -> bool:
    # A shared secret that somebody published by mistake is known to everybody.
    return key.key_type != "oct" and key.public_key_use in {None, "sig"}
