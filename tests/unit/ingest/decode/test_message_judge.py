"""A message's time is believed within bounds, and each record that a device kept is judged by its own."""

import json

import pytest

from domain.duration import DAY
from domain.reading import AHEAD_MS, YEAR_2000, Reason
from tests.unit.ingest.registered import NOW, decode, refused


def sent(time_ms: float) -> bytes:
    return json.dumps({"time": time_ms / 1000, "pm25": 8}).encode()


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        (NOW + AHEAD_MS, None),
        (NOW + AHEAD_MS + 1000, Reason.FUTURE_TIME),
        (YEAR_2000, None),
        (YEAR_2000 - 1000, Reason.ANCIENT_TIME),
    ],
)
def test_a_time_is_believed_from_2000_until_five_minutes_ahead(time: int, reason: Reason | None) -> None:
    decoded = decode(sent(time))
    assert [rejection.reason for rejection in decoded.rejections] == ([] if reason is None else [reason])
    assert len(decoded.arrivals) == (reason is None)


@pytest.mark.parametrize(("age", "stored"), [(2 * DAY, True), (2 * DAY + 1000, False)])
def test_what_is_older_than_is_kept_is_refused(age: int, stored: bool) -> None:
    decoded = decode(sent(NOW - age), retention_ms=2 * DAY)
    assert len(decoded.arrivals) == stored
    assert [rejection.reason for rejection in decoded.rejections] == ([] if stored else [Reason.BEYOND_RETENTION])


@pytest.mark.parametrize(
    ("time_s", "meant"),
    [
        (NOW, True),
        (YEAR_2000, True),
        (YEAR_2000 - 1, False),
        (NOW + AHEAD_MS, True),
        (NOW + AHEAD_MS + 0.5, True),
        (NOW + AHEAD_MS + 1, False),
    ],
)
def test_milliseconds_where_seconds_belong_are_recognised(time_s: float, meant: bool) -> None:
    reason, detail = refused(decode(json.dumps({"time": time_s, "pm25": 8}).encode()))
    assert reason is Reason.FUTURE_TIME
    assert ("Unix time is given in seconds, not milliseconds" in detail) is meant
