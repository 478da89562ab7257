"""The times between emptyings tell how long stops and ways take, and the road's length only where they are clean enough for it."""

from math import cos, hypot, pi, sin
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dryrun.driven_order import believed_ways
from domain.dryrun.emptying_list import EmptyingList, Visit
from domain.dryrun.observed_pace import Leg, legs_of, observed_pace
from tests.unit.domain.dryrun.small_town import PACE, small_study


def grid_legs(*, stop_s: float, kmh: float, scatter_s: float = 0.0, count: int = 400) -> list[Leg]:
    """Return legs in every direction along streets that run north and east."""
    dice = Random(5)
    legs = []
    for _ in range(count):
        way, angle = dice.uniform(50, 1500), dice.uniform(0, 2 * pi)
        driven = way * (abs(cos(angle)) + abs(sin(angle)))
        legs.append((way, stop_s + driven * 3.6 / kmh + dice.gauss(0, scatter_s)))
    return legs


@given(st.floats(min_value=30, max_value=300), st.floats(min_value=12, max_value=40))
def test_stop_and_speed_along_the_line_are_found_whatever_they_are(stop_s: float, kmh: float) -> None:
    observed = observed_pace(grid_legs(stop_s=stop_s, kmh=kmh))
    assert observed is not None
    assert observed.stop_s == pytest.approx(stop_s, abs=10)
    assert observed.crow_kmh == pytest.approx(kmh / (4 / pi), rel=0.05)


def test_the_quickest_legs_tell_how_much_longer_the_roads_are() -> None:
    observed = observed_pace(grid_legs(stop_s=90, kmh=25))
    assert observed is not None
    assert observed.detour_factor == pytest.approx(4 / pi, rel=0.03)


def test_breaks_and_ways_to_unload_between_two_emptyings_change_little() -> None:
    legs = grid_legs(stop_s=90, kmh=25)
    clean, disturbed = observed_pace(legs), observed_pace([*legs, *((way, seconds + 1200) for way, seconds in legs[:40])])
    assert clean is not None
    assert disturbed is not None
    assert disturbed.crow_kmh == pytest.approx(clean.crow_kmh, rel=0.02)


@pytest.mark.parametrize("legs", [
    grid_legs(stop_s=90, kmh=25, scatter_s=25),
    [(way, 60 * round(seconds / 60)) for way, seconds in grid_legs(stop_s=90, kmh=25)],
], ids=["stops of many lengths", "noted in minutes"])  # fmt: skip
def test_where_times_scatter_the_hours_are_told_and_the_roads_length_is_not(legs: list[Leg]) -> None:
    observed = observed_pace(legs)
    assert observed is not None
    assert observed.crow_kmh == pytest.approx(25 / (4 / pi), rel=0.1)
    assert observed.detour_factor is None


def test_times_that_are_no_emptyings_tell_nothing() -> None:
    assert observed_pace([(way, 1.0) for way, _ in grid_legs(stop_s=90, kmh=25)]) is None  # all typed in at the end of the round
    assert observed_pace(grid_legs(stop_s=90, kmh=25, count=20)) is None
    assert observed_pace([(100.0, 90.0)] * 200) is None


def test_legs_run_from_bin_to_bin_of_one_round() -> None:
    study = small_study([0.1, 0.1, 0.1], 12, 4)
    visits = {name: [Visit(day=4, line=at, second=30_000 + 100 * at)] for at, name in enumerate(study.town.names)}
    listed = EmptyingList(bins=study.town.bins, visits=visits, first_day=739_000, days=12)
    ways = believed_ways(study.town, study.town.groups[0], listed, PACE, 1.0)
    assert list(legs_of(study.town, listed, ways.items())) == [(hypot(100.0, 0.0), 100.0)] * 2
