"""Three consecutive hours for NO2 and SO2; a missing hour breaks the run (Directive 2008/50/EC annex XII)."""

from datetime import date
from typing import Literal

import pytest

from domain.air.alarm_run import alarm_runs, runs_of
from domain.air.limit import Alarm, Regime
from domain.duration import DAY, HOUR


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
    spans = runs_of([hour * HOUR for hour in hours], HOUR, 3)
    assert [tuple(start // HOUR for start in run) for run in spans] == runs


@pytest.mark.parametrize(("averaging", "length"), [("hour", HOUR), ("day", DAY)])
@pytest.mark.parametrize(("mean", "decimals", "runs"), [
    (400.0, None, 0), (400.1, None, 1), (400.4, 0, 0), (400.5, 0, 1), (400.04, 1, 0), (400.05, 1, 1),
])  # fmt: skip
def test_an_alarms_windows_are_compared_as_the_regimes_exceedances_are(
    averaging: Literal["hour", "day"], length: int, mean: float, decimals: int | None, runs: int
) -> None:
    alarm = Alarm(parameter="no2", kind="alarm", averaging=averaging, limit=400.0, consecutive=3, source="test")
    regime = Regime(name="t", title="t", version=date(2022, 1, 1), limits=[], alarms=[alarm], coverage=0.85, decimals=decimals)
    spans = alarm_runs(regime, alarm, [(n * length, mean) for n in range(3)])
    assert len(spans) == runs
    assert bool(spans) == regime.exceeds(mean, alarm.limit)


def test_one_hour_is_a_run_where_one_is_enough() -> None:
    assert runs_of([5 * HOUR], HOUR, 1) == [(5 * HOUR,)]
