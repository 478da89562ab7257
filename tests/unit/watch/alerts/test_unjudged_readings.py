"""The store is asked only where more than the newest reading may decide; what is judged follows on what was judged before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from domain.alerts.observations.reading_judge import ReadingJudge
from domain.alerts.threshold import Threshold
from domain.device import Device, History, Registry
from domain.duration import DAY, MINUTE
from domain.reading import Reading
from storage.state.alerts.thresholds import StoredThreshold
from storage.state.ingest.latest import Latest
from watch.alerts.context import Context
from watch.alerts.thresholds import ThresholdSet
from watch.alerts.unjudged_readings import UnjudgedReadings, unjudged_readings

NOW = 1_767_268_800_000
DEVICE = Device(id="d", kind="bin", model="generic", interval_s=600, valid_from=0, place="b")
FULL = Threshold(id="full", kind="bin", parameter="fill", averaging="instant", raise_at=80.0, clear_at=60.0, consecutive=2)
HOT = Threshold(id="hot", kind="bin", parameter="temperature", averaging="instant", raise_at=60.0, clear_at=40.0)


class Judge:
    """Judges the newest reading by its first value."""

    def value(self, _ladder: Sequence[Threshold], reading: Reading, _device: Device) -> tuple[float, str] | None:
        return next(((value, "exact") for value in reading.values.values()), None)


def decides(value: float | None = 10.0, *, after_ms: int = 0, threshold: Threshold = FULL, is_open: bool = False, **more: bool) -> bool:
    newest = Reading("d", NOW, {} if value is None else {"fill": value})
    unjudged = UnjudgedReadings(
        device=DEVICE, newest=newest, several=more.get("several", False), after=NOW - after_ms, ladders=[[threshold]]
    )
    alerts: Mapping[Any, Any] = {("full", "bin", "b"): object()} if is_open else {}
    return unjudged.decides_alone(cast("ReadingJudge", Judge()), alerts, replayed=more.get("replayed", False))


@pytest.mark.parametrize(
    ("after_ms", "alone"), [(0, True), (10 * MINUTE, True), (15 * MINUTE, True), (15 * MINUTE + 1, False), (DAY, False)]
)
def test_a_reading_that_followed_within_an_interval_and_a_half_has_none_before_it_that_nobody_judged(after_ms: int, alone: bool) -> None:
    assert decides(after_ms=after_ms) is alone


def test_several_times_and_a_replays_readings_are_read_from_the_store() -> None:
    assert not decides(several=True)
    assert not decides(replayed=True)


@pytest.mark.parametrize(
    ("value", "is_open", "alone"),
    [
        (79.9, False, True),
        (80.0, False, False),
        (95.0, False, False),
        (50.0, False, True),
        (50.0, True, False),
        (60.0, True, True),
        (None, True, True),
    ],
)
def test_what_may_begin_or_end_an_alert_of_two_in_a_row_is_read_with_those_before_it(
    value: float | None, is_open: bool, alone: bool
) -> None:
    assert decides(value, is_open=is_open) is alone


@pytest.mark.parametrize("value", [10.0, 95.0])
def test_what_one_reading_decides_is_decided_by_it(value: float) -> None:
    assert decides(value, threshold=replace(FULL, consecutive=1))


def test_as_far_back_as_the_longest_run_may_reach_readings_may_be_in_a_row_with_the_next() -> None:
    unjudged = UnjudgedReadings(device=DEVICE, newest=Reading("d", NOW, {}), several=False, after=NOW, ladders=[[FULL], [HOT]])
    assert unjudged.reach == DEVICE.longest_silence
    assert replace(unjudged, ladders=[[replace(FULL, consecutive=4)]]).reach == 3 * DEVICE.longest_silence
    assert replace(unjudged, ladders=[[HOT]]).reach == 0


def context(*thresholds: Threshold, device: Device | None = DEVICE) -> Context:
    stored = [StoredThreshold(threshold=threshold, version=1) for threshold in thresholds]
    devices = {device.id: History((device,))} if device is not None else {}
    registry = Registry(devices=devices, sites={}, bins={}, by_dev_eui={})
    return Context(thresholds=ThresholdSet.of(stored), registry=registry, open_alerts={}, now=NOW, steady_s=9, pulse=lambda: None)


def row(parameter: str = "fill", *, time: int = NOW, value: float = 70.0, received_at: int = NOW) -> Latest:
    return Latest(device_id="d", parameter=parameter, time=time, value=value, time_source="device", received_at=received_at, seq=1)


def found(*rows: Latest, judged: int = 0, replayed: bool = False, in_: Context | None = None) -> UnjudgedReadings | None:
    return next(unjudged_readings(rows, in_ or context(FULL, HOT), {"d": judged} if judged else {}, replayed=replayed), None)


def test_a_devices_newest_values_are_one_reading_and_its_ladders_those_that_judge_them() -> None:
    unjudged = found(row(), row("temperature", value=20.0), judged=NOW - 600_000)
    assert unjudged is not None
    assert (unjudged.newest, unjudged.several) == (Reading("d", NOW, {"fill": 70.0, "temperature": 20.0}), False)
    assert [ladder[0].id for ladder in unjudged.ladders] == ["full", "hot"]
    assert unjudged.after == NOW - 600_000


def test_values_of_several_times_are_told_and_only_those_of_the_newest_are_its_reading() -> None:
    unjudged = found(row(), row("temperature", time=NOW - 60_000), judged=NOW - 600_000)
    assert unjudged is not None
    assert (unjudged.newest.values, unjudged.several) == ({"fill": 70.0}, True)


def test_a_correction_is_judged_although_its_time_was() -> None:
    unjudged = found(row(), judged=NOW)
    assert unjudged is not None
    assert unjudged.after == NOW - 1


@pytest.mark.parametrize(("late", "is_judged"), [(DAY, True), (DAY + 1, False), (9 * DAY, False)])
def test_what_comes_more_than_a_day_late_is_judged_only_in_a_replay(late: int, is_judged: bool) -> None:
    assert (found(row(received_at=NOW + late)) is not None) is is_judged
    assert found(row(received_at=NOW + late), replayed=True) is not None


def test_nothing_of_before_a_day_ago_is_judged_however_long_ago_the_last_was() -> None:
    unjudged = found(row(received_at=NOW + MINUTE))
    assert unjudged is not None
    assert unjudged.after == NOW + MINUTE - DAY - 1


def test_an_unknown_device_and_what_no_threshold_is_about_are_passed_over() -> None:
    assert found(row(), in_=context(FULL, device=None)) is None
    assert found(row(), in_=context(HOT)) is None
    assert found(row(), in_=context(FULL, device=replace(DEVICE, kind="air"))) is None
