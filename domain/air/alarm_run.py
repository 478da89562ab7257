"""Runs of windows above an alarm value; a missing window breaks the run (Directive 2008/50/EC annex XII, V)."""

from collections.abc import Iterable

from domain.air.limit import Alarm, Regime
from domain.duration import DAY, HOUR


def alarm_runs(regime: Regime, alarm: Alarm, windows: Iterable[tuple[int, float]]) -> list[tuple[int, ...]]:
    """Return the runs that are long enough for the alarm, each as its windows' starts (ms UTC); means are rounded as the regime does.

    `windows`: (start in ms UTC, mean in the parameter's unit) of the hours or legal days that may be judged, in order.
    """
    above = (start for start, mean in windows if regime.exceeds(mean, alarm.limit))
    return runs_of(above, DAY if alarm.averaging == "day" else HOUR, alarm.consecutive)


def runs_of(starts: Iterable[int], length: int, least: int) -> list[tuple[int, ...]]:
    """Return the runs of at least `least` consecutive windows of `length` ms, each as its windows' starts (ms UTC)."""
    runs: list[list[int]] = []
    for start in starts:
        if runs and start == runs[-1][-1] + length:
            runs[-1].append(start)
        else:
            runs.append([start])
    return [tuple(run) for run in runs if len(run) >= least]
