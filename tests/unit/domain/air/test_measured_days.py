"""A day counts as measured from 18 hours on that may be judged, of each pollutant."""

from datetime import date

import pytest

from domain.air.day import site_days_of
from domain.air.legal_day import start_of_date
from domain.air.measured_days import measured_days
from domain.air.windows import Grade, SiteHour
from domain.duration import HOUR

DAY = date(2026, 3, 1)
START = start_of_date(DAY)


def hours(parameter: str, count: int, grade: Grade = Grade.REFERENCE) -> list[SiteHour]:
    return [
        SiteHour(site="s", parameter=parameter, start=START + n * HOUR, mean=9.0, n=6, expected=6, valid=True, sources=(), grade=grade)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("measured", "says"),
    [
        (hours("no2", 18) + hours("pm10", 18), "all"),
        (hours("no2", 18) + hours("pm10", 17), "some"),
        (hours("no2", 24), "some"),
        (hours("no2", 24) + hours("pm10", 24, Grade.BLIND), "some"),
        (hours("no2", 24) + hours("pm25", 24), "some"),  # which no limit is about
        (hours("no2", 17) + hours("pm10", 17), "none"),
        ([], "none"),
    ],
)
def test_a_day_is_measured_where_most_of_its_hours_may_be_judged(measured: list[SiteHour], says: str) -> None:
    assert measured_days(site_days_of("s", [START], measured), {"no2", "pm10"}).get(DAY, "none") == says
