"""The day and time at which a fleet can next set out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.waste.routing.fleet import DAY_S, Fleet

_DAYS_AHEAD = 8  # a week, and the day itself


def at_clock(day: date, seconds: int, zone: ZoneInfo) -> int:
    """Return ms UTC of a time of day (`seconds` after midnight, up to 24:00) as the clocks of `zone` show it on `day`."""
    whole, rest = divmod(seconds, DAY_S)
    hours, left = divmod(rest, 3600)
    minutes, last = divmod(left, 60)
    local = datetime.combine(day + timedelta(days=whole), time(hours, minutes, last), zone)
    return int(local.timestamp() * 1000)


def day_of(moment: int, zone: ZoneInfo) -> date:
    """Return the local day of a time (ms UTC)."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(zone).date()


def next_day(fleet: Fleet, moment: int, zone: ZoneInfo) -> date | None:
    """Return the first collection day on which some shift ends after `moment` (ms UTC), or None for a fleet that never drives."""
    if not fleet.vehicles:
        return None
    latest = max(vehicle.shift_end_s for vehicle in fleet.vehicles)
    today = day_of(moment, zone)
    for ahead in range(_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if day.weekday() in fleet.collection_days and at_clock(day, latest, zone) > moment:
            return day
    return None


def departure(fleet: Fleet, moment: int, zone: ZoneInfo) -> int:
    """Return when (ms UTC) the fleet can set out at the earliest, not before `moment`; a fleet that never drives: `moment`."""
    day = next_day(fleet, moment, zone)
    if day is None:
        return moment
    shifts = [(at_clock(day, vehicle.shift_start_s, zone), at_clock(day, vehicle.shift_end_s, zone)) for vehicle in fleet.vehicles]
    return min(max(start, moment) for start, end in shifts if end > moment)
