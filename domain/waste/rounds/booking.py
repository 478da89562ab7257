"""Vehicles that other rounds have booked, and what is left of a shift beside them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Another round (`pickup_id`) drives a vehicle from `start` to `end` (ms UTC)."""

    vehicle: str
    pickup_id: str
    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether some of the time from `start` to `end` (ms UTC) is booked."""
        return self.start < end and start < self.end


def longest_free(start: int, end: int, bookings: Iterable[Booking]) -> tuple[int, int]:
    """Return the longest time between `start` and `end` (ms UTC) that is not booked, of equals the earliest; empty where all is."""
    free, begin = (start, start), start
    for booking in sorted(bookings, key=lambda booking: booking.start):
        free = _longer(free, (begin, min(booking.start, end)))
        begin = max(begin, booking.end)
    return _longer(free, (begin, end))


def _longer(free: tuple[int, int], gap: tuple[int, int]) -> tuple[int, int]:
    return gap if gap[1] - gap[0] > free[1] - free[0] else free
