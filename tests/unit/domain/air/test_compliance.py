"""Hand-worked years: what a year's hours and days prove about a limit, and what they cannot."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from math import inf, nextafter

import pytest

from domain.air.compliance import Assessment, LimitVerdict, assess
from domain.air.day import SiteDay, site_day
from domain.air.legal_day import bounds_of_year, start_of_date
from domain.air.limit import Averaging, Limit, Regime, in_force
from domain.air.windows import Grade, SiteHour
from domain.air.year import SiteYear
from domain.duration import HOUR

YEAR = 2021  # 365 days, 8760 hours
Series = Callable[[date, int], float | None]  # the mean of a legal day's hour, None for a gap


def limit(parameter: str, averaging: Averaging, value: float, allowed: int = 0, *, years_averaged: int = 1) -> Limit:
    return Limit(
        parameter=parameter, averaging=averaging, limit=value, allowed=allowed, years_averaged=years_averaged,
        valid_from=date(2020, 1, 1), source="test V",
    )  # fmt: skip


def regime(*limits: Limit, coverage: float = 0.85, decimals: int | None = None) -> Regime:
    return Regime(name="r", title="R", version=date(2020, 1, 1), limits=limits, alarms=(), coverage=coverage, decimals=decimals)


def hours_of(parameter: str, series: Series, year: int = YEAR, grade: Grade = Grade.REFERENCE) -> list[SiteHour]:
    start, end = bounds_of_year(year)
    means = []
    for n, time in enumerate(range(start, end, HOUR)):
        mean = series(date(year, 1, 1) + timedelta(days=n // 24), n % 24)
        if mean is not None:
            means.append(
                SiteHour(site="s", parameter=parameter, start=time, mean=mean, n=1, expected=1, valid=True, sources=("a",), grade=grade)
            )
    return means


def year_of(parameter: str, hours: Iterable[SiteHour], year: int = YEAR) -> SiteYear:
    by_day: dict[int, list[SiteHour]] = {}
    for hour in hours:
        day = start_of_date(date(year, 1, 1)) + (hour.start - start_of_date(date(year, 1, 1))) // (24 * HOUR) * 24 * HOUR
        for start in {day, day + 24 * HOUR}:
            by_day.setdefault(start, []).append(hour)
    end = bounds_of_year(year)[1]
    days: list[SiteDay] = []
    for start in sorted(start for start in by_day if start < end):
        day_ = site_day("s", parameter, start, by_day[start])
        if day_ is not None:
            days.append(day_)
    return SiteYear(parameter=parameter, year=year, days=days)


def judged(rule: Limit, series: Series, *, decimals: int | None = None, coverage: float = 0.85) -> Assessment:
    hours = hours_of(rule.parameter, series)
    above = [(hour.start, hour.mean) for hour in hours if hour.mean > rule.limit]
    return assess(regime(rule, decimals=decimals, coverage=coverage), rule, year_of(rule.parameter, hours), above)


def days_at(dirty: float, clean: float, n: int) -> Series:
    """The first `n` days of the year dirty, all others clean."""
    return lambda day, _hour: dirty if day < date(YEAR, 1, 1) + timedelta(days=n) else clean


PM10_DAY = limit("pm10", "day", 50, 25)


@pytest.mark.parametrize(
    ("n", "left", "verdict"), [(0, 25, LimitVerdict.WITHIN), (25, 0, LimitVerdict.WITHIN), (26, 0, LimitVerdict.BREACH)]
)
def test_a_year_complies_while_its_count_is_at_most_the_number_allowed(n: int, left: int, verdict: LimitVerdict) -> None:
    assessment = judged(PM10_DAY, days_at(51.0, 10.0, n))
    assert (assessment.exceedances, assessment.left, assessment.verdict, assessment.coverage) == (n, left, verdict, 1.0)
    assert assessment.dates == tuple(date(YEAR, 1, 1) + timedelta(days=i) for i in range(n))


@pytest.mark.parametrize(("mean", "exceedances"), [(nextafter(50.0, -inf), 0), (50.0, 0), (nextafter(50.0, inf), 1)])
def test_an_exceedance_is_strictly_greater(mean: float, exceedances: int) -> None:
    assert judged(PM10_DAY, days_at(mean, 10.0, 1)).exceedances == exceedances


@pytest.mark.parametrize(("decimals", "mean", "exceedances"), [(None, 50.4, 1), (0, 50.4, 0), (0, 50.5, 1), (1, 50.04, 0), (1, 50.05, 1)])
def test_rounding_before_comparing_is_off_by_default(decimals: int | None, mean: float, exceedances: int) -> None:
    assert judged(PM10_DAY, days_at(mean, 10.0, 1), decimals=decimals).exceedances == exceedances


def test_low_coverage_with_more_exceedances_than_allowed_is_a_breach_all_the_same() -> None:
    def winter_only(day: date, _hour: int) -> float | None:
        return None if day.month > 3 else 60.0 if day < date(YEAR, 1, 27) else 10.0

    assessment = judged(PM10_DAY, winter_only)
    assert (assessment.exceedances, assessment.verdict, assessment.coverage, assessment.reason) == (26, LimitVerdict.BREACH, 90 / 365, None)


def test_low_coverage_otherwise_is_not_assessable_and_says_why() -> None:
    assessment = judged(PM10_DAY, lambda day, _hour: 10.0 if day.month <= 3 else None)
    assert (assessment.exceedances, assessment.verdict) == (0, LimitVerdict.NOT_ASSESSABLE)
    assert assessment.reason == "2021: 24.6% of the hours are valid, 85% are needed"


@pytest.mark.parametrize(("share", "hours", "verdict"), [
    (0.85, 7446, LimitVerdict.WITHIN), (0.85, 7445, LimitVerdict.NOT_ASSESSABLE),
    (0.90, 7884, LimitVerdict.WITHIN), (0.90, 7883, LimitVerdict.NOT_ASSESSABLE),
])  # fmt: skip
def test_a_year_needs_85_percent_of_its_hours_in_norway_and_90_in_2008_50(share: float, hours: int, verdict: LimitVerdict) -> None:
    def first_hours(day: date, hour: int) -> float | None:
        return 10.0 if (day - date(YEAR, 1, 1)).days * 24 + hour < hours else None

    assert judged(limit("pm25", "year", 25), first_hours, coverage=share).verdict is verdict


@pytest.mark.parametrize(
    ("mean", "verdict", "exceedances"), [(20.0, LimitVerdict.WITHIN, 0), (nextafter(20.0, inf), LimitVerdict.BREACH, 1)]
)
def test_an_annual_mean_is_one_value(mean: float, verdict: LimitVerdict, exceedances: int) -> None:
    assessment = judged(limit("pm10", "year", 20), lambda _day, _hour: mean)
    assert (assessment.verdict, assessment.exceedances, assessment.dates) == (verdict, exceedances, ())
    assert assessment.value == pytest.approx(mean, rel=1e-12)


def test_the_mean_of_a_part_of_a_year_proves_nothing() -> None:
    assessment = judged(limit("pm10", "year", 20), lambda day, _hour: 90.0 if day.month == 1 else None)
    assert assessment.verdict is LimitVerdict.NOT_ASSESSABLE
    assert assessment.value == pytest.approx(90.0)


def test_days_with_many_short_gaps_are_counted_too() -> None:
    # 17 of 24 hours on half the days, all on the others: 85.4 % of the hours, yet half the days have no mean.
    assessment = judged(PM10_DAY, lambda day, hour: None if day.toordinal() % 2 and hour >= 17 else 10.0)
    assert assessment.coverage > 0.85
    assert assessment.verdict is LimitVerdict.NOT_ASSESSABLE
    assert "of 365 days are valid" in str(assessment.reason)


NO2_HOUR = limit("no2", "hour", 200, 18)


@pytest.mark.parametrize(("n", "verdict"), [(18, LimitVerdict.WITHIN), (19, LimitVerdict.BREACH)])
def test_no2_hours_are_counted_and_dated_by_legal_days(n: int, verdict: LimitVerdict) -> None:
    def inversion(day: date, hour: int) -> float:
        index = (day - date(YEAR, 1, 12)).days * 24 + hour
        return 250.0 if 23 <= index < 23 + n else 30.0  # begins in the last hour of 12 January

    assessment = judged(NO2_HOUR, inversion)
    assert (assessment.exceedances, len(assessment.hours), assessment.verdict, assessment.value) == (n, n, verdict, 250.0)
    assert assessment.dates == (date(YEAR, 1, 12), date(YEAR, 1, 13))


def test_so2_hours_and_days_are_two_limits() -> None:
    def smelter(day: date, hour: int) -> float | None:
        if day.month == 2 and hour == 5:
            return None
        return 351.0 if day == date(YEAR, 6, 1) and hour < 12 else 10.0

    hourly, daily = judged(limit("so2", "hour", 350, 24), smelter), judged(limit("so2", "day", 125, 3), smelter)
    assert (hourly.exceedances, hourly.left, hourly.dates) == (12, 12, (date(YEAR, 6, 1),))
    assert (daily.exceedances, daily.left, daily.value) == (1, 2, 180.5)
    assert hourly.coverage == (8760 - 28) / 8760


O3 = limit("o3", "8h", 120, 25, years_averaged=3)


def summer(days: int) -> Series:
    """So many July-and-August days with an afternoon of 130; a gap of a week in autumn."""

    def series(day: date, hour: int) -> float | None:
        if day.month == 10 and day.day <= 7:
            return None
        afternoon = 12 <= hour < 20
        return 130.0 if afternoon and 0 <= (day - date(day.year, 7, 1)).days < days else 60.0

    return series


def three_years(*days: int) -> Assessment:
    first = YEAR - len(days) + 1
    years = [year_of("o3", hours_of("o3", summer(n), first + i), first + i) for i, n in enumerate(days)]
    return assess(regime(O3), O3, years[-1], (), years[:-1])


@pytest.mark.parametrize(("days", "verdict"), [((35, 25, 15), LimitVerdict.WITHIN), ((35, 26, 15), LimitVerdict.BREACH)])
def test_o3_days_are_an_average_over_three_years(days: tuple[int, ...], verdict: LimitVerdict) -> None:
    assessment = three_years(*days)
    assert (assessment.verdict, assessment.counts, assessment.exceedances) == (verdict, days, 15)


def test_without_three_years_there_is_no_verdict_but_the_years_count_is_shown() -> None:
    assessment = three_years(40, 60)
    assert (assessment.verdict, assessment.exceedances, assessment.counts) == (LimitVerdict.NOT_ASSESSABLE, 60, (None, 40, 60))
    assert assessment.reason == "2019 has no valid hour, and the rule averages 3 years"


def test_pm10_of_sensors_blind_to_coarse_dust_is_kept_out_with_the_reason() -> None:
    hours = hours_of("pm10", days_at(90.0, 10.0, 60), grade=Grade.BLIND)
    assessment = assess(regime(PM10_DAY), PM10_DAY, year_of("pm10", hours))
    assert (assessment.exceedances, assessment.verdict, assessment.value) == (0, LimitVerdict.NOT_ASSESSABLE, None)
    assert (
        assessment.reason
        == "2021: 0.0% of the hours are valid, 85% are needed; 8760 hours of sensors that cannot see coarse dust are kept out"
    )


def test_a_limit_that_changes_leaves_the_years_before_as_they_were() -> None:
    old, new = limit("pm10", "day", 50, 30), Limit(
        parameter="pm10", averaging="day", limit=45, allowed=18, valid_from=date(2030, 1, 1), source="test V"
    )  # fmt: skip
    assert in_force([new, old], 2029) == [old]
    assert in_force([new, old], 2030) == [new]
    assert in_force([new, old], 2017) == [old]


def test_a_year_without_data_is_not_assessable() -> None:
    assessment = assess(regime(PM10_DAY), PM10_DAY, SiteYear(parameter="pm10", year=YEAR, days=[]))
    assert (assessment.verdict, assessment.reason, assessment.coverage) == (LimitVerdict.NOT_ASSESSABLE, "2021 has no valid hour", 0.0)
