"""A year's mean is that of its valid hours, and its coverage their share of the year."""

from datetime import date, timedelta

import pytest

from domain.air.day import SiteDay
from domain.air.legal_day import start_of_date
from domain.air.year import SiteYear, year_mean


def day(index: int, n: int, mean: float, *, judged: int | None = None, indicative: bool = False) -> SiteDay:
    return SiteDay(
        site="s", parameter="pm25", start=start_of_date(date(2021, 1, 1) + timedelta(days=index)), n=n, mean=mean,
        judged=n if judged is None else judged, judged_mean=mean, highest=mean, windows=24, eight_hours=mean,
        indicative=indicative, sources=("a",),
    )  # fmt: skip


def test_a_day_weighs_by_its_valid_hours() -> None:
    days = [day(0, 24, 10.0), day(1, 6, 20.0)]
    assert SiteYear(parameter="pm25", year=2021, days=days).judged_mean == 12.0
    mean = year_mean(2021, days)
    assert mean is not None
    assert (mean.mean, mean.n, mean.expected, mean.valid) == (12.0, 30, 8760, False)


@pytest.mark.parametrize(("hours", "valid"), [(7446, True), (7445, False)])
def test_a_year_needs_85_percent_of_its_hours(hours: int, valid: bool) -> None:
    full, rest = divmod(hours, 24)
    mean = year_mean(2021, [*[day(i, 24, 1.0) for i in range(full)], day(full, rest, 1.0)])
    assert mean is not None
    assert mean.valid is valid


def test_a_year_without_data_has_no_mean_and_is_indicative() -> None:
    year = SiteYear(parameter="pm25", year=2021, days=[])
    assert (year.judged_mean, year.coverage, year.indicative, year_mean(2021, [])) == (None, 0.0, True, None)


def test_hours_that_may_not_be_judged_are_counted() -> None:
    year = SiteYear(parameter="pm10", year=2021, days=[day(0, 24, 5.0, judged=20), day(1, 24, 5.0, indicative=True)])
    assert (year.kept_out, year.judged, year.indicative) == (4, 44, True)
