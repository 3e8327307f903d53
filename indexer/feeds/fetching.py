"""The only place that fetches: no address but public ones, no more than so much, no longer.

URL ► scheme, no credentials ► connection (guarded_network) ► redirect? once more ► body (bodies)
"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

import httpcore
import httpx

from indexer.errors import ExplainedError
from indexer.feeds.answer_headers import Validators, header, retry_after, stated_wait
from indexer.feeds.bodies import TooLarge, Unreadable, read_body
from indexer.feeds.guarded_network import AddressRefused, GuardedNetwork, Resolver, resolved

LONGEST_FETCH = 120.0
"""Seconds that one fetch may take, its redirects included."""

MOST_BYTES = 20_000_000
"""Of a feed or a transcript: ten hours with each word timed, or some thousand episodes."""

_MOST_REDIRECTS = 5
_LONGEST_SILENCE = 20.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_GONE = frozenset({404, 410})
_OVERLOADED = frozenset({429, 503})
_OFTEN = 60.0
"""Seconds for which a host is left alone that asks for it and does not say how long."""


class FetchRefused(ExplainedError):
    """What could not be fetched, or must not be; the message says which and why.

    ``wait`` is for how many seconds the server asked to be left alone; ``gone`` tells that it
    answered, and has nothing there.
    """

    def __init__(self, message: str, wait: float | None = None, *, gone: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; ``body`` is None where nothing has changed since the validators were given.

    ``url`` is where it came from in the end, ``moved_to`` what permanent redirects name as the
    address from now on, ``wait`` how many seconds the server says that it stays as it is.
    """

    url: str
    moved_to: str
    body: bytes | None
    validators: Validators
    wait: float | None


@dataclass(slots=True)
class _Hop:
    """One request of a fetch."""

    url: httpx.URL
    most: int
    validators: Validators
    deadline: float


@dataclass
class Fetcher:
    """Fetches by HTTP, from the public internet and from the hosts that an operator named.

    Args:
        private_hosts: Hosts that may be anywhere: ``name``, ``name:port``, ``[::1]:port``.
        resolve: What gives the addresses of a name.
        seconds: How long one fetch may take.
    """

    private_hosts: tuple[str, ...] = ()
    resolve: Resolver = resolved
    seconds: float = LONGEST_FETCH
    _left_alone: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, most: int, validators: Validators | None = None) -> Fetched:
        """Fetches what a URL leads to, unless it is what the validators say.

        Raises:
            FetchRefused: It cannot be had, is too large, takes too long, or is not public.
        """
        validators = validators or Validators()
        deadline = time.monotonic() + self.seconds
        address, moved_to, permanent = _checked(url, None), url, True
        with self._explained(url, most):
            for _ in range(_MOST_REDIRECTS + 1):
                hop = _Hop(address, most, validators, deadline)
                status, answer = self._asked(hop)
                if not isinstance(answer, httpx.URL):
                    return Fetched(str(address), moved_to, *answer)
                address = answer
                permanent = permanent and status in _PERMANENT
                moved_to = str(address) if permanent else moved_to
        raise FetchRefused(f"{url} leads on more than {_MOST_REDIRECTS} times, and was given up.")

    def _asked(
        self, hop: _Hop
    ) -> tuple[int, httpx.URL | tuple[bytes | None, Validators, float | None]]:
        """The status of an answer, and what it holds or where it leads."""
        self._refuse_if_left_alone(hop.url)
        network = GuardedNetwork(self.resolve, self._may_be_anywhere, hop.deadline)
        with (
            httpcore.ConnectionPool(ssl_context=self._ssl, network_backend=network) as pool,
            pool.stream(
                "GET",
                _as_httpcore(hop.url),
                headers=_request_headers(hop),
                extensions={"timeout": dict.fromkeys(("read", "write", "pool"), _LONGEST_SILENCE)},
            ) as response,
        ):
            location = header(response, "location")
            if response.status in _REDIRECTS and location:
                return response.status, _checked(_joined(hop.url, location), hop.url)
            return response.status, self._held(response, hop)

    def _held(
        self, response: httpcore.Response, hop: _Hop
    ) -> tuple[bytes | None, Validators, float | None]:
        wait = stated_wait(response)
        if response.status == HTTPStatus.NOT_MODIFIED and hop.validators != Validators():
            return None, hop.validators, wait
        if response.status != HTTPStatus.OK:
            raise self._refusal(response, hop.url)
        length = header(response, "content-length")
        if length.isdecimal() and int(length) > hop.most:
            raise TooLarge
        encoding = header(response, "content-encoding").lower()
        body = read_body(response.iter_stream(), encoding, hop.most)
        validators = Validators(header(response, "etag"), header(response, "last-modified"))
        return body, validators, wait

    def _refusal(self, response: httpcore.Response, url: httpx.URL) -> FetchRefused:
        wait = None
        if response.status in _OVERLOADED:
            wait = retry_after(response)
            self._left_alone[url.host] = time.monotonic() + (wait or _OFTEN)
        sentence = f"{url} could not be fetched: {_answer(response.status, wait)}."
        return FetchRefused(sentence, wait, gone=response.status in _GONE)

    def _refuse_if_left_alone(self, url: httpx.URL) -> None:
        wait = self._left_alone.get(url.host, 0.0) - time.monotonic()
        if wait > 0:
            raise FetchRefused(
                f"{url} was not asked for: {url.host} wants to be left alone for "
                f"{_duration(wait)}.",
                wait,
            )

    def _may_be_anywhere(self, host: str, port: int) -> bool:
        named = {entry.lower() for entry in self.private_hosts}
        name = f"[{host}]" if ":" in host else host
        return not named.isdisjoint((name.lower(), f"{name.lower()}:{port}"))

    @cached_property
    def _ssl(self) -> ssl.SSLContext:
        return httpcore.default_ssl_context()

    @contextmanager
    def _explained(self, url: str, most: int) -> Iterator[None]:
        try:
            yield
        except AddressRefused as error:
            raise FetchRefused(
                f"{url} was not fetched: {error.host} is not on the public internet. If it is "
                "yours and this service may read from it, name it in ASK_PRIVATE_HOSTS."
            ) from error
        except TooLarge as error:
            raise FetchRefused(f"{url} has more than {most:,} bytes, and was given up.") from error
        except Unreadable as error:
            raise FetchRefused(f"{url} came packed in a way that cannot be unpacked.") from error
        except httpcore.TimeoutException as error:
            raise FetchRefused(
                f"{url} took too long, and was given up: one fetch has {self.seconds:g} seconds."
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchRefused(f"{url} cannot be reached: {error or 'it hung up'}.") from error


def _checked(url: str, before: httpx.URL | None) -> httpx.URL:
    """A URL that may be asked for; ``before`` is what led to it."""
    shown = f"{before} leads to {url}" if before else url
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchRefused(f"{shown}, which is no web address.") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchRefused(f"{shown}: only http:// and https:// addresses are fetched.")
    if parsed.userinfo:
        raise FetchRefused(
            f"The address at {parsed.host} has a user's name or password in it: it would be kept "
            "and shown. Ask for an address without one."
        )
    return parsed


def _joined(url: httpx.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError):
        return location


def _as_httpcore(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _request_headers(hop: _Hop) -> list[tuple[bytes, bytes]]:
    return [
        (b"Host", hop.url.netloc),
        (b"User-Agent", b"ask-episode"),
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"gzip"),
        (b"Connection", b"close"),
        *hop.validators.request_headers(),
    ]


def _answer(status: int, wait: float | None) -> str:
    known = status in {each.value for each in HTTPStatus}
    told = f"the server answers {status}" + (f" ({HTTPStatus(status).phrase})" if known else "")
    return f"{told}, and wants to be left alone for {_duration(wait)}" if wait else told


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{round(seconds)} seconds"
