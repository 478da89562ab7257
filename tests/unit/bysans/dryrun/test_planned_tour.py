"""A day's planned tour is short with the way home, over the unloading site, counted in."""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot

import pytest

from bysans.dryrun.planned_tour import planned
from domain.dryrun.town import DryTown, Group, Point
from tests.unit.domain.dryrun.small_town import TRUCKS, small_study

TWO_STREETS: Sequence[Point] = [(1000.0 * block, 300.0 * side) for block in range(1, 6) for side in (0, 1)]


def town_at(points: Sequence[Point], unloading: Point = (0.0, 0.0)) -> tuple[DryTown, Group]:
    town = small_study([0.1] * len(points), 20, 4).town
    group = replace(town.groups[0], trucks=replace(TRUCKS, unloading=unloading))
    return replace(town, points=points, groups=[group]), group


def test_a_tour_goes_out_along_one_street_and_home_along_the_other() -> None:
    # From side to side would be shortest for a truck that stays at the last bin, and 1,160 m longer for one that drives home.
    town, group = town_at(TWO_STREETS)
    _, tour = planned(town, group, group.bins)
    assert tour == pytest.approx(5000 + 300 + 4000 + hypot(1000, 300), abs=5)


def test_a_tour_leads_home_over_the_unloading_site() -> None:
    town, group = town_at([(100.0, 0.0), (200.0, 0.0)], unloading=(10_000.0, 0.0))
    assert planned(town, group, group.bins) == pytest.approx((20_000, 20_000))


def test_a_tour_that_a_day_is_too_short_for_still_visits_every_bin() -> None:
    # A metre took a second, and a site closes at midnight: beyond 86.4 km the search left bins out.
    town, group = town_at([(20_000.0, 0.0), (-20_000.0, 0.0), (0.0, 20_000.0)])
    _, tour = planned(town, group, group.bins)
    assert tour == pytest.approx(20_000 + 2 * hypot(20_000, 20_000) + 20_000, abs=5)
