"""A site that measures more than five times its neighbours stands alone."""

import pytest

from domain.air.quality.neighbours import confirmed, isolated, near


@pytest.mark.parametrize(("mean", "alone"), [(50.0, False), (50.1, True)])
def test_more_than_five_times_the_neighbours_median_is_isolated(mean: float, alone: bool) -> None:
    assert isolated("pm25", mean, [8.0, 10.0, 60.0]) is alone


def test_one_neighbour_is_no_witness() -> None:
    assert not isolated("pm25", 500.0, [1.0])


def test_little_is_little_however_many_times_more() -> None:
    assert not isolated("pm25", 6.0, [0.5, 0.5])
    assert isolated("pm25", 60.0, [-1.0, -0.5])


def test_neighbours_lie_within_ten_kilometres() -> None:
    sites = {"sentrum": (59.911, 10.753), "bryn": (59.908, 10.815), "drammen": (59.744, 10.204)}
    assert near((59.92, 10.75), sites) == {"sentrum", "bryn"}


@pytest.mark.parametrize(("parameter", "least"), [("pm25", 10.0), ("pm10", 30.0), ("no2", 20.0), ("o3", 100.0), ("so2", 20.0), ("co", 0.1)])
def test_what_is_worth_telling_begins_at_half_a_band(parameter: str, least: float) -> None:
    assert isolated(parameter, least, [0.01, 0.01])
    assert isolated(parameter, least - 0.1, [0.01, 0.01]) is False


@pytest.mark.parametrize(("north", "is_near"), [(0.08993, True), (0.08994, False), (-0.08993, True)])
def test_ten_kilometres_are_nine_hundredths_of_a_degree_to_the_north(north: float, is_near: bool) -> None:
    assert (near((60.0, 10.0), {"other": (60.0 + north, 10.0)}) == {"other"}) is is_near


@pytest.mark.parametrize(("east", "is_near"), [(0.1798, True), (0.1799, False), (-0.1798, True)])
def test_a_degree_to_the_east_is_half_as_far_at_sixty_degrees_north(east: float, is_near: bool) -> None:
    assert (near((60.0, 10.0), {"other": (60.0, 10.0 + east)}) == {"other"}) is is_near


@pytest.mark.parametrize(
    ("neighbours", "is_confirmed"), [([10.0], False), ([10.1], True), ([2.0], False), ([1.0, 90.0], True), ([1.0, 2.0], False), ([], False)]
)
def test_a_mean_is_confirmed_by_any_neighbour_that_measures_more_than_a_fifth_of_it(neighbours: list[float], is_confirmed: bool) -> None:
    assert confirmed(50.0, neighbours) is is_confirmed
