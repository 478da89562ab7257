"""The hourly means of one device by itself, wherever it stood."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from domain.air.windows import SiteHour, device_hour, mean_in, site_hour, start_of_hour
from domain.bounded_value import BoundedValue
from domain.reading import Reading


def device_hours(
    device_id: str,
    parameter: str,
    readings: Iterable[Reading],
    counted: Callable[[Reading], BoundedValue | None],
    expected: Callable[[int], int],
) -> list[SiteHour]:
    """Return a device's hours of a parameter, under its own id, in order of time.

    `counted`: what a reading gives to a mean; `expected`: how many readings the hour that starts then (ms UTC) should have.
    """
    values: dict[int, list[BoundedValue]] = defaultdict(list)
    for reading in readings:
        value = counted(reading) if parameter in reading.values else None
        if value is not None:
            values[start_of_hour(reading.time)].append(value)
    hours = ((hour, of_hour, mean_in(parameter, [value.value for value in of_hour])) for hour, of_hour in sorted(values.items()))
    return [
        site_hour(device_id, parameter, hour, [device_hour(device_id, of_hour, expected(hour), mean=mean)])
        for hour, of_hour, mean in hours
        if mean is not None
    ]
