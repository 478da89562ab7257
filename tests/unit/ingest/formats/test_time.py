"""RFC 3339 with offset and Unix seconds are instants; every other way to write one is refused."""

import pytest

from ingest.formats.message import UnreadableError
from ingest.formats.time import moment, parse_time, parse_times


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        ("2026-01-31T12:00:00Z", 1_769_860_800_000),
        ("2026-01-31T12:00:00+01:00", 1_769_857_200_000),
        ("2026-01-31T12:00:00-00:00", 1_769_860_800_000),
        ("2026-01-31t12:00:00z", 1_769_860_800_000),
        ("2026-01-31 12:00:00Z", 1_769_860_800_000),
        ("2026-01-31T12:00:00.5Z", 1_769_860_800_500),
        ("2026-01-31T12:00:00.123456789Z", 1_769_860_800_123),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
        (1_769_860_800, 1_769_860_800_000),
        (1_769_860_800.25, 1_769_860_800_250),
        (-1, -1000),
    ],
)
def test_an_instant_is_kept_to_the_millisecond(value: object, ms: int) -> None:
    assert parse_time(value) == ms


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Z",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-01-31T12:00Z",
        "2026-W05-6T12:00:00Z",
        "20260131T120000Z",
        "2026-031T12:00:00Z",
        "2026-01-31T12:00:00+0100",
        "2026-01-31T12:00:00+01",
        "2026-01-31T12:00:00+01:00:30",
        "2026-01-31T12:00:00+24:00",
        "2026-01-31T12:00:00,5Z",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T24:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-01-31T12:00:60Z",
        "2026-01-31_12:00:00Z",
        "0000-01-01T00:00:00Z",
        "２026-01-31T12:00:00Z",
        "1769860800",
        True,
        float("nan"),
        float("inf"),
        [],
        {},
        "x" * 10_000,
    ],
)
def test_another_way_to_write_it_is_refused_with_what_is_wanted(value: object) -> None:
    with pytest.raises(UnreadableError, match=r"sent is .*RFC 3339 with an offset") as raised:
        parse_time(value, "sent")
    assert len(raised.value.detail) < 200


def test_a_person_reads_a_moment_even_beyond_the_calendar() -> None:
    assert moment(1_769_860_800_000) == "2026-01-31T12:00:00Z"
    assert moment(10**18) == "1000000000000000 Unix seconds"


@pytest.mark.parametrize("values", [[1, 2], [1.5, 2.5], [1, 2.5], [1], []])
def test_many_numbers_are_read_as_each_of_them(values: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.formats.time.parse_time", None)  # none of them alone
    assert parse_times(values) == [round(value * 1000) for value in values]
