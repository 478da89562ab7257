"""The order of the list is believed where it is one truck's, and estimated where it cannot be."""

from dataclasses import replace

import pytest

from domain.dryrun.driven_order import practice_of
from domain.dryrun.emptying_list import EmptyingList, Visit
from domain.dryrun.study import Study
from tests.unit.domain.dryrun.small_town import PACE, small_study


def study_with(seconds: list[int | None], vehicles: list[str | None] | None = None) -> Study:
    """Return a town whose bins are all emptied on day 4 at these seconds of the day."""
    study = small_study([0.1] * len(seconds), 12, 4)
    named = vehicles or [None] * len(seconds)
    visits = {
        name: [Visit(day=4, line=number, second=second, vehicle=vehicle)]
        for number, (name, second, vehicle) in enumerate(zip(study.town.names, seconds, named, strict=True))
    }
    return replace(study, listed=EmptyingList(bins=study.town.bins, visits=visits, first_day=739_000, days=12))


def test_one_truck_is_driven_in_the_order_of_its_times() -> None:
    study = study_with([30_000, 30_100, 30_300, 30_200])  # past the third, and back to it
    practice = practice_of(study.town, study.town.groups[0], study.listed, PACE, 1.0)
    assert practice.known == 1.0
    assert practice.tour_of(4, [0, 1, 2, 3], 0.0).metres == pytest.approx(100 + 100 + 200 + 100 + 300)


def test_a_list_of_dates_alone_is_estimated() -> None:
    study = study_with([None, None, None, None])
    practice = practice_of(study.town, study.town.groups[0], study.listed, PACE, 1.0)
    assert practice.known == 0.0
    assert practice.tour_of(4, [0, 1, 2, 3], 0.0).metres == pytest.approx(800)


def test_an_order_that_no_truck_drives_is_not_believed() -> None:
    study = study_with([30_000 + 100 * order for order in (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)])
    assert practice_of(study.town, study.town.groups[0], study.listed, PACE, 1.0).known == 0.0


def test_each_vehicle_that_the_list_names_has_a_way_of_its_own() -> None:
    study = study_with([30_000, 30_000, 30_100, 30_100], ["a", "b", "a", "b"])
    practice = practice_of(study.town, study.town.groups[0], study.listed, PACE, 1.0)
    tour = practice.tour_of(4, [0, 1, 2, 3], 0.0)
    assert tour.trucks == 2
    assert tour.metres == pytest.approx(2 * 300 + 2 * 400)
