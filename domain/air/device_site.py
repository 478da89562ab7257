"""Where a device stood during a time, and how many readings it should have sent."""

from collections.abc import Iterator

from domain.air.windows import expected_readings
from domain.device import Device, History
from domain.duration import HOUR


def versions_within(history: History[Device], start: int, end: int) -> Iterator[tuple[int, Device]]:
    """Yield each version that is valid within [start, end) (ms UTC), and for how long (ms), oldest first."""
    first = history.at(start)
    if first is history.versions[-1]:  # the usual case
        yield end - start, first
        return
    versions = [first, *(version for version in history.versions if start < version.valid_from < end and version is not first)]
    begins = [start, *(version.valid_from for version in versions[1:]), end]
    for index, version in enumerate(versions):
        yield begins[index + 1] - begins[index], version


def air_site(device: Device) -> str | None:
    """Return the site the device measures the air of, or None for a bin's device, one that was removed or stands nowhere."""
    return device.place if device.kind == "air" and not device.removed else None


def sites_within(history: History[Device], hour: int) -> set[str]:
    """Return the sites whose air the device measured in the hour that starts at `hour` (ms UTC)."""
    places = (air_site(version) for _, version in versions_within(history, hour, hour + HOUR))
    return {place for place in places if place is not None}


def expected_within(history: History[Device], hour: int) -> int:
    """Return how many readings the device should send in the hour that starts at `hour` (ms UTC), wherever it stands."""
    return expected_readings((length, version.interval_s) for length, version in versions_within(history, hour, hour + HOUR))
