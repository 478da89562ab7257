"""A device's readings are judged in their turn, at the place where it stands now, and only what is news is told."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from config.threshold_file import threshold_file
from domain.alerts.alert import Subject
from domain.alerts.observations.reading_judge import ReadingJudge, subject_of
from domain.alerts.severity import Severity
from domain.alerts.threshold import Threshold
from domain.bounded_value import BoundedValue
from domain.device import Device, History, Registry
from domain.reading import Reading, TimeSource

NOW = 1_767_607_200_000
MINUTE = 60_000
DEVICE = Device(id="d", kind="bin", model="generic", interval_s=600, valid_from=0, place="b")
BATTERY = Threshold(
    id="t", kind="device", parameter="battery", averaging="instant", raise_at=3.3, clear_at=3.5, severity="warning"
)  # fmt: skip
FILL = Threshold(
    id="f", kind="bin", parameter="fill", averaging="instant", raise_at=90.0, clear_at=80.0, severity="warning", consecutive=2
)  # fmt: skip
ALL: list[Reading] = []


def reading(minutes: int, value: float, parameter: str = "battery") -> Reading:
    return Reading("d", NOW + minutes * MINUTE, {parameter: value}, TimeSource.DEVICE)


def judge(*versions: Device, stored: Iterable[Reading] = ()) -> tuple[ReadingJudge, list[tuple[int, int]]]:
    """Return a judge, and the stretches of readings that it asks for."""
    asked: list[tuple[int, int]] = []

    def readings_of(_: str, start: int, end: int) -> Iterable[Reading]:
        asked.append((start, end))
        return [each for each in stored if start <= each.time < end]

    return (
        ReadingJudge(
            registry=Registry(devices={"d": History(versions or (DEVICE,))}, sites={}, bins={}, by_dev_eui={}),
            bounds=lambda _, __, value: BoundedValue(value),
            credibility=threshold_file().credibility.rules(),
            readings_of=readings_of,
        ),
        asked,
    )


def told(
    threshold: Threshold, readings: Iterable[Reading], before: Severity | None = None, *, after: int = -1, device: Device = DEVICE
) -> list[tuple[int, Severity | None]]:
    """Return at which minute something was told, and how severe it was then."""
    severity = before
    seen = []
    for observation in judge(device)[0].observations((threshold,), device, readings, before, after=after):
        severity = observation.severity_after(severity)
        seen.append(((observation.at - NOW) // MINUTE, severity))
    return seen


def test_what_is_severe_or_ends_what_was_is_told() -> None:
    readings = [reading(0, 3.6), reading(10, 3.2), reading(20, 3.4), reading(30, 3.6), reading(40, 3.7)]
    assert told(BATTERY, readings) == [(10, "warning"), (20, "warning"), (30, None)]
    assert told(BATTERY, readings[:1], "warning") == [(0, None)]


def test_what_was_judged_before_is_only_the_beginning_of_a_run() -> None:
    readings = [reading(0, 3.2), reading(10, 3.2)]
    assert told(BATTERY, readings, after=NOW) == [(10, "warning")]
    assert told(replace(BATTERY, consecutive=2), readings, after=NOW) == [(10, "warning")]
    assert told(BATTERY, [reading(-10, 3.2), *readings, reading(20, 3.6)], after=NOW + 10 * MINUTE) == []
    assert told(BATTERY, [reading(-10, 3.2), *readings, reading(20, 3.2)], after=NOW + 10 * MINUTE) == [(20, "warning")]


def test_a_run_ends_where_readings_are_missing() -> None:
    twice = replace(BATTERY, consecutive=2)
    assert told(twice, [reading(0, 3.2), reading(30, 3.2)]) == [(30, "warning")]
    assert told(twice, [reading(0, 3.2), reading(31, 3.2)]) == []


def test_a_value_is_data_until_the_device_counts_as_silent() -> None:
    (observation,) = judge()[0].observations((BATTERY,), DEVICE, [reading(0, 3.2)], None)
    assert (observation.fresh_until, observation.at, observation.member) == (NOW + 30 * MINUTE, NOW, "d")


def test_what_it_measured_elsewhere_or_before_it_was_registered_is_not_judged() -> None:
    moved = replace(DEVICE, valid_from=NOW + 5 * MINUTE, place="c")
    judging, _ = judge(replace(DEVICE, valid_from=NOW + MINUTE), moved)
    readings = [reading(0, 3.0), reading(2, 3.1), reading(10, 3.2)]
    assert [each.newest.value for each in judging.observations((BATTERY,), moved, readings, None)] == [3.2]


@pytest.mark.parametrize(
    ("threshold", "device", "subject"),
    [
        (FILL, DEVICE, Subject(type="bin", id="b")),
        (FILL, replace(DEVICE, place=None), Subject(type="device", id="d")),
        (BATTERY, DEVICE, Subject(type="device", id="d")),
    ],
)
def test_a_bins_alert_is_about_the_bin_and_others_about_the_device(threshold: Threshold, device: Device, subject: Subject) -> None:
    assert subject_of((threshold,), device) == subject


def test_where_several_fills_change_something_those_of_the_days_before_decide() -> None:
    readings = [reading(minutes, fill, "fill") for minutes, fill in ((0, 50.0), (10, 95.0), (20, 95.1))]
    judging, asked = judge(stored=readings)
    (observation,) = judging.observations((FILL,), DEVICE, readings, None)
    assert (observation.at, [sample.value for sample in observation.run]) == (NOW + 20 * MINUTE, [95.0, 95.1])
    assert asked == [(NOW + 20 * MINUTE - judging.credibility.look_back_ms, NOW + 20 * MINUTE + 1)]
    judging, asked = judge(stored=readings)
    assert len(list(judging.observations((FILL,), DEVICE, readings[:2], "warning"))) == 2
    assert asked == []  # it stays a warning: one fill decides nothing, and nothing changes
