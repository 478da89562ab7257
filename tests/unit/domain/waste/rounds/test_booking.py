"""A vehicle that another round has booked is free before and after it, and never in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.rounds.booking import Booking, longest_free


def booked(start: int, end: int) -> Booking:
    return Booking(vehicle="v", pickup_id="p", start=start, end=end)


@pytest.mark.parametrize(
    ("bookings", "free"),
    [
        ([], (6, 14)),
        ([(6, 8)], (8, 14)),
        ([(11, 14)], (6, 11)),
        ([(9, 11)], (6, 9)),
        ([(8, 9)], (9, 14)),
        ([(11, 12), (7, 9)], (9, 11)),
        ([(7, 12), (8, 9)], (12, 14)),
        ([(0, 6), (14, 20)], (6, 14)),
        ([(0, 20)], (6, 6)),
        ([(0, 10), (10, 20)], (6, 6)),
    ],
)
def test_the_longest_time_between_bookings_is_free(bookings: list[tuple[int, int]], free: tuple[int, int]) -> None:
    assert longest_free(6, 14, [booked(*times) for times in bookings]) == free


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=6), st.integers(0, 20), st.integers(0, 12))
def test_what_is_free_lies_within_and_beside_every_booking(times: list[tuple[int, int]], start: int, length: int) -> None:
    bookings = [booked(begin, begin + lasts) for begin, lasts in times]
    begin, end = longest_free(start, start + length, bookings)
    assert start <= begin <= end <= start + length
    assert begin == end or not any(booking.overlaps(begin, end) for booking in bookings)
    hours = [hour for hour in range(start, start + length) if not any(booking.overlaps(hour, hour + 1) for booking in bookings)]
    longest = run = 0
    for hour in range(start, start + length):
        run = run + 1 if hour in hours else 0
        longest = max(longest, run)
    assert end - begin == longest


@pytest.mark.parametrize(("start", "end", "overlaps"), [(0, 5, False), (0, 6, True), (9, 10, True), (10, 12, False)])
def test_a_booking_overlaps_only_what_lies_in_it(start: int, end: int, overlaps: bool) -> None:
    assert booked(5, 10).overlaps(start, end) is overlaps
