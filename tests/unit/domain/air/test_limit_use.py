"""How much of a limit is used says what people must know before the year is over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.compliance import assess
from domain.air.day import SiteDay
from domain.air.legal_day import bounds_of_year, start_of_date
from domain.air.limit import Averaging, Limit, Regime
from domain.air.limit_use import LimitUse, limit_use
from domain.air.year import SiteYear
from domain.duration import DAY, HOUR

REGIME = Regime(name="r", title="R", version=date(2022, 1, 1), limits=(), alarms=(), coverage=0.85)
START, END = bounds_of_year(2026)


def day(number: int, mean: float, *, blind: bool = False) -> SiteDay:
    judged = None if blind else mean
    return SiteDay(
        site="s", parameter="pm10", start=START + number * DAY, n=24, mean=mean, judged=0 if blind else 24, judged_mean=judged,
        highest=judged, windows=0, eight_hours=None, indicative=True, sources=("a",),
    )  # fmt: skip


def use(days: list[SiteDay], now: int, *, averaging: Averaging = "day", limit: float = 50.0, allowed: int = 18, hours: int = 0) -> LimitUse:
    rule = Limit(parameter="pm10", averaging=averaging, limit=limit, allowed=allowed, valid_from=date(2022, 1, 1), source="V")
    year = SiteYear(parameter="pm10", year=2026, days=days)
    high = [(START + n * HOUR, limit + 1) for n in range(hours)]
    return limit_use(assess(REGIME, rule, year, high), 2026, now, REGIME.coverage)


def test_twelve_of_eighteen_hours_are_close_to_the_limit_and_eleven_are_not() -> None:
    days = [day(n, 20.0) for n in range(100)]
    near = use(days, START + 100 * DAY, averaging="hour", hours=12)
    assert (near.state, near.used, near.assessment.exceedances) == ("near", 12 / 18, 12)
    assert use(days, START + 100 * DAY, averaging="hour", hours=11).state == "kept"
    assert use(days, START + 100 * DAY, averaging="hour", hours=18).state == "near"
    assert use(days, START + 100 * DAY, averaging="hour", hours=19).state == "broken"


@pytest.mark.parametrize(("hours", "used"), [(0, 0.0), (1, 1.0), (2, 1.0)])
def test_where_no_exceedance_is_allowed_the_first_uses_all(hours: int, used: float) -> None:
    days = [day(n, 20.0) for n in range(100)]
    assert use(days, START + 100 * DAY, averaging="hour", allowed=0, hours=hours).used == used


def test_a_year_that_has_begun_is_measured_by_the_time_that_has_passed() -> None:
    result = use([day(n, 20.0) for n in range(50)], START + 50 * DAY)
    assert (result.measured, result.state) == (1.0, "kept")
    thin = use([day(n, 20.0) for n in range(40)], START + 50 * DAY)
    assert (thin.measured, thin.state) == (0.8, "too_little")


def test_a_year_that_is_over_is_kept_only_by_the_regimes_rules() -> None:
    assert use([day(n, 20.0) for n in range(365)], END).state == "kept"
    assert use([day(n, 20.0) for n in range(300)], END).state == "too_little"


@pytest.mark.parametrize(("mean", "state"), [(17.9, "kept"), (18.0, "near"), (20.0, "near"), (20.1, "over")])
def test_an_annual_mean_is_near_from_nine_tenths_and_over_above_the_limit(mean: float, state: str) -> None:
    result = use([day(n, mean) for n in range(60)], START + 60 * DAY, averaging="year", limit=20.0, allowed=0)
    assert result.state == state
    assert result.used == pytest.approx(mean / 20.0)


@pytest.mark.parametrize(("days", "state"), [(1, "too_little"), (50, "too_little"), (51, "over"), (60, "over")])
def test_the_mean_of_a_small_part_of_the_time_passed_is_no_annual_mean(days: int, state: str) -> None:
    result = use([day(n, 90.0) for n in range(days)], START + 60 * DAY, averaging="year", limit=20.0, allowed=0)
    assert result.state == state


def test_a_whole_year_above_the_annual_limit_has_broken_it() -> None:
    assert use([day(n, 21.0) for n in range(365)], END, averaging="year", limit=20.0, allowed=0).state == "broken"


def test_what_nobody_measured_and_what_may_not_be_judged_has_used_nothing() -> None:
    assert (use([], START + DAY).state, use([], START + DAY).used) == ("unmeasured", None)
    blind = use([day(n, 90.0, blind=True) for n in range(10)], START + 10 * DAY)
    assert (blind.state, blind.used) == ("blind", None)


@given(st.integers(min_value=0, max_value=364), st.integers(min_value=0, max_value=364))
def test_one_more_day_above_the_limit_is_never_less_urgent(a: int, b: int) -> None:
    fewer, more = sorted((a, b))
    now = start_of_date(date(2026, 12, 31))

    def with_days_above(count: int) -> LimitUse:
        return use([day(n, 60.0 if n < count else 20.0) for n in range(364)], now)

    assert with_days_above(more).urgency <= with_days_above(fewer).urgency


@pytest.mark.parametrize(("passed", "measured"), [(0, 1.0), (1, 1.0), (2, 0.5)])
def test_what_is_measured_is_a_share_of_the_hours_since_new_year_at_least_one(passed: int, measured: float) -> None:
    first = day(0, 20.0)._replace(n=1, judged=1)
    assert use([first], START + passed * HOUR, averaging="hour").measured == pytest.approx(measured)
