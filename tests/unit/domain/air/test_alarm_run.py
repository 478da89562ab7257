"""Three consecutive hours for NO2 and SO2; a missing hour breaks the run (facts: "Alarm values")."""

import pytest

from domain.air.alarm_run import runs_of
from domain.duration import HOUR


@pytest.mark.parametrize(
    ("hours", "runs"),
    [
        ([0, 1], []),
        ([0, 1, 2], [(0, 1, 2)]),
        ([0, 1, 3, 4], []),
        ([0, 1, 3, 4, 5], [(3, 4, 5)]),
        ([0, 1, 2, 4, 5, 6, 7], [(0, 1, 2), (4, 5, 6, 7)]),
        ([], []),
    ],
)
def test_a_missing_hour_breaks_the_run(hours: list[int], runs: list[tuple[int, ...]]) -> None:
    found = runs_of([hour * HOUR for hour in hours], HOUR, 3)
    assert [tuple(start // HOUR for start in run) for run in found] == runs


def test_one_hour_is_a_run_where_one_is_enough() -> None:
    assert runs_of([5 * HOUR], HOUR, 1) == [(5 * HOUR,)]
