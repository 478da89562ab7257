"""A battery's charge week by week, as far as it takes to tell how long it lasts."""

from statistics import median

from domain.duration import DAY
from storage.readings.protocol import Readings

_WEEKS, _WEEK = 13, 7 * DAY
_SAMPLE = 20  # readings of a week: a charge hardly moves within it


def weekly_charges(readings: Readings, device_id: str, now: int) -> list[tuple[int, float]]:
    """Return (time in ms UTC, median charge in %) of each of the last weeks that has one, oldest first. Raises as `Readings.read`."""
    starts = [now - week * _WEEK for week in range(_WEEKS, 0, -1)]
    weeks = ((start, readings.read([device_id], start, start + _WEEK, limit=_SAMPLE)) for start in starts)
    charges = (
        (start, [reading.values["battery_percent"] for reading in week if "battery_percent" in reading.values]) for start, week in weeks
    )
    return [(start, median(values)) for start, values in charges if values]
