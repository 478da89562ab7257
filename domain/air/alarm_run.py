"""When do several windows in a row lie above a value? A missing one breaks the run (air quality facts, "Legal values", V)."""

from collections.abc import Iterable


def runs_of(starts: Iterable[int], length: int, least: int) -> list[tuple[int, ...]]:
    """Return the runs of at least `least` consecutive windows of `length` ms, each as its windows' starts (ms UTC).

    `starts`: in order, of the windows above the value; NO2's and SO2's alarms need three hours.
    """
    runs: list[list[int]] = []
    for start in starts:
        if runs and start == runs[-1][-1] + length:
            runs[-1].append(start)
        else:
            runs.append([start])
    return [tuple(run) for run in runs if len(run) >= least]
