"""A site's year is judged from what was read beforehand: limits, alarm runs, force and sources."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.air.compliance import LimitVerdict
from domain.air.day import SiteDay
from domain.air.legal_day import start_of_date
from domain.air.limit import Alarm, Limit, Regime
from domain.air.regime_year import regime_year
from domain.air.site_record import SiteRecord, record_needs
from domain.air.year import SiteYear
from domain.duration import DAY, HOUR

YEAR = 2025
START = start_of_date(date(YEAR, 1, 1))
NO2_HOUR = Limit(parameter="no2", averaging="hour", limit=200, allowed=2, valid_from=date(2022, 1, 1), source="law V")
O3_DAYS = Limit(parameter="o3", averaging="8h", limit=120, allowed=25, years_averaged=3, valid_from=date(2030, 1, 1), source="later law V")
NO2_ALARM = Alarm(parameter="no2", kind="alarm", averaging="hour", limit=400, consecutive=3, source="law V")
PM_ALARM = Alarm(parameter="pm10", kind="alarm", averaging="day", limit=90, consecutive=1, source="law V")


def regime(*limits: Limit, alarms: Sequence[Alarm] = (), decimals: int | None = None) -> Regime:
    return Regime(name="r", title="R", version=date(2022, 1, 1), limits=limits, alarms=alarms, coverage=0.85, decimals=decimals)


def day(parameter: str, number: int, mean: float) -> SiteDay:
    return SiteDay("s", parameter, START + number * DAY, 24, mean, 24, mean, mean, 24, mean, indicative=False, sources=("a",))


def record(days: Mapping[str, Sequence[SiteDay]], high_hours: Mapping[str, Sequence[tuple[int, float]]] | None = None) -> SiteRecord:
    years = {(name, YEAR): SiteYear(parameter=name, year=YEAR, days=of_name) for name, of_name in days.items()}
    return SiteRecord(year=YEAR, years=years, high_hours=high_hours or {})


def test_an_hourly_limit_and_an_alarm_share_the_hours_that_were_read() -> None:
    hours = [(START + n * HOUR, mean) for n, mean in enumerate([210.0, 410.0, 410.0, 410.0, 200.0])]
    verdicts = regime_year(
        regime(NO2_HOUR, alarms=[NO2_ALARM]), record({"no2": [day("no2", n, 150.0) for n in range(365)]}, {"no2": hours})
    )
    [assessment], [alarm] = verdicts.assessments, verdicts.alarms
    assert (assessment.exceedances, assessment.verdict) == (4, LimitVerdict.BREACH)
    assert (alarm.runs, alarm.dates) == (1, (date(YEAR, 1, 1),))


def test_an_alarm_of_daily_means_is_dated() -> None:
    days = [day("pm10", 3, 90.0), day("pm10", 4, 90.5)]
    [alarm] = regime_year(regime(alarms=[PM_ALARM]), record({"pm10": days})).alarms
    assert (alarm.runs, alarm.dates) == (1, (date(YEAR, 1, 5),))


def test_a_limit_that_begins_later_makes_it_a_comparison() -> None:
    assert regime_year(regime(NO2_HOUR), record({})).in_force
    assert not regime_year(regime(NO2_HOUR, O3_DAYS), record({})).in_force


def test_a_year_without_data_is_indicative_and_one_of_instruments_is_not() -> None:
    assert regime_year(regime(NO2_HOUR), record({})).indicative
    assert not regime_year(regime(NO2_HOUR), record({"no2": [day("no2", 0, 10.0)]})).indicative


def test_limits_of_one_source_stand_together() -> None:
    assert regime_year(regime(NO2_HOUR, O3_DAYS), record({})).sources == [
        (date(2022, 1, 1), "law V", [NO2_HOUR]),
        (date(2030, 1, 1), "later law V", [O3_DAYS]),
    ]


def test_what_several_regimes_need_is_read_once() -> None:
    needs = record_needs([regime(NO2_HOUR, O3_DAYS), regime(alarms=[NO2_ALARM, PM_ALARM])], YEAR)
    assert (needs.parameters, needs.averaged, needs.hourly) == ({"no2", "o3", "pm10"}, {"o3": 3}, {"no2": 200})


def test_where_means_are_rounded_up_a_little_less_may_exceed() -> None:
    rounding = regime(Limit(parameter="no2", averaging="hour", limit=9.5, valid_from=date(2022, 1, 1), source="own O"), decimals=0)
    assert rounding.exceeds(9.5, 9.5)
    assert record_needs([rounding], YEAR).hourly["no2"] < 9.5


def test_a_limit_averaged_over_three_years_counts_the_two_before_as_well_and_no_others() -> None:
    days = {2021: 9, 2022: 8, 2023: 1, 2024: 2, YEAR: 3}
    years = {
        ("o3", year): SiteYear(parameter="o3", year=year, days=[day("o3", n, 130.0) for n in range(count)]) for year, count in days.items()
    }
    [assessment] = regime_year(regime(O3_DAYS), SiteRecord(year=YEAR, years=years, high_hours={})).assessments
    assert assessment.counts == (1, 2, 3)
