"""Every reading comes once and in order, however many pages it takes."""

import pytest

from domain.reading import Reading
from tests.unit.watch.conftest import NOON, Town
from watch.stream import PAGE, stream


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_pages_join_without_a_seam(town: Town, count: int) -> None:
    sent = [
        Reading(device, NOON + i, {"pm25": 1.0})
        for device in ("a", "b")
        for i in range(count // 2 if device == "a" else count - count // 2)
    ]
    town.readings.write(sent)
    pulses: list[int] = []
    got = list(stream(town.readings, {"b", "a"}, NOON, NOON + PAGE * 3, lambda: pulses.append(1)))
    assert [(reading.device_id, reading.time) for reading in got] == [(reading.device_id, reading.time) for reading in sent]
    assert len(pulses) == town.readings.reads


def test_nobody_is_not_everybody(town: Town) -> None:
    town.readings.write([Reading("a", NOON, {"pm25": 1.0})])
    assert list(stream(town.readings, set(), NOON, NOON + 1, lambda: None)) == []
