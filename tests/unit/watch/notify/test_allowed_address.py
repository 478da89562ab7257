"""A webhook goes to public addresses only, whatever notation hides an inner one, and to networks that the settings allow."""

from ipaddress import ip_address, ip_network

import pytest

from watch.notify.allowed_address import may_be_called


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "192.88.99.1",
        "::1", "::", "fe80::1", "fc00::1", "ff02::1", "fec0::1", "feff::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "64:ff9b:1:ffff::1",
        "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1",
        "::127.0.0.1", "::10.0.0.1", "::8.8.8.8",
        "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "5f00::1", "192.0.0.8",
        "::ffff:0:10.0.0.1", "::ffff:0:8.8.8.8",
    ],
)  # fmt: skip
def test_an_address_that_leads_or_may_lead_inside_is_private(address: str) -> None:
    assert not may_be_called(ip_address(address), ())


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "192.88.98.255", "192.88.100.0", "2606:4700::1111", "2003::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"]
)
def test_a_public_address_may_be_called_also_through_nat64(address: str) -> None:
    assert may_be_called(ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.0.0.0/8"), ("::ffff:10.1.2.3", "10.0.0.0/8"), ("64:ff9b::10.1.2.3", "10.0.0.0/8"),
        ("fec0::1", "fec0::/10"), ("2002:a01:203::1", "2002::/16"), ("::1", "::1/128"),
    ],
)  # fmt: skip
def test_a_network_that_the_settings_name_may_be_called(address: str, network: str) -> None:
    assert may_be_called(ip_address(address), [ip_network("192.168.0.0/16"), ip_network(network)])
    assert not may_be_called(ip_address(address), [ip_network("192.168.0.0/16"), ip_network("fd00::/8")])
