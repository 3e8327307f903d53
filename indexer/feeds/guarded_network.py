"""Connections that go to public addresses alone, and that end by a deadline.

The check is made where a connection is made: whatever a URL, a redirect or a name's second answer
says, no other address is ever connected to than one that was looked at.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence

import httpcore

from indexer.feeds.addresses import is_public

Resolver = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host's name."""

_LONGEST_CONNECT = 10.0


class AddressRefused(Exception):
    """A host that is not on the public internet."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a name as the system finds them, in the system's order.

    It also reads the forms in which a number is no name: 2130706433, 0x7f.1, 127.1.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedNetwork(httpcore.NetworkBackend):
    """Makes the connections of one fetch.

    Args:
        resolve: What gives the addresses of a name; it is asked once for each connection.
        allowed: Whether a host and port may be anywhere.
        deadline: The moment of ``time.monotonic`` at which everything ends.
    """

    def __init__(
        self, resolve: Resolver, allowed: Callable[[str, int], bool], deadline: float
    ) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline says it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of the addresses of a host, all of which have to be public.

        Raises:
            AddressRefused: One of them is not.
            httpcore.ConnectError: The host has no address, or none of them answers.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            seconds = min(_LONGEST_CONNECT, left(self._deadline))
            try:
                stream = self._sockets.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _EndingStream(stream, self._deadline)
        raise failure

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address") from error
        # One private address among public ones is a name that means to get past the guard.
        if not self._allowed(host, port) and not all(map(is_public, addresses)):
            raise AddressRefused(host)
        return addresses


class _EndingStream(httpcore.NetworkStream):
    """A connection of which every wait ends by the deadline: bytes that drip do not put it off."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _sooner(timeout, self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _sooner(timeout, self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _sooner(timeout, self._deadline)
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _EndingStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def left(deadline: float) -> float:
    """The seconds that are left.

    Raises:
        httpcore.ReadTimeout: None are.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return seconds


def _sooner(timeout: float | None, deadline: float) -> float:
    seconds = left(deadline)
    return seconds if timeout is None else min(timeout, seconds)
