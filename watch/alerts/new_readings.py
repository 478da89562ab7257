"""New readings, judged as they come: fill, heat, a battery.

Each reading is judged in its turn, also when many came since the last look: what is raised does not depend on when we looked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from sqlalchemy import Connection

from domain.alerts.observations.credible_fills import CredibilityRules
from domain.alerts.observations.judged_value import TILT
from domain.alerts.observations.observation import Observation
from domain.alerts.observations.reading_judge import ReadingJudge
from domain.bounded_value import Bounds
from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state import sequences
from storage.state.engine import State
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest
from watch.alerts.context import Context
from watch.alerts.source import Observations
from watch.alerts.thresholds import ThresholdSet
from watch.alerts.unjudged_readings import UnjudgedReadings, unjudged_readings

CURSOR = "watch.alerts"
_KEEP_S = 10.0  # the cursor is stored so often, so that a restart need not look at all of it again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Progress:
    """What has been judged: up to `cursor`, by `thresholds`, each device up to a time (ms UTC).

    `stored_cursor`, `store_at`: what stands in the state, and when (s) it is to be replaced though nothing happened.
    """

    cursor: int
    thresholds: ThresholdSet
    times: Mapping[str, int] = field(default_factory=dict)
    stored_cursor: int
    store_at: float


class NewReadings:
    """Judges readings as they come. `replayed`: the service lives in its data's time, so no reading comes too late to act on."""

    def __init__(
        self,
        state: State,
        readings: Readings,
        bounds: Bounds,
        credibility: CredibilityRules,
        monotonic: Callable[[], float],
        *,
        replayed: bool,
    ) -> None:
        self._state = state
        self._readings = readings
        self._bounds = bounds
        self._credibility = credibility
        self._monotonic = monotonic
        self._replayed = replayed
        self._progress: _Progress | None = None

    def observe(self, context: Context) -> Observations:
        """Return what is new. Raises StateAwayError, StoreAwayError or StoreRefusesError, and what `pulse` raises."""
        with self._state.read() as connection:
            progress = self._progress if self._progress is not None and context.steady_s > 0 else self._resumed(connection, context)
            cursor = latest.current_seq(connection)  # first: what comes meanwhile is looked at again
            rows = _changed(connection, progress, context)
        observed = self._observations(rows, progress, context)
        is_time = cursor != progress.stored_cursor and (bool(observed) or self._monotonic() >= progress.store_at)
        judged = _Progress(
            cursor=cursor,
            thresholds=context.thresholds,
            times={**progress.times, **_times(rows, progress.times)},
            stored_cursor=cursor if is_time else progress.stored_cursor,
            store_at=self._monotonic() + _KEEP_S if is_time else progress.store_at,
        )
        return Observations(observed=observed, cursor=cursor if is_time else None, stored=partial(self._adopt, judged))

    def _adopt(self, progress: _Progress) -> None:
        self._progress = progress

    def _resumed(self, connection: Connection, context: Context) -> _Progress:
        """Return where the watch before stopped; with thresholds of its own choosing, so they count as new."""
        cursor = sequences.value(connection, CURSOR)
        rows = latest.of_parameters_since(connection, 0, context.thresholds.instant_sources())
        times = _times([row for row in rows if row.seq <= cursor], {})
        return _Progress(cursor=cursor, thresholds=ThresholdSet(), times=times, stored_cursor=cursor, store_at=self._monotonic())

    def _observations(self, rows: Sequence[Latest], progress: _Progress, context: Context) -> list[Observation]:
        judge = ReadingJudge(
            registry=context.registry,
            bounds=self._bounds,
            credibility=self._credibility,
            readings_of=lambda device, start, end: stream(self._readings, [device], start, end),
        )
        observed: list[Observation] = []
        unread: dict[tuple[int, int], list[UnjudgedReadings]] = defaultdict(list)
        for unjudged in unjudged_readings(rows, context, progress.times, replayed=self._replayed):
            if unjudged.decides_alone(judge, context.open_alerts, replayed=self._replayed):
                observed += unjudged.observations(judge, [unjudged.newest], context.open_alerts)
            else:  # near in time: what one question to the store answers without reading much in vain
                unread[unjudged.after // HOUR, unjudged.newest.time // HOUR].append(unjudged)
        for group in unread.values():
            observed += self._read(group, judge, context)
        return sorted(observed, key=lambda observation: observation.newest.end)

    def _read(self, group: Sequence[UnjudgedReadings], judge: ReadingJudge, context: Context) -> Iterator[Observation]:
        by_device = {unjudged.device.id: unjudged for unjudged in group}
        start = max(0, min(unjudged.after - unjudged.reach for unjudged in group))
        readings = stream(self._readings, by_device, start, max(unjudged.newest.time for unjudged in group) + 1, context.pulse)
        for device_id, of_device in groupby(readings, key=_device_id):
            yield from by_device[device_id].observations(judge, of_device, context.open_alerts)


def _changed(connection: Connection, progress: _Progress, context: Context) -> list[Latest]:
    """Return the newest values that have not been judged; by changed thresholds also those that are judged and still fresh."""
    anew = context.thresholds is not progress.thresholds
    parameters = {*context.thresholds.instant_sources(), *TILT}
    rows = latest.of_parameters_since(connection, 0 if anew else progress.cursor, parameters)
    return [row for row in rows if row.seq > progress.cursor or _is_fresh(row, context)]


def _is_fresh(row: Latest, context: Context) -> bool:
    device = context.registry.device(row.device_id, row.time)
    return device is not None and context.now - row.time <= device.longest_silence


def _times(rows: Iterable[Latest], before: Mapping[str, int]) -> dict[str, int]:
    """Return when (ms UTC) each device's newest value was measured."""
    times: dict[str, int] = {}
    for row in rows:
        times[row.device_id] = max(row.time, times.get(row.device_id, before.get(row.device_id, 0)))
    return times


def _device_id(reading: Reading) -> str:
    return reading.device_id
