"""A driver's link ends twelve hours after the shift, to the millisecond, and at once when it is revoked."""

from dataclasses import replace

from domain.duration import HOUR
from domain.waste.rounds.round_link import RoundLink, link_expiry

LINK = RoundLink(id="abc", pickup_id="p-1", vehicle="restbil-1", created_at=0, created_by="office", expires_at=20 * HOUR)


def test_a_link_is_valid_until_it_expires() -> None:
    assert LINK.state(20 * HOUR - 1) == "valid"
    assert LINK.state(20 * HOUR) == "expired"


def test_a_revoked_link_is_revoked_whatever_the_time() -> None:
    revoked = replace(LINK, revoked_at=HOUR)
    assert (revoked.state(2 * HOUR), revoked.state(30 * HOUR)) == ("revoked", "revoked")


def test_a_link_ends_twelve_hours_after_the_shift_or_after_a_longer_route() -> None:
    assert link_expiry(route_end=6 * HOUR, shift_end=8 * HOUR) == 20 * HOUR
    assert link_expiry(route_end=9 * HOUR, shift_end=8 * HOUR) == 21 * HOUR
    assert link_expiry(route_end=9 * HOUR, shift_end=None) == 21 * HOUR
