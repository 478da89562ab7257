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

from bench.alert_truth import Truth
from bench.machine import describe
from bench.results import keep
from bysans import first_data
from config.alert_settings import Alerts
from config.catalogue import load_catalogue
from config.good import bounds_by, good_by
from config.quality import load_quality
from config.threshold_file import threshold_file
from config.waste import load_waste
from domain.alerts.alert import Alert
from domain.alerts.threshold import PICKUP
from domain.device import Bin, Device, Site
from domain.reading import Reading, TimeSource
from simulators.scene import Scene
from simulators.send.message import STORED, PlannedMessage
from simulators.town.scenario import Scenario, load_scenario
from simulators.town.town import Size
from storage.readings.open import open_readings
from storage.state import registry
from storage.state.alerts import alerts
from storage.state.engine import State
from storage.state.ingest import drained
from storage.state.ingest.drained import Drained
from watch.air.quality import Quality
from watch.alerts.step import Alerting
from watch.leadership import Leadership
from watch.loop import Watch
from watch.notify.notifications import Notifications
from watch.waste.step import Waste

HOUR = 3_600_000
SCENARIO = str(Path(__file__).with_suffix(".toml"))


class Month:
    """The town's stores, and a watch over them whose clock stands where it is set."""

    def __init__(self, directory: Path, now: int) -> None:
        self.now = now
        self._worked = 0.0
        self._cursor = 0
        catalogue = load_catalogue()
        self.state = State(f"sqlite:///{directory / 'state.db'}")
        self.readings = open_readings("sqlite", data_dir=directory, parameters=list(catalogue.parameters))
        first_data.load_first_thresholds(self.state)
        rules = threshold_file().rules()
        notifications = Notifications(Alerts(), units={}, rules=rules, public_url=None, wall=lambda: self.now)

        def alerting(leadership: Leadership) -> Alerting:
            return Alerting(
                state=self.state, readings=self.readings, quality=Quality(catalogue, load_quality()),
                bounds=bounds_by(catalogue), rules=rules,
                leadership=leadership, notifications=notifications, monotonic=lambda: self._worked,
            )  # fmt: skip

        def waste(leadership: Leadership) -> Waste:
            return Waste(
                state=self.state, readings=self.readings, good=good_by(catalogue), leadership=leadership, rules=load_waste()
            )  # fmt: skip

        self._watch = Watch(
            state=self.state, readings=self.readings, quality=Quality(catalogue, load_quality()), clock=lambda: self.now,
            wall=lambda: self.now, monotonic=lambda: self.now / 1000 + self._worked, holder="bench", alerting=alerting, waste=waste,
        )  # fmt: skip

    def register(self, scene: Scene, since: int) -> None:
        """Put the scene's sites, bins and devices into the registry, as they are from `since` (ms UTC) on."""
        with self.state.begin() as connection:
            for name, body in scene.sites.items():
                registry.put(connection, Site(id=name, valid_from=since, **{**body, "tags": tuple(body["tags"])}))  # type: ignore[arg-type]
            for name, body in scene.bins.items():
                registry.put(connection, Bin(id=name, valid_from=since, **body))  # type: ignore[arg-type]
            for name, body in scene.devices.items():
                stands = {"place": body.get("site") or body.get("bin")}
                rest = {key: value for key, value in body.items() if key not in ("site", "bin")}
                registry.put(connection, Device(id=name, valid_from=since, **rest, **stands))  # type: ignore[arg-type]

    def take_in(self, messages: Sequence[PlannedMessage]) -> None:
        """Store what came as the drainer does."""
        stored = [
            (Reading(message.device, message.at if values.time is None else values.time, values.values, TimeSource.DEVICE), message.at)
            for message in messages if message.expect == STORED for values in message.readings
        ]  # fmt: skip
        if stored:
            self._cursor += len(stored)
            self.readings.write([reading for reading, _ in stored])
            with self.state.begin() as connection:
                drained.commit(connection, Drained(cursor=self._cursor, stored=stored), max_per_device=1000)

    def work(self) -> None:
        """Let the watch do all there is to do now."""
        for _ in range(200):
            self._worked += 1.0
            if self._watch.step():
                return
        raise SystemExit("watch does not come to an end")

    def asked(self) -> frozenset[str]:
        """Return the bins for which people are asked for a truck."""
        with self.state.read() as connection:
            return frozenset[str]().union(*(alert.open_members for alert in alerts.open_alerts(connection) if alert.parameter == PICKUP))

    def alerts(self) -> list[Alert]:
        """Return every alert there was, oldest first."""
        with self.state.read() as connection:
            return alerts.page(connection, limit=1_000_000)[::-1]

    def close(self) -> None:
        """Close the stores."""
        self.readings.close()
        self.state.close()


def run(directory: Path, scenario: Scenario, *, days: float, size: Size, seed: int, step: int) -> tuple[Truth, list[Alert], float]:
    """Let a scenario's days pass, `step` ms at a time; return the truth, what was raised, and the days."""
    begins = scenario.begins()
    scene = scenario.scene(seed, size, begins)
    ends = begins + round(min(days, scenario.hours / 24) * 24 * HOUR)
    month = Month(directory, begins)
    month.register(scene, begins - HOUR)
    truth = Truth(scene, seed, begins, ends)
    for at, messages in _steps(scenario.messages(scene, seed, begins), ends, step):
        month.now = at
        truth.sent(messages)
        month.take_in(messages)
        month.work()
        truth.asked(at, month.asked())
        if sys.stderr.isatty():
            print(f"\r{(at - begins) / (24 * HOUR):.1f} of {(ends - begins) / (24 * HOUR):g} days", end="", file=sys.stderr, flush=True)
    alerts_ = month.alerts()
    month.close()
    return truth, alerts_, (ends - begins) / (24 * HOUR)


def _steps(messages: Iterator[PlannedMessage], ends: int, step: int) -> Iterator[tuple[int, list[PlannedMessage]]]:
    """Yield (end in ms UTC, what came) of each `step` (ms)."""
    for number, group in groupby(messages, key=lambda message: message.at // step):
        if (number + 1) * step > ends:
            return
        yield (number + 1) * step, list(group)


def figures(truth: Truth, alerts_: Sequence[Alert], days: float) -> dict[str, object]:
    """Return what was raised, how much of it was true, and how much of the truth it told."""
    hours: list[list[str]] = [[] for _ in range(round(days * 24))]
    for alert in alerts_:
        hours[min(len(hours) - 1, (alert.raised_at - truth.start) // HOUR)].append(alert.threshold_id)
    per_hour = [len(raised) for raised in hours]
    busiest = per_hour.index(max(per_hour))
    judged = {alert.id: truth.is_true(alert) for alert in alerts_}
    without_trucks = [judged[alert.id] for alert in alerts_ if alert.parameter != PICKUP]
    by_threshold = {
        name: (len(group), sum(judged[alert.id] for alert in group), sum(not judged[alert.id] for alert in group))
        for name in sorted({alert.threshold_id for alert in alerts_})
        if (group := [alert for alert in alerts_ if alert.threshold_id == name])
    }
    recalls = truth.recalls(alerts_)
    return {
        "alerts": len(alerts_),
        "per hour": round(len(alerts_) / (days * 24), 3),
        "p99 hour": quantiles(per_hour, n=100)[-1] if len(per_hour) > 1 else max(per_hour),
        "busiest hour": f"{per_hour[busiest]}, the {busiest}th: {dict(Counter(hours[busiest]))}",
        "precision": _share(judged.values()),
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
    for what, value in table.items():
        if isinstance(value, dict):
            print(f"{what}:")
            for key, row in value.items():
                print(f"  {key:24} {row}")
        else:
            print(f"{what:24} {value}")
    print(f"{days:g} days passed in {time.perf_counter() - began:.0f} s")
    for alert in alerts_:
        if not truth.is_true(alert):
            print(f"  not true: {alert.threshold_id} {dict(alert.members)} {truth.why(alert)}")
    keep("winter_month", vars(options), table)


if __name__ == "__main__":
    main()
