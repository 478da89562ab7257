"""Which values raise or clear an alert as soon as they come: fill, heat, a battery?

Each reading is judged in its turn, also when many came since the last look: what is raised does not depend on when we looked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from domain.alerts.credible_fills import CredibilityRules
from domain.alerts.judged_value import measures
from domain.bounded_value import Bounds
from domain.device import Registry
from domain.duration import HOUR
from domain.reading import BACKFILL_AGE, Reading
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state.ingest.latest import Latest
from watch.alerts.judge_readings import ReadingJudge, UnjudgedReadings
from watch.alerts.observation import Observation, OpenAlerts
from watch.alerts.thresholds import ThresholdSet


class NewReadings:
    """Judges readings as they come. `replayed`: the service lives in its data's time, so no reading comes too late to act on."""

    def __init__(self, readings: Readings, bounds: Bounds, doubt: CredibilityRules, *, replayed: bool = False) -> None:
        self._readings = readings
        self._judging = ReadingJudge(readings, bounds, doubt)
        self._replayed = replayed
        self._judged: dict[str, int] = {}

    def begin(self, judged: Iterable[Latest]) -> None:
        """Forget what was judged but for these values."""
        self._judged.clear()
        self.settled(judged)

    def settled(self, rows: Iterable[Latest]) -> None:
        """Remember what has been judged."""
        for row in rows:
            self._judged[row.device_id] = max(row.time, self._judged.get(row.device_id, 0))

    def observations(
        self, rows: Sequence[Latest], rules: ThresholdSet, registry: Registry, open_alerts: OpenAlerts, pulse: Callable[[], None]
    ) -> list[Observation]:
        """Return what the changed `rows` mean. Raises StoreAwayError or StoreRefusesError, and what `pulse` raises."""
        by_device: dict[str, list[Latest]] = defaultdict(list)
        for row in rows:
            by_device[row.device_id].append(row)
        news = [one for of_device in by_device.values() if (one := self._news(of_device, rules, registry)) is not None]
        found: list[Observation] = []
        asked: dict[tuple[int, int], list[UnjudgedReadings]] = defaultdict(list)
        for one in news:
            if self._decides_alone(one, registry, open_alerts):
                found += self._judging.judge(one, [one.newest], registry, open_alerts)
            else:  # near in time: what one question to the store answers without reading much in vain
                asked[one.after // HOUR, one.newest.time // HOUR].append(one)
        for group in asked.values():
            found += self._looked_up(group, registry, open_alerts, pulse)
        return sorted(found, key=lambda observation: observation.run[-1].end)

    def _news(self, rows: Sequence[Latest], rules: ThresholdSet, registry: Registry) -> UnjudgedReadings | None:
        time = max(row.time for row in rows)
        newest = Reading(rows[0].device_id, time, {row.parameter: row.value for row in rows if row.time == time})
        device = registry.device(newest.device_id, time)
        oldest = 0 if self._replayed else max(row.received_at for row in rows) - BACKFILL_AGE
        about = (ladder for row in rows for ladder in rules.about("instant", row.parameter))
        ladders = {ladder[0].id: ladder for ladder in about if device and measures(ladder[0], device)}
        if device is None or time < oldest or not ladders:
            return None
        times = {row.time for row in rows}
        # A correction, a value that came after a newer one of another parameter, a limit that is new: what is known now counts.
        after = min(self._judged.get(device.id, 0), min(times) - 1)
        return UnjudgedReadings(
            device=device, newest=newest, several=len(times) > 1, after=max(after, oldest - 1), ladders=list(ladders.values())
        )

    def _decides_alone(self, one: UnjudgedReadings, registry: Registry, open_alerts: OpenAlerts) -> bool:
        """Return whether the newest reading is all that is needed, so that the store need not be asked."""
        if self._replayed or not one.alone:
            return False
        return not any(self._judging.needs_more(one, ladder, registry, open_alerts) for ladder in one.ladders)

    def _looked_up(
        self, group: Sequence[UnjudgedReadings], registry: Registry, open_alerts: OpenAlerts, pulse: Callable[[], None]
    ) -> Iterator[Observation]:
        by_device = {one.device.id: one for one in group}
        start = max(0, min(one.after - one.reach for one in group))
        readings = stream(self._readings, by_device, start, max(one.newest.time for one in group) + 1, pulse)
        for device_id, of_device in groupby(readings, key=lambda reading: reading.device_id):
            one = by_device[device_id]
            yield from self._judging.judge(
                one, [reading for reading in of_device if reading.time <= one.newest.time], registry, open_alerts
            )
