"""RFC 3339 with an offset is read to the millisecond; every other way to write a time is refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rfc3339 import EARLIEST, LATEST, read, write

NOON = 1_769_860_800_000


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-31T12:00:00Z", NOON),
        ("2026-01-31T12:00:00+01:00", NOON - 3_600_000),
        ("2026-01-31T12:00:00-00:00", NOON),
        ("2026-01-31t12:00:00z", NOON),
        ("2026-01-31 12:00:00Z", NOON),
        ("2026-01-31T12:00:00.5Z", NOON + 500),
        ("2026-01-31T12:00:00.123456789Z", NOON + 123),
        ("2026-01-31T11:59:59.9999Z", NOON - 1),  # still the hour before
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
    ],
)
def test_a_time_is_read_to_the_millisecond(text: str, time: int) -> None:
    assert read(text) == time


@pytest.mark.parametrize(
    "text",
    [
        "", "Z", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00Z", "2026-W05-6T12:00:00Z", "20260131T120000Z",
        "2026-031T12:00:00Z", "2026-01-31T12:00:00+0100", "2026-01-31T12:00:00+01", "2026-01-31T12:00:00+01:00:30",
        "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00,5Z", "2026-01-31T12:00:00.Z", "2026-01-31T24:00:00Z", "2026-01-31T12:00:60Z",
        "2026-01-31_12:00:00Z", "0000-01-01T00:00:00Z", "２026-01-31T12:00:00Z", "1769860800", "x" * 10_000,
    ],
)  # fmt: skip
def test_another_way_to_write_a_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not RFC 3339 with an offset") as raised:
        read(text)
    assert len(str(raised.value)) < 250


def test_a_day_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="'2026-02-30T12:00:00Z' is not RFC 3339.*: day is out of range for month"):
        read("2026-02-30T12:00:00Z")


@given(st.integers(EARLIEST, LATEST))
def test_a_written_time_reads_back(time: int) -> None:
    assert read(write(time)) == read(write(time, shortest=True)) == time


def test_a_time_is_written_in_utc() -> None:
    assert write(NOON + 7) == write(NOON + 7, shortest=True) == "2026-01-31T12:00:00.007Z"
    assert (write(NOON), write(NOON, shortest=True)) == ("2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00Z")


@pytest.mark.parametrize("time", [EARLIEST - 1, LATEST + 1])
def test_what_rfc3339_cannot_write_is_refused(time: int) -> None:
    with pytest.raises(ValueError, match="outside the years 1–9999"):
        write(time)
