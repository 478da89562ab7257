"""A truck unloads on its way home, whether the order of its bins is known or not."""

from dataclasses import replace

import pytest

from domain.dryrun.day_tour import day_tour, ordered_tour
from tests.unit.domain.dryrun.small_town import PACE, TRUCKS, small_study

FAR = replace(TRUCKS, unloading=(10_000.0, 0.0))


def test_a_far_unloading_site_is_driven_to_and_home_from() -> None:
    town = small_study([0.1] * 2, 20, 4).town  # bins 100 and 200 m from the depot
    group = replace(town.groups[0], trucks=FAR)
    assert day_tour(town, group, [0, 1], 1.0, PACE, 1.0).metres == pytest.approx(20_000)
    assert ordered_tour(town, group, [[0, 1]], 1.0).metres == pytest.approx(20_000)


def test_each_of_several_trucks_unloads_on_its_own_way_home() -> None:
    town = small_study([0.1] * 2, 20, 4).town
    group = replace(town.groups[0], trucks=FAR)
    assert ordered_tour(town, group, [[0], [1]], 1.0).metres == pytest.approx(2 * 20_000)
