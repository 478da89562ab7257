"""A site that measures more than five times its neighbours stands alone."""

import pytest

from domain.air.quality.neighbours import isolated, near


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
