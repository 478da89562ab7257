"""A time is read to the millisecond from what the contract allows, and from nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.fields import parse_time
from domain import rfc3339


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-01-31T12:00:00Z", 1_769_860_800_000),
        ("2026-01-31T13:00:00+01:00", 1_769_860_800_000),
        ("2026-01-31T13:00:00 01:00", 1_769_860_800_000),  # a plus that was not escaped in a query
        ("2026-01-31t12:00:00.1234z", 1_769_860_800_123),
        ("1769860800.25", 1_769_860_800_250),
        (1_769_860_800, 1_769_860_800_000),
        (1_769_860_800.5, 1_769_860_800_500),
        (-1, -1000),
    ],
)
def test_a_time_is_read(written: object, time: int) -> None:
    assert parse_time(written) == time


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "2026-01-31", "2026-01-31T12:00:00", "20260131T120000Z", "2026-W05-6T12:00:00Z", "2026-02-30T12:00:00Z",
        "2026-01-31T24:01:00Z", "0001-01-01T00:00:00+14:00", "1e5", True, None, [1], float("nan"), float("inf"), 1e15, 10**400, "９",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="RFC 3339|time|years"):
        parse_time(written)


@given(st.integers(min_value=-62_135_596_800_000, max_value=253_402_300_799_999))
def test_a_time_that_is_written_reads_back(time: int) -> None:
    assert parse_time(rfc3339.write(time)) == time


def test_times_are_written_in_utc_with_milliseconds() -> None:
    assert rfc3339.write(1_769_860_800_007) == "2026-01-31T12:00:00.007Z"
