"""A limit binds from its day on, and a mean exceeds it strictly, after rounding where its regime rounds."""

from dataclasses import replace
from datetime import date
from math import inf, nextafter

import pytest

from domain.air.limit import Limit, Regime, in_force

OLD = Limit(parameter="pm10", averaging="day", limit=50.0, valid_from=date(2005, 1, 1), source="old")
NEW = replace(OLD, limit=45.0, valid_from=date(2030, 1, 1), source="new")
EXACT = Regime(name="r", title="R", version=date(2024, 1, 1), limits=(), alarms=(), coverage=0.85)
WHOLE = replace(EXACT, decimals=0)
TENTHS = replace(EXACT, decimals=1)


@pytest.mark.parametrize("wrong", [{"limit": 0.0}, {"limit": -1.0}, {"allowed": -1}, {"years_averaged": 2}, {"years_averaged": 0}])
def test_a_limit_that_cannot_be_one_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a limit is above 0"):
        replace(OLD, **wrong)  # type: ignore[arg-type]


def test_the_least_that_a_limit_may_be_is_accepted() -> None:
    assert replace(OLD, limit=0.001, allowed=0, years_averaged=3).years_averaged == 3
    assert (OLD.allowed, OLD.years_averaged) == (0, 1)


def test_an_exceedance_is_strictly_greater() -> None:
    assert not EXACT.exceeds(50.0, 50.0)
    assert EXACT.exceeds(nextafter(50.0, inf), 50.0)


@pytest.mark.parametrize(
    ("regime", "mean", "compared"),
    [(WHOLE, 50.49, 50.0), (WHOLE, 50.5, 51.0), (TENTHS, 50.44, 50.4), (TENTHS, 50.45, 50.5), (EXACT, 50.45, 50.45)],
)
def test_a_mean_is_compared_rounded_half_up(regime: Regime, mean: float, compared: float) -> None:
    assert regime.compared(mean) == compared
    assert regime.exceeds(mean, 50.0) is (compared > 50.0)


def test_every_mean_that_exceeds_lies_above_a_value_that_can_be_searched_for() -> None:
    assert (EXACT.least_exceeding(50.0), WHOLE.least_exceeding(50.0), TENTHS.least_exceeding(50.0)) == (50.0, 49.0, 49.9)


@pytest.mark.parametrize(("year", "limit"), [(2004, OLD), (2005, OLD), (2029, OLD), (2030, NEW), (2031, NEW)])
def test_the_limit_in_force_is_that_of_the_first_of_january(year: int, limit: Limit) -> None:
    assert in_force([NEW, OLD], year) == [limit]
    assert in_force([OLD, NEW], year) == [limit]


def test_each_parameter_and_averaging_has_its_own() -> None:
    hourly = replace(OLD, averaging="hour")
    assert set(map(id, in_force([OLD, hourly], 2020))) == {id(OLD), id(hourly)}


@pytest.mark.parametrize(("from_day", "year"), [(date(2030, 1, 1), 2030), (date(2030, 1, 2), 2031)])
def test_a_limit_that_begins_the_day_after_new_year_binds_from_the_next_year(from_day: date, year: int) -> None:
    later = replace(NEW, valid_from=from_day)
    assert (in_force([OLD, later], year - 1), in_force([OLD, later], year)) == ([OLD], [later])
