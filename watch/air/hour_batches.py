"""Joins changed hours that are read together, so that one question to the store serves many."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.air.site_means import SiteStart
from domain.duration import HOUR

LONGEST = 1000  # device-hours: what one run writes is one short transaction


@dataclass(frozen=True, slots=True)
class Run:
    """Site hours to work out together: their readings are those of `devices` with start <= time < end (ms UTC)."""

    start: int
    end: int
    devices: frozenset[str]
    site_hours: frozenset[SiteStart]


def runs(changed: Iterable[SiteStart], devices_at: Callable[[str, int], set[str]]) -> list[Run]:
    """Join changed site hours, oldest first, as long as they follow one another and share enough devices."""
    sites: dict[int, set[str]] = defaultdict(set)
    for site, hour in changed:
        sites[hour].add(site)
    joined: list[Run] = []
    needed = 0  # device-hours that the last run was made for; its reading may fetch more
    for hour in sorted(sites):
        run = _run(hour, sites[hour], devices_at)
        both = _join(joined[-1], run) if joined else None
        needed += len(run.devices)
        if both is not None and _device_hours(both) <= min(2 * needed, LONGEST):
            joined[-1] = both
        else:
            joined.append(run)
            needed = len(run.devices)
    return joined


def _run(hour: int, sites: set[str], devices_at: Callable[[str, int], set[str]]) -> Run:
    devices = frozenset[str]().union(*(devices_at(site, hour) for site in sites))
    return Run(hour, hour + HOUR, devices, frozenset((site, hour) for site in sites))


def _join(run: Run, following: Run) -> Run | None:
    if run.end != following.start:
        return None
    return Run(run.start, following.end, run.devices | following.devices, run.site_hours | following.site_hours)


def _device_hours(run: Run) -> int:
    return len(run.devices) * (run.end - run.start) // HOUR
