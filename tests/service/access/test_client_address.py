"""A request is counted for the address it really came from."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access.client_address import (
    NetworksRefused,
    client_address,
    trusted_networks,
)

TRUSTED = trusted_networks("127.0.0.1, ::1, 10.0.0.0/8")

ipv4 = st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address)
ipv6 = st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address)
trusted = st.sampled_from(["127.0.0.1", "::1", "10.9.9.9"])
lists = st.lists((ipv4 | ipv6).map(str) | trusted, max_size=3).map(", ".join)
headers = st.lists(st.text(max_size=20) | lists, max_size=3)
strangers = (ipv4 | ipv6).filter(lambda address: not any(address in network for network in TRUSTED))


def counted(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """What a caller at an address is counted as."""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


@given(peer=strangers, forwarded_for=headers)
def test_nobody_can_say_to_be_somebody_else(
    peer: ipaddress.IPv4Address | ipaddress.IPv6Address, forwarded_for: list[str]
) -> None:
    """No header makes a peer that is no trusted proxy appear as another address."""
    assert client_address(str(peer), forwarded_for, TRUSTED) == counted(peer)


@given(client=strangers, sent=headers, proxies=st.integers(1, 3))
def test_behind_trusted_proxies_the_client_is_who_the_outermost_saw(
    client: ipaddress.IPv4Address | ipaddress.IPv6Address, sent: list[str], proxies: int
) -> None:
    """Whatever the client sent is left of what the proxies added."""
    added = [str(client), *(f"10.0.0.{number}" for number in range(1, proxies))]
    assert client_address("127.0.0.1", [*sent, *added], TRUSTED) == counted(client)
    assert client_address("127.0.0.1", [*sent, ", ".join(added)], TRUSTED) == counted(client)


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("127.0.0.1", ["9.9.9.9, 8.8.8.8"], "8.8.8.8"),
        ("127.0.0.1", ["9.9.9.9", "8.8.8.8,10.1.1.1"], "8.8.8.8"),
        ("127.0.0.1", ["10.2.2.2, 10.1.1.1"], "10.2.2.2"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["9.9.9.9, unknown, 10.1.1.1"], "10.1.1.1"),
        ("127.0.0.1", ["9.9.9.9,"], "127.0.0.1"),
        ("127.0.0.1", ["9.9.9.9:4711"], "9.9.9.9"),
        ("::1", ["[2001:db8:1:2:3::4]:443"], "2001:db8:1:2::/64"),
        ("::1", ["[2001:db8:1:2:3::4]"], "2001:db8:1:2::/64"),
        ("::ffff:127.0.0.1", ["::ffff:9.9.9.9"], "9.9.9.9"),
        ("fe80::1%eth0", [], "fe80::/64"),
        (None, ["9.9.9.9"], "local"),
        ("", ["9.9.9.9"], "local"),
    ],
)
def test_the_rightmost_address_that_is_not_trusted_counts(
    peer: str | None, forwarded_for: list[str], expected: str
) -> None:
    """In the forms that proxies write; what cannot be read ends the walk."""
    assert client_address(peer, forwarded_for, TRUSTED) == expected


def test_one_subscriber_is_one_caller() -> None:
    """The addresses of a /64 are one, and those of the next another."""
    same = {client_address(f"2001:db8:0:7::{number:x}", [], ()) for number in (1, 2, 0xFFFF)}
    assert same == {"2001:db8:0:7::/64"}
    assert client_address("2001:db8:0:8::1", [], ()) not in same


def test_a_list_of_networks_is_read() -> None:
    """Addresses and networks, with or without spaces; nothing is nobody."""
    assert [str(network) for network in TRUSTED] == ["127.0.0.1/32", "::1/128", "10.0.0.0/8"]
    assert trusted_networks(" , ") == ()


@pytest.mark.parametrize("text", ["*", "proxy.local", "10.0.0.1/8", "10.0.0.0/33", "1.2.3"])
def test_what_is_no_network_is_refused_in_a_sentence(text: str) -> None:
    """The entry is named, and how to write one."""
    with pytest.raises(NetworksRefused, match=r"such as 127\.0\.0\.1, 10\.0\.0\.0/8") as refused:
        trusted_networks(f"127.0.0.1, {text}")
    assert text in str(refused.value)
