"""An address is one however a proxy writes it, and who has a whole network of them is counted once."""

import pytest

from api.web.address import counted_as, plain
from api.web.problems import ProblemError
from api.web.rate_limit import REPORTS, RateLimit


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:49152", "203.0.113.7"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]:49152", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
        ("", ""),
        ("[", "["),
        ("unknown:1", "unknown:1"),
    ],
)
def test_a_port_or_another_spelling_makes_no_other_address(host: str, address: str) -> None:
    assert plain(host) == address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_of_ipv6_the_network_is_counted(address: str, counted: str) -> None:
    assert counted_as(address) == counted


def test_who_takes_another_address_of_their_network_each_time_is_bounded_as_anybody() -> None:
    limit = RateLimit()
    for number in range(REPORTS.amount):
        limit.count(REPORTS, f"2001:db8::{number:x}")
    with pytest.raises(ProblemError) as refused:
        limit.count(REPORTS, "2001:db8::ffff")
    assert refused.value.status == 429
    limit.count(REPORTS, "2001:db8:0:1::1")
