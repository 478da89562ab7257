"""A battery's charge is read a few readings a week, and weeks without any are left out."""

from api.pages.sensors.charge_history import weekly_charges
from domain.duration import DAY, HOUR
from domain.reading import Reading
from storage.readings.protocol import Readings
from tests.unit.api.hand import NOW

WEEK = 7 * DAY


def test_each_week_that_has_a_charge_is_its_median(readings: Readings) -> None:
    first, second = NOW - 2 * WEEK, NOW - WEEK
    readings.write(
        [
            *(Reading("d", first + n * HOUR, {"battery_percent": percent}) for n, percent in enumerate((80.0, 81.0, 12.0))),
            Reading("d", second, {"temperature": 3.0}),
            Reading("d", second + HOUR, {"battery_percent": 79.0}),
            Reading("d", NOW - 5 * WEEK, {"temperature": 3.0}),
            Reading("d", NOW - 20 * WEEK, {"battery_percent": 99.0}),
        ]
    )
    assert weekly_charges(readings, "d", NOW) == [(first, 80.0), (second, 79.0)]
