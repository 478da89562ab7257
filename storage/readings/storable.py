"""Which readings no store can keep."""

from math import isfinite

from domain.columns import ReadingColumns
from domain.reading import Reading
from storage.readings.protocol import Refusal


def fault(reading: Reading) -> str | None:
    """Return a sentence saying why no store can keep the reading, or None when it can.

    SQLite would keep NaN as NULL, which is "not measured", and InfluxDB refuses it: neither may pass for a value.
    """
    values = reading.values
    if not values:
        return f"{reading.device_id} at {reading.time} has no values"
    # One sum is five times as fast as a check a value; only when it overflows or is not finite is each looked at.
    if isfinite(sum(values.values())):
        return None
    strange = next((item for item in values.items() if not isfinite(item[1])), None)
    return strange and f"{strange[0]} is {strange[1]}, which is not a finite number"


def storable(readings: ReadingColumns) -> tuple[ReadingColumns, list[Refusal]]:
    """Part the readings, in order, into those that may be written and those that never can."""
    # An empty one is said to be wrong by its length, and a value that is not finite by the sum of all.
    if all(readings.values) and isfinite(sum([sum(values.values()) for values in readings.values])):
        return readings, []
    faults = [fault(reading) for reading in readings]
    refused = [Refusal(reading, why) for reading, why in zip(readings, faults, strict=True) if why is not None]
    return readings.only([why is None for why in faults]), refused
