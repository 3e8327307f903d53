"""Which addresses are the public internet's."""

import pytest

from indexer.feeds.addresses import is_public

PUBLIC = """
8.8.8.8 1.1.1.1 93.184.216.34 2606:4700::1111 2a00:1450:4001::200e ::ffff:8.8.8.8
64:ff9b::808:808
"""
# Each with what it is, so that a failure says it.
NOT_PUBLIC = {
    "loopback": "127.0.0.1 127.255.255.254 ::1",
    "private": "10.0.0.1 172.16.0.1 172.30.77.1 192.168.1.1 fc00::1 fd12::1 fd00:ec2::254",
    "link-local": "169.254.169.254 169.254.0.1 fe80::1 fe80::1%eth0",
    "site-local": "fec0::1",
    "unspecified": "0.0.0.0 0.1.2.3 ::",
    "shared": "100.64.0.1 100.100.100.200 100.127.255.255",
    "multicast": "224.0.0.1 239.255.255.250 ff02::1 ff0e::1",
    "reserved": "240.0.0.1 255.255.255.255 4000::1 e000::1",
    "protocols": "192.0.0.1 192.0.0.192 192.88.99.1",
    "documentation": "192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1",
    "benchmarking": "198.18.0.1 198.19.255.255",
    "a cloud's own": "168.63.129.16",
    "mapped": "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254",
    "compatible": "::127.0.0.1 ::8.8.8.8",
    "NAT64": "64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1",
    "6to4": "2002:7f00:1::1 2002:808:808::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2 2001::1",
    "ISATAP": "2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1",
    "no address": "localhost 127.1 2130706433 0x7f000001 1.2.3 example.org []",
}


@pytest.mark.parametrize("address", PUBLIC.split())
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("kind", "address"),
    [(kind, each) for kind, all_ in NOT_PUBLIC.items() for each in all_.split()],
)
def test_what_is_not(kind: str, address: str) -> None:
    assert not is_public(address), kind


def test_nothing_at_all_is_not_public() -> None:
    assert not is_public("")
