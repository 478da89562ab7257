"""Bins stand along their streets, and a street bends with the seed without leaving its ends."""

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.town.places import coordinates
from simulators.town.streets import HOUSES, Street, length, streets
from simulators.town.town import Size, town
from tests.examples import examples

STRAIGHT = Street(name="Rett", course=((0, 0), (0, 610)))


def test_houses_stand_evenly_along_a_street_odd_on_one_side_and_even_on_the_other() -> None:
    assert STRAIGHT.place(1) == pytest.approx((-11, 10))
    assert STRAIGHT.place(2) == pytest.approx((11, 20))
    assert STRAIGHT.place(60) == pytest.approx((11, 600))


def test_a_house_beyond_a_corner_stands_on_the_next_leg() -> None:
    corner = Street(name="Hjørnet", course=((0, 0), (0, 305), (305, 305)))
    assert corner.place(31) == pytest.approx((5, 316))


@pytest.mark.parametrize("house", [0, 61])
def test_a_number_that_a_street_does_not_have_is_refused(house: int) -> None:
    with pytest.raises(ValueError, match=f"Rett has houses 1 to 60, got {house}"):
        STRAIGHT.place(house)


@examples(25)
@given(seed=st.integers())
def test_streets_that_meet_still_meet_whatever_the_seed(seed: int) -> None:
    by_name = {street.name: street for street in streets(seed)}
    assert by_name["Skolevegen"].course[-1] == by_name["Bjørkelunden"].course[0] == (1250, 900)
    assert all(length(street.course) > 400 for street in by_name.values())


def test_another_seed_bends_the_streets_another_way() -> None:
    assert streets(1) == streets(1)
    assert [street.course for street in streets(1)] != [street.course for street in streets(2)]


def test_each_bin_stands_within_twenty_metres_of_the_house_that_it_is_named_after() -> None:
    by_name = {street.name: street for street in streets(4)}
    for body in town(4, Size(sites=0, air=0, bins=100)).bins.values():
        name, house = str(body["name"]).rsplit(" ", 1)
        assert 1 <= int(house) <= HOUSES
        lat, lon = coordinates(*by_name[name].place(int(house)))
        metres = dist(((float(str(body["lat"])) - lat) * 111_320, (float(str(body["lon"])) - lon) * 54_200), (0, 0))
        assert metres < 20
