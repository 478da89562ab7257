"""What are the means of these site hours, given their readings?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import groupby

from domain.air.windows import AIR_PARAMETERS, DeviceHour, SiteHour, device_hour, site_hour, start_of_hour
from domain.device import Device, History, Registry
from domain.reading import Reading
from watch.runs import SiteStart
from watch.standing import air_site, expected_within, is_reference

Usable = Callable[[Device, str, float], bool]  # whether a device's value of a parameter is good enough for a mean


def site_means(wanted: Set[SiteStart], readings: Iterable[Reading], registry: Registry, usable: Usable) -> list[SiteHour]:
    """Work out the wanted hours' means from all readings of their devices, given by device, then time.

    A reading counts for the site where its device then stood. A site hour without usable readings is left out.
    """
    hours: dict[tuple[str, str, int], list[DeviceHour]] = defaultdict(list)
    for (device_id, start), group in groupby(readings, key=_device_and_hour):
        history = registry.devices.get(device_id)
        if history is not None:
            for site, parameter, hour in _device_hours(history, start, group, usable):
                if (site, start) in wanted:
                    hours[site, parameter, start].append(hour)
    return [site_hour(*key, of_devices) for key, of_devices in hours.items()]


def _device_hours(
    history: History[Device], start: int, readings: Iterable[Reading], usable: Usable
) -> Iterator[tuple[str, str, DeviceHour]]:
    """Yield (site, parameter, hour) for one device's readings of one hour, apart for each site it stood at."""
    values = _usable_values(history, readings, usable)
    expected = expected_within(history, start) if values else 0
    reference = {site: is_reference(history, site, start) for site, _ in values}
    for (site, parameter), there in values.items():
        yield site, parameter, device_hour(history.versions[0].id, there, expected, reference=reference[site])


def _usable_values(history: History[Device], readings: Iterable[Reading], usable: Usable) -> dict[tuple[str, str], list[float]]:
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for reading in readings:
        device = history.at(reading.time)
        site = air_site(device)
        if site is None:
            continue
        for parameter, value in reading.values.items():
            if parameter in AIR_PARAMETERS and usable(device, parameter, value):
                values[site, parameter].append(value)
    return values


def _device_and_hour(reading: Reading) -> tuple[str, int]:
    return reading.device_id, start_of_hour(reading.time)
