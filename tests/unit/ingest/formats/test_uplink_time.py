"""Of several clocks the one that agrees with another is believed; a wrong gateway's never moves a reading."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import TimeSource
from ingest.formats.uplink_time import AGREE_MS, uplink_time
from tests.unit.ingest.registered import NOW

GATEWAY, NETWORK, RECEIVED = TimeSource.GATEWAY, TimeSource.NETWORK, TimeSource.RECEIVED
HOUR = 3_600_000


def written(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


@pytest.mark.parametrize(
    ("gateways", "networks", "best"),
    [
        (["2026-01-01T11:59:00Z"], ["2026-01-01T11:59:30Z"], (NOW - 60_000, GATEWAY)),
        (["2012-01-01T00:00:00Z"], ["2026-01-01T11:59:30Z"], (NOW - 30_000, NETWORK)),
        (["1980-01-06T00:00:00Z", "2026-01-01T11:59:10Z"], ["2026-01-01T11:59:30Z"], (NOW - 50_000, GATEWAY)),
        (["2026-01-01T12:59:10+00:00"], ["2026-01-01T11:59:30Z"], (NOW - 30_000, NETWORK)),
        (["2026-01-01T12:59:10+01:00"], ["2026-01-01T11:59:30Z"], (NOW - 50_000, GATEWAY)),
        (["2026-01-01T12:05:00Z"], [], (NOW + 300_000, GATEWAY)),
        (["2026-01-01T12:05:00.001Z"], ["2026-01-01T11:00:00Z"], (NOW - HOUR, NETWORK)),
        ([None, 7], [None, ""], (None, RECEIVED)),
        (["2012-01-01T00:00:00Z"], [], (None, RECEIVED)),
        (["2012-01-01T00:00:00Z"], ["1970-01-01T00:00:07Z"], (None, RECEIVED)),
    ],
    ids=[
        "they agree",
        "the gateway is in 2012",
        "only the weaker gateway agrees",
        "local time written as UTC",
        "local time with its offset",
        "no network time: ours is the witness",
        "a gateway in the future",
        "no time at all",
        "a gateway in 2012, alone",
        "both are wrong",
    ],
)
def test_a_gateways_time_counts_while_it_agrees(
    gateways: list[object], networks: list[object], best: tuple[int | None, TimeSource]
) -> None:
    assert uplink_time(gateways, networks, NOW)[:2] == best


def test_what_a_broker_kept_for_hours_has_the_time_that_gateway_and_network_agree_on() -> None:
    assert uplink_time([written(NOW - 5 * HOUR)], [written(NOW - 5 * HOUR + 900)], NOW)[:2] == (NOW - 5 * HOUR, GATEWAY)


def test_a_network_whose_clock_is_dead_does_not_outdo_a_gateway_that_agrees_with_us() -> None:
    assert uplink_time([written(NOW - 2_000)], ["2012-01-01T00:00:00Z"], NOW)[:2] == (NOW - 2_000, GATEWAY)


def test_a_network_time_that_was_copied_from_a_wrong_gateway_gives_way_to_the_networks_own() -> None:
    wrong = "2012-01-01T00:00:00Z"
    assert uplink_time([wrong], [written(NOW - 1_000)], NOW, copied=wrong) == (NOW - 1_000, NETWORK, NOW - 1_000)


@pytest.mark.parametrize(
    ("gateways", "networks", "copied", "best"),
    [
        (-HOUR, [], -HOUR, (None, RECEIVED)),
        (-HOUR, [], 1_000 - HOUR, (None, RECEIVED)),
        (-HOUR, [], 1_001 - HOUR, (NOW - HOUR, GATEWAY)),
        (-HOUR, [900 - HOUR], -HOUR, (NOW - HOUR, GATEWAY)),
        (-60_000, [], -60_000, (NOW - 60_000, GATEWAY)),
    ],
    ids=["a copy alone", "a copy to within a second", "no copy", "the network's own time agrees", "ours agrees"],
)
def test_a_copy_of_a_gateways_time_is_no_witness_for_it(
    gateways: int, networks: list[int], copied: int, best: tuple[int | None, TimeSource]
) -> None:
    own = [written(NOW + time) for time in networks]
    assert uplink_time([written(NOW + gateways)], own, NOW, copied=written(NOW + copied))[:2] == best


@pytest.mark.parametrize(("apart", "source"), [(AGREE_MS, GATEWAY), (AGREE_MS + 1, NETWORK)])
@pytest.mark.parametrize("side", [-1, 1])
def test_agreeing_ends_a_millisecond_beyond_five_minutes(apart: int, source: TimeSource, side: int) -> None:
    sent = NOW - 7 * HOUR
    assert uplink_time([written(sent + side * apart)], [written(sent)], NOW).source is source


@given(st.integers(946_684_800_000, NOW), st.integers(-20 * 365 * 24 * HOUR, 60_000))
def test_with_the_networks_time_a_reading_is_never_moved_by_more_than_minutes_unless_to_ours(gateway: int, behind: int) -> None:
    network = max(NOW + behind, 946_684_800_000)
    time, _, _ = uplink_time([written(gateway)], [written(network)], NOW)
    assert time is not None
    assert min(abs(time - network), abs(time - NOW)) <= AGREE_MS
