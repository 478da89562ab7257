"""The estimate of a round is exact where there is nothing to choose, and near the best where there is."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Place
from domain.waste.routing.tour import about_km

DEPOT = Place(id="depot", lat=60.0, lon=10.0)


def test_no_bin_is_no_way_and_one_is_there_and_back() -> None:
    far = Place(id="far", lat=60.1, lon=10.0)
    assert about_km([], DEPOT, 1.3) == 0.0
    assert abs(about_km([far], DEPOT, 1.3) - 2 * 1.3 * straight_metres(DEPOT, far) / 1000) < 1e-9


def test_it_is_far_shorter_than_a_round_in_any_order() -> None:
    dice = Random(1)
    places = [Place(id=str(n), lat=60 + dice.random() / 10, lon=10 + dice.random() / 5) for n in range(200)]
    stops = [DEPOT, *places, DEPOT]
    any_order = sum(straight_metres(a, b) for a, b in pairwise(stops)) / 1000
    # Beardwood, Halton & Hammersley: the best round is about 0.7124 sqrt(n A).
    best = 0.7124 * (200 * 11.13 * 11.1) ** 0.5
    assert best * 0.9 < about_km(places, DEPOT, 1.0) < best * 1.5 < any_order


def test_the_order_of_the_bins_does_not_matter() -> None:
    places = [Place(id=str(n), lat=60 + n % 7 / 100, lon=10 + n % 5 / 100) for n in range(30)]
    assert about_km(places, DEPOT, 1.0) == about_km(places[::-1], DEPOT, 1.0)


def test_the_curve_leads_from_each_quarter_of_the_town_to_the_next() -> None:
    """Hilbert's curve over four by four cells: it begins in the south-west and ends in the south-east."""
    order = [
        (0, 0), (1, 0), (1, 1), (0, 1), (0, 2), (0, 3), (1, 3), (1, 2),
        (2, 2), (2, 3), (3, 3), (3, 2), (3, 1), (2, 1), (2, 0), (3, 0),
    ]  # fmt: skip
    places = [Place(id=f"{x}{y}", lat=60 + y / 100, lon=10 + x / 100) for x, y in order]
    stops = [DEPOT, *places, DEPOT]
    along = sum(straight_metres(a, b) for a, b in pairwise(stops)) / 1000
    backwards = sum(straight_metres(a, b) for a, b in pairwise([DEPOT, *places[::-1], DEPOT])) / 1000
    assert about_km(sorted(places, key=lambda place: place.id), DEPOT, 2.0) in (pytest.approx(2 * along), pytest.approx(2 * backwards))


def test_without_a_depot_a_round_closes_at_its_first_bin() -> None:
    near, far = Place(id="near", lat=60.0, lon=10.0), Place(id="far", lat=60.1, lon=10.0)
    assert about_km([near, far], None, 1.0) == pytest.approx(2 * straight_metres(near, far) / 1000)
    assert about_km([near], None, 1.0) == 0.0


@pytest.mark.parametrize(("north", "east"), [(1, 0), (0, 1)], ids=["meridian", "parallel"])
def test_a_street_as_fine_as_the_grid_is_driven_once_along_and_once_back(north: int, east: int) -> None:
    street = [Place(id=f"{9999 - n}", lat=60 + north * n / 1024, lon=10 + east * n / 1024) for n in range(1024)]
    along = sum(straight_metres(origin, target) for origin, target in pairwise(street)) + straight_metres(street[-1], street[0])
    assert about_km(street[::-1], replace(street[0], id="depot"), 1.0) == pytest.approx(along / 1000, rel=0.0005)
