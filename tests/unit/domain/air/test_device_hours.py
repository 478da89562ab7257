"""A device's hours are means of what counts, each with its share of what was expected."""

from domain.air.device_hours import device_hours
from domain.bounded_value import BoundedValue
from domain.duration import HOUR, MINUTE
from domain.reading import Reading

NOON = 1_700_049_600_000 // HOUR * HOUR


def counted(reading: Reading) -> BoundedValue | None:
    value = reading.values["pm25"]
    return None if value < 0 else BoundedValue(value)


def test_each_hour_is_the_mean_of_what_counts_and_one_without_is_none() -> None:
    values = [(NOON, 10.0), (NOON + 30 * MINUTE, 20.0), (NOON + 59 * MINUTE, -1.0), (NOON + HOUR, -1.0), (NOON + 2 * HOUR, 5.0)]
    readings = [Reading("air-1", time, {"pm25": value}) for time, value in values] + [Reading("air-1", NOON + 3 * HOUR, {"no2": 9.0})]
    hours = device_hours("air-1", "pm25", readings, counted, lambda hour: 4 if hour == NOON else 1)
    assert [(hour.site, hour.parameter, hour.start, hour.mean, hour.coverage) for hour in hours] == [
        ("air-1", "pm25", NOON, 15.0, 0.5),
        ("air-1", "pm25", NOON + 2 * HOUR, 5.0, 1.0),
    ]
