"""Straight legs are great circles times the detour, in whole metres, and the seconds that these take at a speed."""

from math import pi

import pytest

from domain.waste.routing.distance import EARTH_M, straight_legs, straight_metres
from domain.waste.routing.fleet import Place

A, B = Place(id="a", lat=60.0, lon=10.0), Place(id="b", lat=60.1, lon=10.0)


def test_a_tenth_of_a_degree_to_the_north_is_eleven_kilometres() -> None:
    assert straight_metres(A, B) == pytest.approx(EARTH_M * pi / 1800)
    assert straight_metres(A, Place(id="e", lat=60.0, lon=10.1)) == pytest.approx(EARTH_M * pi / 3600, rel=1e-5)
    assert straight_metres(A, Place(id="opposite", lat=-60.0, lon=-170.0)) == pytest.approx(EARTH_M * pi)


def test_legs_are_longer_by_the_detour_and_last_as_the_speed_says() -> None:
    legs = straight_legs([A, B, A], detour_factor=1.5, speed_kmh=36.0)
    metres = round(1.5 * EARTH_M * pi / 1800)
    assert legs.between("a", "b") == legs.between("b", "a") == (metres, round(metres / 10))
    assert legs.between("a", "a") == (0, 0)
    assert (dict(legs.index), legs.source) == ({"a": 0, "b": 1}, "straight_line")
