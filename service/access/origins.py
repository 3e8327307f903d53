"""Origins as a browser writes them: ``https://example.org``, ``http://localhost:8000``.

What a browser would read otherwise than this module does is refused, never repaired: a difference
between the two would be an open redirect.
"""

import ipaddress
import re

from indexer import ExplainedError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65_535
_LONGEST_HOST = 253
_LONGEST_URL = 2_000

_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[^\[\]]*\]|[^\[\]/?#@:]+)(:(?P<port>[0-9]{1,5}))?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# A browser takes any host whose last part looks like a number for an IPv4 address.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_URL = re.compile(r"(?P<origin>https?://[^/?#]+)([/?#].*)?", re.ASCII | re.IGNORECASE)
# What a browser keeps as it is: it drops white space, and turns a backslash into a slash.
_KEPT = re.compile(r"""[^\x00-\x20\x7f-\U0010ffff"<>\\]+""")


class OriginInvalid(ExplainedError):
    """A text that is no origin; the message says how to write one."""


def normalised_origin(text: str) -> str:
    """An origin as browsers send it: lower case, the host in ASCII, no default port.

    Raises:
        OriginInvalid: It is none, or one of plain http that is not this machine's own.
    """
    parts = _ORIGIN.fullmatch(text)
    if parts is None:
        raise _invalid(text)
    scheme, host = parts["scheme"].lower(), _normalised_host(parts["host"])
    port = int(parts["port"] or _DEFAULT_PORTS[scheme])
    if host is None or not 0 < port <= _HIGHEST_PORT:
        raise _invalid(text)
    if scheme == "http" and not _is_this_machine(host):
        raise OriginInvalid(
            f"{text!r:.100} has to begin with https://. Only this machine's own origins, such as "
            "http://localhost:8000, may do without."
        )
    ending = "" if port == _DEFAULT_PORTS[scheme] else f":{port}"
    return f"{scheme}://{host}{ending}"


def origin_of_url(url: str) -> str:
    """The origin that a browser would go to for an absolute http or https URL.

    Raises:
        OriginInvalid: It is no such URL, holds a user's name, or a browser could read it otherwise.
    """
    parts = _URL.fullmatch(url)
    if parts is None or len(url) > _LONGEST_URL or not _KEPT.fullmatch(url):
        raise OriginInvalid(
            "It has to be a whole address as a browser's address bar copies it, such as "
            "https://example.org/episodes/12."
        )
    return normalised_origin(parts["origin"])


def _invalid(text: str) -> OriginInvalid:
    return OriginInvalid(
        f"{text!r:.100} is not an origin. Write it as https://example.org, without a path."
    )


def _normalised_host(host: str) -> str | None:
    if host.startswith("["):
        return _normalised_ipv6(host[1:-1])
    ascii_host = host.lower() if host.isascii() else _in_ascii(host)
    labels = ascii_host.split(".")
    if len(ascii_host) > _LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):
        return None
    if _NUMBER.fullmatch(labels[-1]) and _address(ascii_host) is None:
        return None
    return ascii_host


def _normalised_ipv6(host: str) -> str | None:
    address = _address(host)
    if not isinstance(address, ipaddress.IPv6Address) or address.scope_id or address.ipv4_mapped:
        return None  # a zone means something to one machine alone; a mapped address has two forms
    return f"[{address.compressed}]"


def _in_ascii(host: str) -> str:
    """A host in ASCII as browsers write it; empty if it is none."""
    import idna

    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return ""


def _is_this_machine(host: str) -> bool:
    address = _address(host.strip("[]"))
    return host == "localhost" or (address is not None and address.is_loopback)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
