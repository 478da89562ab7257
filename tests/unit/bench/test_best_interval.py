"""The longest interval is the longest with which the history stays below the target."""

import pytest

from bench.waste.best_interval import dealt, halved_to_powers, longest_interval
from tests.unit.domain.dryrun.small_town import steady


@pytest.mark.parametrize(("rate", "target", "days"), [(0.1, 1.0, 10), (0.1, 0.85, 8), (0.5, 1.0, 2), (1.5, 1.0, 1), (0.01, 1.0, 28)])
def test_a_steady_bin_waits_until_just_before_its_target(rate: float, target: float, days: int) -> None:
    filling = steady(rate, 100)
    assert longest_interval(lambda day: filling.full_at(day, target), range(100), end=100, day=1, longest=28) == days


def test_intervals_fall_together_and_starts_are_dealt_out_from_west_to_east() -> None:
    assert halved_to_powers({"a": 7, "b": 8, "c": 1}) == {"a": 4, "b": 8, "c": 1}
    assert dealt({"a": 2, "b": 2, "c": 3}, {"a": 5.0, "b": 1.0, "c": 0.0}) == {"b": 0, "a": 1, "c": 0}
