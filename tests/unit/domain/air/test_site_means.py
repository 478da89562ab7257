"""Readings become the means of the sites where their device stood, without what does not count."""

from dataclasses import replace

import pytest

from domain.air.site_means import site_means
from domain.air.windows import Grade
from domain.bounded_value import BoundedValue
from domain.device import Device, History, Registry
from domain.duration import HOUR
from domain.reading import Reading

MINUTE = 60_000


def registry(*devices: Device) -> Registry:
    histories = {device.id: History([d for d in devices if d.id == device.id]) for device in devices}
    return Registry(devices=histories, sites={}, bins={}, by_dev_eui={})


def air(device_id: str = "a1", place: str = "square", *, valid_from: int = 0) -> Device:
    return Device(id=device_id, kind="air", model="generic", interval_s=600, valid_from=valid_from, place=place)


def hour(device_id: str, *values: float, parameter: str = "pm25") -> list[Reading]:
    return [Reading(device_id, i * 10 * MINUTE, {parameter: value}) for i, value in enumerate(values)]


def everything(_device: Device, _parameter: str, value: float, _time: int) -> BoundedValue | None:
    return BoundedValue(value)


def test_each_parameter_has_its_own_mean() -> None:
    readings = [Reading("a1", 0, {"pm25": 8.0, "humidity": 70.0}), Reading("a1", 1, {"pm25": 10.0})]
    means = site_means({("square", 0)}, readings, registry(air()), everything)
    assert {(mean.parameter, mean.mean, mean.n) for mean in means} == {("pm25", 9.0, 2), ("humidity", 70.0, 1)}


def test_nox_follows_from_no_and_no2_unless_it_was_measured() -> None:
    both = [Reading("a1", 0, {"no": 124.74, "no2": 19.125})]
    assert {mean.parameter: round(mean.mean, 3) for mean in site_means({("square", 0)}, both, registry(air()), everything)}[
        "nox"
    ] == 210.375
    measured = [Reading("a1", 0, {"no": 124.74, "no2": 19.125, "nox": 200.0})]
    assert {mean.parameter: mean.mean for mean in site_means({("square", 0)}, measured, registry(air()), everything)}["nox"] == 200.0
    assert {mean.parameter for mean in site_means({("square", 0)}, hour("a1", 8.0, parameter="no"), registry(air()), everything)} == {"no"}


def test_a_battery_is_not_the_airs() -> None:
    assert site_means({("square", 0)}, hour("a1", 3.6, parameter="battery"), registry(air()), everything) == []


def test_what_does_not_count_takes_no_part_and_covers_nothing() -> None:
    readings = hour("a1", 8.0, -999.0, 10.0, -1.0, -999.0, 3.0)
    [mean] = site_means(
        {("square", 0)},
        readings,
        registry(air()),
        lambda _device, _parameter, value, _time: BoundedValue(value) if value != -999.0 else None,
    )
    assert (mean.mean, mean.n, mean.valid) == (5.0, 4, False)


def test_an_hour_without_a_value_that_counts_has_no_mean() -> None:
    assert site_means({("square", 0)}, hour("a1", 8.0), registry(air()), lambda _device, _parameter, _value, _time: None) == []


@pytest.mark.parametrize(("before", "grade"), [("generic", Grade.INDICATIVE), ("reference", Grade.REFERENCE)])
def test_a_device_is_a_reference_only_if_it_was_one_all_the_hour(before: str, grade: Grade) -> None:
    versions = [replace(air(), model=before), replace(air(valid_from=30 * MINUTE), model="reference")]
    [mean] = site_means({("square", 0)}, hour("a1", *[8.0] * 6), registry(*versions), everything)
    assert mean.grade is grade


def test_only_the_wanted_hours_are_worked_out() -> None:
    readings = [*hour("a1", 8.0), Reading("a1", HOUR, {"pm25": 9.0}), *hour("b1", 7.0)]
    means = site_means({("square", HOUR)}, readings, registry(air(), air("b1", "harbour")), everything)
    assert [(mean.site, mean.start) for mean in means] == [("square", HOUR)]


def test_a_reading_at_the_moment_of_a_move_counts_at_the_new_site() -> None:
    readings = hour("a1", *range(6))
    registry_ = registry(air(), air(place="harbour", valid_from=20 * MINUTE))
    means = site_means({("square", 0), ("harbour", 0)}, readings, registry_, everything)
    assert {mean.site: (mean.n, mean.mean) for mean in means} == {"square": (2, 0.5), "harbour": (4, 3.5)}


def test_the_same_device_is_judged_by_the_model_it_had_then() -> None:
    asked: list[int] = []

    def counted(device: Device, _parameter: str, value: float, _time: int) -> BoundedValue:
        asked.append(device.valid_from)
        return BoundedValue(value)

    site_means({("square", 0)}, hour("a1", 1.0, 2.0), registry(air(), air(valid_from=5 * MINUTE)), counted)
    assert asked == [0, 5 * MINUTE]


def test_two_channels_that_disagree_leave_the_hour_without_a_mean() -> None:
    registry_ = registry(air("purple:a"), air("purple:b"))
    readings = [*hour("purple:a", *[40.0] * 6), *hour("purple:b", *[4.0] * 6)]
    assert site_means({("square", 0)}, readings, registry_, everything) == []
    agreeing = [*hour("purple:a", *[10.0] * 6), *hour("purple:b", *[14.0] * 6)]
    assert [mean.mean for mean in site_means({("square", 0)}, agreeing, registry_, everything)] == [12.0]


@pytest.mark.parametrize(
    ("blind", "model", "grade"), [(True, "generic", "blind"), (False, "generic", "indicative"), (False, "reference", "reference")]
)
def test_a_mean_says_what_it_may_prove(blind: bool, model: str, grade: str) -> None:
    device = Device(id="a1", kind="air", model=model, interval_s=600, valid_from=0, place="square")
    [mean] = site_means({("square", 0)}, hour("a1", *[8.0] * 6), registry(device), everything, lambda _device, _parameter: blind)
    assert mean.grade == grade
