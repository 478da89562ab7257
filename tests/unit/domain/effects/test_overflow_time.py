"""A bin is full from the level that says so until the next that does not, or until it was emptied, whichever is first."""

import pytest

from domain.effects.overflow_time import ReportedLevel, full_ms, known_ms

HOUR = 3_600_000


def level(hour: float, fill: float | None, emptied: float | None = None) -> ReportedLevel:
    return ReportedLevel(time=round(hour * HOUR), fill=fill, emptied_at=None if emptied is None else round(emptied * HOUR))


@pytest.mark.parametrize(
    ("levels", "hours"),
    [
        ([], 0),
        ([level(1, 98.9)], 0),
        ([level(1, 99.0), level(4, 98.9)], 3),
        ([level(1, 99.0), level(3, 100.0), level(4, 0.0, 4)], 3),
        ([level(1, 99.0), level(6, 2.0, 4.5)], 3.5),
        ([level(1, 99.0, 0.5), level(6, 2.0, 0.5)], 5),
        ([level(1, 99.0), level(1, 100.0), level(4, None)], 3),
        ([level(-5, 100.0), level(2, 0.0, 2)], 2),
        ([level(20, 100.0)], 4),
        ([level(23, 100.0), level(30, 0.0, 30)], 1),
    ],
    ids=[
        "nobody knows", "a hair below", "until it is not", "two levels are not counted twice", "until it was emptied, known later",
        "an emptying before it ends nothing", "two at one time", "full before the period", "still full at its end", "emptied after its end",
    ],
)  # fmt: skip
def test_full_time(levels: list[ReportedLevel], hours: float) -> None:
    assert full_ms(levels, 99.0, 0, 24 * HOUR) == hours * HOUR


def until(hour: float, fill: float | None, silent: float) -> ReportedLevel:
    return ReportedLevel(time=round(hour * HOUR), fill=fill, emptied_at=None, until=round(silent * HOUR))


@pytest.mark.parametrize(
    ("levels", "full", "known_hours"),
    [
        ([until(1, 100.0, 5)], 4, 4),
        ([until(1, 100.0, 5), until(3, 40.0, 7)], 2, 6),
        ([until(1, 100.0, 5), until(10, 40.0, 12)], 4, 6),
        ([until(1, 100.0, 5), until(3, None, 7)], 2, 2),
        ([until(-9, 100.0, -3)], 0, 0),
        ([until(20, 100.0, 40)], 4, 4),
    ],
    ids=["silent since", "heard again in time", "silent for a while", "faulty since", "silent before the period", "still heard at its end"],
)
def test_a_level_holds_until_its_sensor_falls_silent(levels: list[ReportedLevel], full: float, known_hours: float) -> None:
    assert full_ms(levels, 99.0, 0, 24 * HOUR) == full * HOUR
    assert known_ms(levels, 0, 24 * HOUR) == known_hours * HOUR
