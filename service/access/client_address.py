"""Which address a request came from, where proxies stand in front of the service.

Anybody may send an ``X-Forwarded-For``. Each proxy adds the address that it was reached from at
the right end, so only what trusted proxies wrote there is believed.
"""

import ipaddress
import re
from collections.abc import Sequence

from indexer import ExplainedError

LOCAL = "local"
"""The address of whoever comes without one, by a unix socket."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# A subscriber is given this much of IPv6, and may use another address of it for each request.
_IPV6_PREFIX = 64
# Some proxies write the port too.
_WITH_PORT = re.compile(r"\[(?P<bracketed>[^\[\]]+)\](:[0-9]+)?|(?P<plain>[0-9.]+):[0-9]+")


class NetworksRefused(ExplainedError):
    """A text that is no list of networks; the message says how to write one."""


def trusted_networks(text: str) -> tuple[Network, ...]:
    """The networks of a list such as ``127.0.0.1, 10.0.0.0/8``; none for an empty one.

    Raises:
        NetworksRefused: An entry is neither an address nor a network.
    """
    entries = [entry.strip() for entry in text.split(",")]
    return tuple(_network(entry) for entry in entries if entry)


def client_address(
    peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[Network]
) -> str:
    """The address that a request is counted for: an IPv4 address, or the /64 of an IPv6 address.

    Args:
        peer: Who is connected; None for a unix socket.
        forwarded_for: The values of all ``X-Forwarded-For`` fields, in their order.
        trusted: Where the operator's own proxies are.
    """
    caller = _address(peer or "")
    if caller is None:
        return LOCAL
    hops = ",".join(forwarded_for).split(",")
    while hops and _is_in(caller, trusted):
        hop = _address(hops.pop().strip())
        if hop is None:
            break  # what stands left of it is nothing that a trusted proxy saw
        caller = hop
    return _counted_as(caller)


def _network(entry: str) -> Network:
    try:
        return ipaddress.ip_network(entry)
    except ValueError as error:
        raise NetworksRefused(
            f"{entry!r:.100} is neither an address nor a network. Write them with commas between, "
            "such as 127.0.0.1, 10.0.0.0/8."
        ) from error


def _address(text: str) -> Address | None:
    parts = _WITH_PORT.fullmatch(text)
    try:
        address = ipaddress.ip_address((parts["bracketed"] or parts["plain"]) if parts else text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _counted_as(address: Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.IPv6Network((int(address), _IPV6_PREFIX), strict=False))
