"""When a fleet can set out: on its collection days, within its shifts, by the town's clocks."""

from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from domain.local_time import LocalDay, days_from
from domain.waste.routing.fleet import Fleet

Shift = tuple[int, int]  # from and to, s after midnight
_DAYS_AHEAD = 60  # further ahead nobody sends a truck


def departures(collection_days: Collection[int], shifts: Collection[Shift], moment: int, zone: ZoneInfo, *, round_ms: int) -> Iterator[int]:
    """Yield the first departure (ms UTC) of each collection day, `moment` or later; none without collection days or shifts.

    A truck leaves when its shift begins; during the shift it leaves at once while `round_ms` of the shift are left.
    """
    for day in days_from(moment, _DAYS_AHEAD, zone):
        if day.weekday in collection_days:
            starts = [start for shift in shifts if (start := _start(day, shift, moment, round_ms)) is not None]
            if starts:
                yield min(starts)


def departure(fleet: Fleet, moment: int, zone: ZoneInfo) -> int:
    """Return when (ms UTC) the fleet can set out at the earliest, however short the round; a fleet that never drives: `moment`."""
    shifts = [(vehicle.shift_start_s, vehicle.shift_end_s) for vehicle in fleet.vehicles]
    return next(departures(fleet.collection_days, shifts, moment, zone, round_ms=1), moment)


def _start(day: LocalDay, shift: Shift, moment: int, round_ms: int) -> int | None:
    begins, ends = day.at(shift[0]), day.at(shift[1])
    if moment <= begins:
        return begins
    return moment if moment + round_ms <= ends else None
