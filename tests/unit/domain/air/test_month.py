"""A month's mean is that of its hours, and a gap is a gap."""

from datetime import date, timedelta

import pytest

from domain.air.day import SiteDay
from domain.air.legal_day import start_of_date
from domain.air.month import gaps, months


def day(when: date, mean: float, n: int = 24) -> SiteDay:
    return SiteDay(
        site="s", parameter="pm25", start=start_of_date(when), n=n, mean=mean, judged=n, judged_mean=mean, highest=mean, windows=n,
        eight_hours=mean, indicative=False, sources=("a",),
    )  # fmt: skip


def test_a_month_weighs_its_days_by_their_hours() -> None:
    [month] = months([day(date(2021, 2, 1), 10.0, 24), day(date(2021, 2, 2), 40.0, 6), day(date(2021, 2, 3), 10.0, 18)])
    assert (month.number, month.n, month.expected, month.days) == (2, 48, 672, 2)
    assert month.mean == pytest.approx((24 * 10 + 6 * 40 + 18 * 10) / 48)
    assert month.highest == (10.0, date(2021, 2, 1))  # the day of 6 hours has no valid mean


def test_months_without_data_are_left_out() -> None:
    assert [(month.number, month.expected) for month in months([day(date(2020, 2, 29), 1.0), day(date(2020, 12, 31), 1.0)])] == [
        (2, 696),
        (12, 744),
    ]


def test_gaps_are_spans_of_days_up_to_today() -> None:
    measured = {date(2021, 1, 1) + timedelta(days=n) for n in range(40)} - {date(2021, 1, 5), date(2021, 1, 6), date(2021, 1, 9)}
    spans = gaps(2021, measured, date(2021, 2, 12))
    assert spans == [(date(2021, 1, 5), date(2021, 1, 6)), (date(2021, 1, 9), date(2021, 1, 9)), (date(2021, 2, 10), date(2021, 2, 12))]
    assert gaps(2021, set(), date(2020, 6, 1)) == []
