"""Fetches many readings page by page, without holding them all."""

from collections.abc import Callable, Iterable, Iterator

from domain.reading import Reading
from storage.readings.protocol import Readings

PAGE = 5000


def stream(readings: Readings, devices: Iterable[str], start: int, end: int, pulse: Callable[[], None] = lambda: None) -> Iterator[Reading]:
    """Yield all readings of `devices` with start <= time < end (ms UTC), by device, then time; `pulse` is called after each page.

    Raises StoreAwayError or StoreRefusesError, and what `pulse` raises.
    """
    device_ids, after = sorted(devices), None
    while device_ids:
        page = readings.read(device_ids, start, end, after=after, limit=PAGE)
        yield from page
        pulse()
        if len(page) < PAGE:
            return
        after = (page[-1].device_id, page[-1].time)
