"""Works changed hours out to means."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from domain.air.counted import Counted
from domain.air.site_means import SiteStart, site_means
from domain.air.windows import SiteHour, start_of_hour
from domain.device import Registry
from domain.reading import BACKFILL_AGE
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state import due
from storage.state.air import invalidations, site_hours
from storage.state.due import Due
from storage.state.engine import State
from storage.state.ingest import latest, touched
from storage.state.ingest.touched import Touched
from watch.air import days, window_queue
from watch.air.device_sites import DeviceSites
from watch.air.hour_batches import Run, runs
from watch.air.quality import Quality
from watch.leadership import Leadership


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be worked out: device-hours that changed, and site hours that a change of the registry made wrong.

    `delivery`: the id of a message of the newest batch that the stores had when this was read.
    """

    touched: tuple[Touched, ...]
    wrong: tuple[Due, ...]
    delivery: str | None = None


def read_waiting(connection: Connection, now: int, limit: int, last_rev: int | None) -> Waiting:
    """Read up to `limit` of each kind, longest waiting first.

    Touched hours that ended before `now` (ms UTC) come first; the others follow where they were touched by `last_rev`, or not at all.
    """
    hour = start_of_hour(now)
    rows = touched.waiting(connection, limit, before=hour)
    if last_rev is not None and len(rows) < limit:
        rows += touched.waiting(connection, limit - len(rows), since=hour, last_rev=last_rev)
    wrong = due.reached(connection, due.SITE_HOUR, now, limit)
    return Waiting(tuple(rows), tuple(wrong), latest.newest_delivery(connection))


class Hours:
    """Works changed hours out again, whole: what comes out depends on the stored readings only, not on how they came."""

    def __init__(self, state: State, readings: Readings, quality: Quality, leadership: Leadership) -> None:
        self._state = state
        self._readings = readings
        self._quality = quality
        self._leadership = leadership
        self._device_sites = DeviceSites(Registry(devices={}, sites={}, bins={}, by_dev_eui={}))

    def recompute(self, waiting: Waiting, registry: Registry, pulse: Callable[[], None]) -> None:
        """Bring every mean up to date that `waiting` concerns, and forget what waited, each run in one transaction.

        Raises StoreAwayError, StoreRefusesError, StateAwayError, LostLeadershipError: what is not settled still waits.
        """
        if self._device_sites.registry is not registry:
            self._device_sites = DeviceSites(registry)
        by_hour = _by_hour(waiting)
        for run in runs(_site_hours(waiting, self._device_sites), self._device_sites.devices):
            readings = stream(self._readings, run.devices, run.start, run.end, pulse)
            means = site_means(run.site_hours, readings, registry, self._counted(run), self._quality.blind)
            self._write(run.site_hours, means, [by_hour.pop(hour) for hour in sorted({hour for _, hour in run.site_hours})])
        if by_hour:  # hours that concern no site: of bins, of devices that stand nowhere or that nobody knows
            self._write(frozenset(), [], list(by_hour.values()))

    def _counted(self, run: Run) -> Counted:
        with self._state.read() as connection:
            return self._quality.counted(invalidations.in_force(connection, run.start, run.end, run.devices))

    def _write(self, settled: frozenset[SiteStart], means: Sequence[SiteHour], waited: Sequence[Waiting]) -> None:
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            site_hours.replace(connection, settled, means)
            days.enqueue(connection, settled)
            fresh = {row.hour for hour in waited for row in hour.touched if row.age <= BACKFILL_AGE}
            window_queue.expect(connection, [mean for mean in means if mean.start in fresh], waited[0].delivery)
            touched.done(connection, [row for hour in waited for row in hour.touched])
            due.done(connection, [row for hour in waited for row in hour.wrong])


def _by_hour(waiting: Waiting) -> dict[int, Waiting]:
    touched_then: dict[int, list[Touched]] = defaultdict(list)
    wrong_then: dict[int, list[Due]] = defaultdict(list)
    for row in waiting.touched:
        touched_then[row.hour].append(row)
    for wrong in waiting.wrong:
        wrong_then[wrong.place_and_time[1]].append(wrong)
    return {
        hour: replace(waiting, touched=tuple(touched_then[hour]), wrong=tuple(wrong_then[hour])) for hour in {**touched_then, **wrong_then}
    }


def _site_hours(waiting: Waiting, device_sites: DeviceSites) -> set[SiteStart]:
    changed = {(site, row.hour) for row in waiting.touched for site in device_sites.sites(row.device_id, row.hour)}
    return changed | {row.place_and_time for row in waiting.wrong}
