"""What are the hourly means of one device by itself, wherever it stood?"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from domain.air.windows import SiteHour, device_hour, site_hour, start_of_hour
from domain.reading import Reading


def device_hours(
    device_id: str, parameter: str, readings: Iterable[Reading], usable: Callable[[Reading], bool], expected: Callable[[int], int]
) -> list[SiteHour]:
    """Return a device's hours of a parameter, under its own id, in order of time.

    `usable`: whether a reading's value may take part; `expected`: how many readings the hour that starts then (ms UTC) should have.
    """
    values: dict[int, list[float]] = defaultdict(list)
    for reading in readings:
        if parameter in reading.values and usable(reading):
            values[start_of_hour(reading.time)].append(reading.values[parameter])
    return [
        site_hour(device_id, parameter, hour, [device_hour(device_id, there, expected(hour))]) for hour, there in sorted(values.items())
    ]
