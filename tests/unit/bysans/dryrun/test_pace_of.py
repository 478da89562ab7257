"""An odometer is believed before the town's own factor, that before the list's times, and those before what is assumed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from bysans.dryrun.pace_of import by_odometer, known_pace
from config.plan import load_plan
from config.practice import OdometerTable, PracticeFigures, RoadTable, load_practice
from config.toml_file import ConfigError
from domain.dryrun.day_tour import day_tour
from domain.dryrun.emptying_list import EmptyingList, Visit
from domain.dryrun.study import PRACTICE, Study, drawn_pace, tallies_of
from domain.dryrun.tally import total
from domain.dryrun.town import DryTown, Group
from tests.unit.domain.dryrun.small_town import PACE, small_study, steady

RATES, DAYS = [0.1] * 12, 40


def planned(town: DryTown, group: Group, bins: Sequence[int]) -> tuple[float, float]:
    """Return the curve's metres, and a tour a tenth shorter."""
    metres = day_tour(town, group, bins, 0.0, PACE, 1.0).metres
    return metres, 0.9 * metres


def with_odometer(km: float, first: int, last: int) -> PracticeFigures:
    start = small_study(RATES, DAYS, 4).listed.first_day
    days = date.fromordinal(start + first), date.fromordinal(start + last)
    return load_practice().model_copy(update={"odometer": OdometerTable(km=km, first_day=days[0], last_day=days[1], source="a test; V")})


def timed() -> tuple[Study, EmptyingList]:
    """Return a study whose list has the second of each emptying: 70 s a stop, 20 km/h along the line."""
    study = small_study(RATES, DAYS, 4)
    visits = {
        name: [Visit(day=visit.day, line=0, second=30_000 + round(at * (70 + 100 * 3.6 / 20))) for visit in study.listed.visits[name]]
        for at, name in enumerate(study.town.names)
    }
    visits["b11"] = [replace(visit, second=(visit.second or 0) + 18) for visit in visits["b11"]]
    points = [*study.town.points[:-1], (1300.0, 0.0)]  # one leg is longer than the others, else nothing tells way from stop
    return replace(study, town=replace(study.town, points=points)), replace(study.listed, visits=visits)


def test_the_odometers_km_are_those_of_the_reconstructed_practice() -> None:
    study = by_odometer(small_study(RATES, DAYS, 4), with_odometer(33.0, 0, DAYS), planned, Random(1))
    counts = total(tallies_of(study, PRACTICE, [steady(rate, DAYS) for rate in RATES], study.pace))
    assert counts.km == pytest.approx(33.0, rel=0.01)
    assert study.origins["detour_factor"] == "odometer"
    assert study.doubt.detour == load_practice().doubt.odometer


def test_a_part_of_the_list_tells_the_whole() -> None:
    study = by_odometer(small_study(RATES, DAYS, 4), with_odometer(11.0, 0, 13), planned, Random(1))  # three rounds of nine
    counts = total(tallies_of(study, PRACTICE, [steady(rate, DAYS) for rate in RATES], study.pace))
    assert counts.km == pytest.approx(33.0, rel=0.01)


def test_an_odometer_of_days_without_emptyings_is_an_error_that_names_them() -> None:
    with pytest.raises(ConfigError, match="the list has no emptying of a bin with a place from 2026-07-03 to 2026-07-04"):
        by_odometer(small_study(RATES, DAYS, 4), with_odometer(33.0, 800, 801), planned, Random(1))


def test_the_lists_times_tell_stop_and_speed_and_longer_roads_are_driven_faster() -> None:
    study, listed = timed()
    known = known_pace(study.town, listed, load_plan(), load_practice())
    assert known.pace.stop_s == pytest.approx(70, abs=1)
    assert known.pace.speed_kmh / known.pace.detour_factor == pytest.approx(20, rel=0.02)
    drawn = drawn_pace(replace(study, pace=known.pace, doubt=replace(known.doubt, detour=0.3, speed=0.0)), Random(1))
    assert drawn.speed_kmh / drawn.detour_factor == pytest.approx(known.pace.speed_kmh / known.pace.detour_factor)


def test_the_towns_own_factor_goes_before_the_lists() -> None:
    study, listed = timed()
    own = load_practice().model_copy(update={"roads": RoadTable(detour_factor=1.5, detour_source="a map; V")})
    known = known_pace(study.town, listed, load_plan(), own)
    assert (known.pace.detour_factor, known.origins["detour_factor"]) == (1.5, "practice")
    assert known.pace.speed_kmh / 1.5 == pytest.approx(20, rel=0.02)


def test_dates_alone_leave_what_is_assumed() -> None:
    study, plan = small_study(RATES, DAYS, 4), load_plan()
    known = known_pace(study.town, study.listed, plan, load_practice())
    assert (known.pace.detour_factor, known.pace.stop_s) == (plan.roads.detour_factor, plan.stop.seconds)
    assert known.doubt.detour == load_practice().doubt.detour
