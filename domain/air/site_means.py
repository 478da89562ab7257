"""The means of site hours, from their devices' readings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import groupby

from domain.air.counted import Counted
from domain.air.device_site import air_site, versions_within
from domain.air.nox import nox_hour
from domain.air.quality import channels
from domain.air.windows import AIR_PARAMETERS, DeviceHour, SiteHour, device_hour, expected_readings, mean_in, site_hour, start_of_hour
from domain.bounded_value import BoundedValue
from domain.device import Device, History, Registry
from domain.duration import HOUR
from domain.reading import Reading

SiteStart = tuple[str, int]  # a site and its hour's start, ms UTC
Blind = Callable[[Device, str], bool]  # whether a device cannot see all that the parameter counts


def site_means(
    wanted: Set[SiteStart],
    readings: Iterable[Reading],
    registry: Registry,
    counted: Counted,
    blind: Blind = lambda _device, _parameter: False,
) -> list[SiteHour]:
    """Work out the wanted hours' means from all readings of their devices, given by device, then time.

    A reading counts for the site where its device then was. A site hour without readings that count is left out, and so are
    an instrument's two channels where they disagree, and a vane's directions where they cancel out. NOx that nobody measured
    follows from NO and NO2.
    """
    hours: dict[tuple[str, str, int], list[DeviceHour]] = defaultdict(list)
    for (device_id, start), group in groupby(readings, key=_device_and_hour):
        history = registry.devices.get(device_id)
        if history is not None:
            for site, parameter, hour in _device_hours(history, start, group, counted, blind):
                if (site, start) in wanted:
                    hours[site, parameter, start].append(hour)
    means = {key: site_hour(*key, agreeing) for key, of_devices in hours.items() if (agreeing := _agreeing(key[1], of_devices))}
    return [*means.values(), *_derived(means)]


def _derived(means: Mapping[tuple[str, str, int], SiteHour]) -> Iterator[SiteHour]:
    """Yield NOx where NO and NO2 were measured and it was not."""
    for (site, parameter, start), no in means.items():
        no2 = means.get((site, "no2", start))
        if parameter == "no" and no2 is not None and (site, "nox", start) not in means:
            yield nox_hour(no, no2)


def _device_hours(
    history: History[Device], start: int, readings: Iterable[Reading], counted: Counted, blind: Blind
) -> Iterator[tuple[str, str, DeviceHour]]:
    """Yield (site, parameter, hour) for one device's readings of one hour, apart for each site it stood at."""
    values = _values(history, readings, counted)
    if not values:
        return
    within = list(versions_within(history, start, start + HOUR))
    expected = expected_readings((length, version.interval_s) for length, version in within)
    for (site, parameter), of_site in values.items():
        mean = mean_in(parameter, [value.value for value in of_site])
        if mean is None:
            continue
        versions = [version for _, version in within if air_site(version) == site]
        reference = all(version.model == "reference" for version in versions)
        is_blind = any(blind(version, parameter) for version in versions)
        yield site, parameter, device_hour(history.versions[0].id, of_site, expected, mean=mean, reference=reference, blind=is_blind)


def _values(history: History[Device], readings: Iterable[Reading], counted: Counted) -> dict[tuple[str, str], list[BoundedValue]]:
    values: dict[tuple[str, str], list[BoundedValue]] = defaultdict(list)
    for reading in readings:
        device = history.at(reading.time)
        site = air_site(device)
        if site is None:
            continue
        for parameter, value in reading.values.items():
            counts = counted(device, parameter, value, reading.time) if parameter in AIR_PARAMETERS else None
            if counts is not None:
                values[site, parameter].append(counts)
    return values


def _agreeing(parameter: str, hours: list[DeviceHour]) -> list[DeviceHour]:
    """Leave out both channels of an instrument whose hourly means are too far apart."""
    if parameter not in channels.PARAMETERS:
        return hours
    means = {hour.device_id: hour.mean for hour in hours}
    return [hour for hour in hours if not _contradicted(hour, means)]


def _contradicted(hour: DeviceHour, means: Mapping[str, float]) -> bool:
    other = channels.other_channel(hour.device_id)
    return other is not None and other in means and channels.disagree(hour.mean, means[other])


def _device_and_hour(reading: Reading) -> tuple[str, int]:
    return reading.device_id, start_of_hour(reading.time)
