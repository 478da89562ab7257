"""Recall and precision of alerts through a hard winter month.

Run `python -m bench.winter_month [--days 30] [--sites 12] [--bins 40] [--air 12] [--seed 1]`. The real watch works on real SQLite
files, an hour of the town at a time, on a clock that is set on; what it raised is held against the simulator's truth.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import quantiles

from bench.alert_truth import AlertTruth
from bench.machine import describe
from bench.results import keep
from bench.town_watch import TownWatch
from domain.alerts.alert import Alert
from domain.alerts.threshold import PICKUP
from domain.duration import HOUR
from simulators.send.message import PlannedMessage
from simulators.town.scenario import Scenario, load_scenario
from simulators.town.town import Size

SCENARIO = str(Path(__file__).with_suffix(".toml"))


def run(directory: Path, scenario: Scenario, *, days: float, size: Size, seed: int, step: int) -> tuple[AlertTruth, list[Alert], float]:
    """Simulate a scenario's days, `step` ms at a time; return the truth, the alerts and the number of days."""
    begins = scenario.begins()
    scene = scenario.scene(seed, size, begins)
    ends = begins + round(min(days, scenario.hours / 24) * 24 * HOUR)
    watch = TownWatch(directory, begins)
    watch.register(scene, begins - HOUR)
    truth = AlertTruth(scene, seed, begins, ends)
    for at, messages in _steps(scenario.messages(scene, seed, begins), ends, step):
        watch.now = at
        truth.sent(messages)
        watch.take_in(messages)
        watch.work()
        truth.asked(at, watch.bins_to_empty())
        if sys.stderr.isatty():
            print(f"\r{(at - begins) / (24 * HOUR):.1f} of {(ends - begins) / (24 * HOUR):g} days", end="", file=sys.stderr, flush=True)
    alerts_ = watch.alerts()
    watch.close()
    return truth, alerts_, (ends - begins) / (24 * HOUR)


def _steps(messages: Iterator[PlannedMessage], ends: int, step: int) -> Iterator[tuple[int, list[PlannedMessage]]]:
    """Yield (end in ms UTC, what came) of each `step` (ms)."""
    for number, group in groupby(messages, key=lambda message: message.at // step):
        if (number + 1) * step > ends:
            return
        yield (number + 1) * step, list(group)


def figures(truth: AlertTruth, alerts_: Sequence[Alert], days: float) -> dict[str, object]:
    """Return the figures of the alerts: how many, how many of them true, and how much of the truth they reported."""
    hours: list[list[str]] = [[] for _ in range(round(days * 24))]
    for alert in alerts_:
        hours[min(len(hours) - 1, (alert.raised_at - truth.start) // HOUR)].append(alert.threshold_id)
    per_hour = [len(raised) for raised in hours]
    busiest = per_hour.index(max(per_hour))
    is_true = {alert.id: truth.is_true(alert) for alert in alerts_}
    without_trucks = [is_true[alert.id] for alert in alerts_ if alert.parameter != PICKUP]
    by_threshold = {
        name: (len(group), sum(is_true[alert.id] for alert in group), sum(not is_true[alert.id] for alert in group))
        for name in sorted({alert.threshold_id for alert in alerts_})
        if (group := [alert for alert in alerts_ if alert.threshold_id == name])
    }
    recalls = truth.recalls(alerts_)
    return {
        "alerts": len(alerts_),
        "per hour": round(len(alerts_) / (days * 24), 3),
        "p99 hour": quantiles(per_hour, n=100)[-1] if len(per_hour) > 1 else max(per_hour),
        "busiest hour": f"{per_hour[busiest]}, the {busiest}th: {dict(Counter(hours[busiest]))}",
        "precision": _share(is_true.values()),
        "precision but for trucks": _share(without_trucks),
        "by threshold (raised, true, false)": by_threshold,
        "recall (true, told, else by one for a truck, else only that the sensor is broken)": recalls,
    }


def _share(verdicts: Collection[bool]) -> float | None:
    return round(sum(verdicts) / len(verdicts), 3) if verdicts else None


def main() -> None:
    """Let a month pass in a temporary directory and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=float, default=30)
    arguments.add_argument("--sites", type=int, default=12)
    arguments.add_argument("--bins", type=int, default=40)
    arguments.add_argument("--air", type=int, default=12)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--step-minutes", type=int, default=60, help="of the town at a time, between two looks of watch")
    options = arguments.parse_args()
    print(describe())
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        size = Size(sites=options.sites, air=options.air, bins=options.bins)
        truth, alerts_, days = run(
            Path(name), load_scenario(SCENARIO), days=options.days, size=size, seed=options.seed, step=options.step_minutes * 60_000
        )
    table = figures(truth, alerts_, days)
    for title, value in table.items():
        if isinstance(value, dict):
            print(f"{title}:")
            for key, row in value.items():
                print(f"  {key:24} {row}")
        else:
            print(f"{title:24} {value}")
    print(f"{days:g} days passed in {time.perf_counter() - began:.0f} s")
    for alert in alerts_:
        if not truth.is_true(alert):
            print(f"  not true: {alert.threshold_id} {dict(alert.members)} {truth.why(alert)}")
    keep("winter_month", vars(options), table)


if __name__ == "__main__":
    main()
