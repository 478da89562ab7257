"""A sensor that only tells of itself does not measure what it was put up for."""

import pytest

from domain.device import Kind
from domain.sensors.purpose import lack_of


@pytest.mark.parametrize(
    ("kind", "newest", "lack"),
    [
        ("air", {}, None),
        ("air", {"battery": 100}, "no_air"),
        ("air", {"battery": 100, "distance": 100}, "no_air"),
        ("air", {"battery": 100, "pm25": 90}, None),
        ("air", {"battery": 100, "pm25": 89}, "no_air"),  # of an earlier time
        ("air", {"battery": 1, "pm25": 100}, None),
        ("bin", {"battery": 100, "temperature": 100}, "no_level"),
        ("bin", {"battery": 100, "distance": 100}, None),
        ("bin", {"fill": 100}, None),
    ],
)
def test_what_it_is_for_counts_until_it_has_been_missing_for_as_long_as_a_silence(
    kind: Kind, newest: dict[str, int], lack: str | None
) -> None:
    assert lack_of(kind, newest, longest_silence=10) == lack
