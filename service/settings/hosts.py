"""Which addresses only this machine can reach."""

import ipaddress


def is_loopback(host: str | None) -> bool:
    """Whether an address is this machine's own, which nobody else can reach."""
    if host is None or host == "localhost":
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
