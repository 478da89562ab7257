"""An index speaks of the hour that is asked for, else of the newest within three hours before it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.air.indices.index import Bands
from domain.air.indices.index_hour import index_hour, reaches_back
from domain.air.indices.scale import Scale
from domain.air.windows import SiteHour
from domain.duration import HOUR

NOW = 500_000 * HOUR
BANDS = {name: Bands(bounds=(10.0, 20.0), upper_inclusive=True) for name in ("pm25", "no2")}
HOURLY = Scale(
    name="i", version=date(2025, 1, 1), class_names=("a", "b", "c"), bands=BANDS, averaging="hour", sources={}, table={}
)  # fmt: skip
NOWCAST = replace(HOURLY, averaging="nowcast")


def hour(age: int, parameter: str = "pm25", mean: float = 5.0, *, valid: bool = True, at_least: bool = False) -> SiteHour:
    return SiteHour("s", parameter, NOW - age * HOUR, mean, 60, 60, valid, ("d",), at_least=at_least)


def judged(rows: Sequence[SiteHour], *, over: bool = True, scale: Scale = HOURLY) -> tuple[int, dict[str, float]] | None:
    """Return how many hours before the wanted one the judged hour lies, and its values."""
    chosen = index_hour(scale, rows, NOW, over=over)
    return None if chosen is None else ((NOW - chosen.start) // HOUR, dict(chosen.values))


@pytest.mark.parametrize("age", [0, 1, 2, 3])
def test_the_newest_hour_of_the_last_three_is_judged(age: int) -> None:
    assert judged([hour(age, mean=7.0), hour(age + 1), hour(age + 2)]) == (age, {"pm25": 7.0})
    assert judged([hour(4), hour(-1)]) is None


def test_an_hour_with_too_few_readings_and_a_parameter_without_bands_are_not_judged() -> None:
    assert judged([hour(0, valid=False), hour(0, "co"), hour(1)]) == (1, {"pm25": 5.0})


def test_an_hour_that_still_runs_waits_for_every_parameter_of_the_one_before() -> None:
    before = [hour(1, "pm25", 6.0), hour(1, "no2", 8.0)]
    assert judged([hour(0), *before], over=False) == (1, {"pm25": 6.0, "no2": 8.0})
    assert judged([hour(0), *before], over=True) == (0, {"pm25": 5.0})
    assert judged([hour(0), hour(0, "no2"), *before], over=False) == (0, {"pm25": 5.0, "no2": 5.0})
    assert judged([hour(0), hour(0, "no2"), hour(1)], over=False) == (0, {"pm25": 5.0, "no2": 5.0})
    assert judged([hour(0), hour(2), hour(2, "no2")], over=False) == (0, {"pm25": 5.0}), "only the hour just before has a say"
    assert judged([hour(0)], over=False) == (0, {"pm25": 5.0})


def test_what_may_be_higher_is_said_so() -> None:
    chosen = index_hour(HOURLY, [hour(0, at_least=True), hour(0, "no2"), hour(1, "no2", at_least=True)], NOW, over=True)
    assert chosen is not None
    assert chosen.at_least == {"pm25"}
    assert set(chosen.hours) == {"pm25", "no2"}


def test_a_nowcast_is_of_twelve_hours_and_stands_at_the_newest() -> None:
    rows = [hour(age, mean=10.0 if age else 20.0) for age in range(12)]
    assert judged(rows, scale=NOWCAST) == (0, {"pm25": pytest.approx((20 + 10 * (1 - 0.5**11)) / (2 - 0.5**11), abs=1e-6)})
    assert judged([*rows, hour(12, mean=900.0)], scale=NOWCAST) == judged(rows, scale=NOWCAST)
    assert judged([*rows[:11], hour(11, mean=400.0)], scale=NOWCAST) != judged(rows, scale=NOWCAST)
    assert (reaches_back(NOWCAST), reaches_back(HOURLY)) == (15 * HOUR, 4 * HOUR)


def test_a_nowcast_bridges_a_gap_but_stands_nowhere_without_one_of_three_hours() -> None:
    assert judged([hour(1), hour(2)], scale=NOWCAST) == (1, {"pm25": 5.0})
    assert judged([hour(2), hour(3), hour(4)], scale=NOWCAST) is None  # two of the newest three are needed
    assert judged([hour(2, "no2"), hour(0), hour(1)], scale=NOWCAST) == (0, {"pm25": 5.0})


def test_a_nowcast_of_an_hour_that_still_runs_is_that_of_the_hour_before() -> None:
    assert judged([hour(1), hour(2), hour(3)], over=False, scale=NOWCAST) == (1, {"pm25": 5.0})
    assert judged([hour(2), hour(3)], over=False, scale=NOWCAST) == (2, {"pm25": 5.0}), "counted from the hour before"
    assert judged([hour(2), hour(3)], over=True, scale=NOWCAST) is None
    assert judged([hour(0, mean=9.0), hour(1, mean=9.0)], over=False, scale=NOWCAST) == (0, {"pm25": 9.0})


def test_a_nowcast_of_an_hour_that_may_be_higher_is_said_so() -> None:
    rows = [hour(0), hour(1, at_least=True), hour(0, "no2"), hour(1, "no2")]
    chosen = index_hour(NOWCAST, rows, NOW, over=True)
    assert chosen is not None
    assert chosen.at_least == {"pm25"}
    assert chosen.hours == {"pm25": rows[0], "no2": rows[2]}
