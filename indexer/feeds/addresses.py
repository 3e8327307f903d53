"""Which IP addresses are the public internet's, and so may be fetched from. Pure."""

import ipaddress

# Listed here in full: which of them the standard library calls private differs by its version.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # A cloud's machines reach its own services there; it looks like any other address.
        "168.63.129.16/32",
        # Protocols, tunnels (which lead to whatever their address says) and documentation.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet, whatever it is written or wrapped in.

    An IPv6 address that stands for an IPv4 address is public if that is. What is no address,
    or one of a single interface, is not.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return _is_ordinary(address)
    inner = _stood_for(address)
    if inner is not None:
        return _is_ordinary(inner)
    return address.scope_id is None and address in _GLOBAL_UNICAST and _is_ordinary(address)


def _stood_for(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that is reached by way of an IPv6 address."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _TRANSLATED or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_ordinary(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return not any(address in network for network in _SPECIAL)
