"""What is missing is named: an empty year first, then hours, then whole days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.air.data_capture import InsufficientData, insufficient_data
from domain.air.day import SiteDay
from domain.air.legal_day import start_of_date
from domain.air.limit import Limit, Regime
from domain.air.year import SiteYear

LIMIT = Limit(parameter="pm10", averaging="year", limit=40.0, valid_from=date(2005, 1, 1), source="s")
REGIME = Regime(name="r", title="R", version=date(2024, 1, 1), limits=(LIMIT,), alarms=(), coverage=0.85)


def test_sentences_say_what_and_how_much() -> None:
    hours = InsufficientData(kind="hours", year=2024, valid=7462, total=8784, needed=0.85)
    assert hours.sentence == "2024: 84.9% of the hours are valid, 85% are needed"
    kept_out = replace(hours, kept_out=12).sentence
    assert kept_out == hours.sentence + "; 12 hours of sensors that cannot see coarse dust are kept out"
    assert InsufficientData(kind="days", year=2024, valid=3, total=366, needed=0.85).sentence == (
        "2024: 3 of 366 days are valid, 85% are needed"
    )
    assert InsufficientData(kind="empty", year=2024).sentence == "2024 has no valid hour"
    assert InsufficientData(kind="empty", year=2024, years=3).sentence == "2024 has no valid hour, and the rule averages 3 years"


def year(number: int, days: int, hours: int = 24, *, daily: bool = True) -> SiteYear:
    """Return a year with so many days of so many valid hours, each with a daily mean or without."""
    return SiteYear(
        parameter="pm10",
        year=number,
        days=[
            SiteDay(
                site="s", parameter="pm10", start=start_of_date(date(number, 1, 1) + timedelta(days=day)), n=hours + 1, mean=1.0,
                judged=hours, judged_mean=1.0, highest=1.0, windows=24 if daily else 0, eight_hours=1.0, indicative=False, sources=("a",),
            )
            for day in range(days)
        ],
    )  # fmt: skip


def test_a_year_with_enough_hours_lacks_nothing() -> None:
    assert insufficient_data(REGIME, LIMIT, [year(2021, 311)]) is None
    assert insufficient_data(REGIME, LIMIT, [year(2021, 310)]) == InsufficientData(
        kind="hours", year=2021, valid=7440, total=8760, needed=0.85, kept_out=310
    )
    empty = insufficient_data(REGIME, LIMIT, [year(2021, 0)])
    assert empty == InsufficientData(kind="empty", year=2021)
    assert empty is not None
    assert (empty.valid, empty.total, empty.needed, empty.kept_out) == (0, 0, 0.0, 0)


@pytest.mark.parametrize(
    ("daily", "missing"), [(310, None), (309, InsufficientData(kind="days", year=2021, valid=309, total=365, needed=0.85))]
)
def test_a_limit_of_daily_figures_needs_85_percent_of_the_days_in_whole_days(daily: int, missing: InsufficientData | None) -> None:
    without = year(2021, 365, daily=False).days[daily:]
    mixed = SiteYear(parameter="pm10", year=2021, days=[*year(2021, daily).days, *without])
    assert insufficient_data(REGIME, replace(LIMIT, averaging="8h"), [mixed]) == missing


def test_an_average_of_years_needs_each_of_them() -> None:
    averaged = replace(LIMIT, years_averaged=3)
    assert insufficient_data(REGIME, averaged, [year(2019, 365), year(2020, 366), year(2021, 365)]) is None
    missing = InsufficientData(kind="empty", year=2020, years=3)
    assert insufficient_data(REGIME, averaged, [year(2018, 365), year(2019, 365), year(2021, 365)]) == missing
    assert insufficient_data(REGIME, averaged, [year(2020, 366), year(2021, 365)]) == replace(missing, year=2019)
