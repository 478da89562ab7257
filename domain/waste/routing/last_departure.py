"""When a truck can still leave at the latest, given until when one must have."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.local_time import TOWN, LocalDay, day_of
from domain.waste.routing.fleet import Fleet

STEP_S = 1800  # departures are offered by the half hour
_DAYS_BACK = 7


def last_departure(fleet: Fleet, until: int, zone: ZoneInfo = TOWN) -> int:
    """Return the last half hour within a shift at or before `until` (both ms UTC); `until` itself where no truck ever drives."""
    return next((latest for latest in _latest_by_day(fleet, until, zone) if latest is not None), until)


def _latest_by_day(fleet: Fleet, until: int, zone: ZoneInfo) -> Iterator[int | None]:
    """Yield the last departure on the day of `until`, then on those before."""
    today = day_of(until, zone).date
    for back in range(_DAYS_BACK):
        day = LocalDay(today - timedelta(days=back), zone)
        if day.weekday in fleet.collection_days:
            yield max(
                (at for vehicle in fleet.vehicles for at in _departures(vehicle.shift_start_s, vehicle.shift_end_s, day) if at <= until),
                default=None,
            )


def _departures(start_s: int, end_s: int, day: LocalDay) -> Iterator[int]:
    yield day.at(start_s)
    yield from (day.at(seconds) for seconds in range(-(-start_s // STEP_S) * STEP_S, end_s, STEP_S))
