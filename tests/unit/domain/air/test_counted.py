"""What a value gives to a mean: itself, the end of its device's range, or nothing."""

import pytest

from domain.air.counted import counted_by
from domain.bounded_value import BoundedValue
from domain.device import Device

DEVICE = Device(id="d", kind="air", model="m", place="s", interval_s=60, valid_from=0)


class Invalid:
    device_id = "d"

    def holds(self, parameter: str, time: int) -> bool:
        return parameter == "pm25" and time >= 1000


@pytest.mark.parametrize(
    ("bound", "gives"),
    [
        (BoundedValue(5.0, "exact"), BoundedValue(5.0, "exact")),
        (BoundedValue(1000.0, "at_least"), BoundedValue(1000.0, "at_least")),
        (BoundedValue(0.0, "at_most"), None),
        (None, None),
    ],
)
def test_a_value_above_the_range_counts_and_one_below_it_does_not(bound: BoundedValue | None, gives: BoundedValue | None) -> None:
    assert counted_by(lambda *_: bound, ())(DEVICE, "pm25", 5.0, 0) == gives


def test_an_invalid_period_takes_what_it_holds_out_of_the_mean() -> None:
    value = BoundedValue(5.0, "exact")
    counted = counted_by(lambda *_: value, [Invalid()])
    assert [counted(DEVICE, "pm25", 5.0, time) for time in (999, 1000)] == [value, None]
    assert counted(DEVICE, "no2", 5.0, 1000) == value
    assert counted(Device(id="e", kind="air", model="m", place="s", interval_s=60, valid_from=0), "pm25", 5.0, 1000) == value
