"""Trucks may leave on the practice's days, or every so many collection days from the one on which practice empties most."""

from domain.dryrun.truck_days import truck_days
from tests.unit.domain.dryrun.small_town import small_study


def test_the_practices_own_days_come_first() -> None:
    study = small_study([0.1, 0.2], 40, 4)
    assert truck_days(study.town, study.listed)[0] == {"rest": list(range(4, 40, 4))}


def test_every_so_many_days_fall_on_the_practices_days_where_they_can() -> None:
    study = small_study([0.1], 40, 4)
    choices = [list(choice["rest"]) for choice in truck_days(study.town, study.listed)[1:]]
    assert choices[1] == list(range(0, 40, 2))
    assert choices[3] == list(range(0, 40, 4))
    assert all(later - earlier == 7 for earlier, later in zip(choices[4], choices[4][1:], strict=False))
