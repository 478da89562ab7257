"""A fault is told by name, rate and hours; what cannot be is refused with a sentence."""

import pytest

from domain.duration import HOUR
from simulators.faults.fault import ALWAYS, Fault, check_together, parse_fault


def test_a_fault_without_hours_is_always() -> None:
    assert parse_fault("drop=0.1").begin(1000) == Fault(kind="drop", rate=0.1, start=ALWAYS[0], end=ALWAYS[1])


def test_a_faults_hours_count_from_the_beginning_and_end_before_its_end() -> None:
    fault = parse_fault("late=1@2-3.5").begin(1000)
    assert (fault.start, fault.end) == (1000 + 2 * HOUR, 1000 + 7 * HOUR // 2)
    assert [fault.at(time) for time in (fault.start - 1, fault.start, fault.end - 1, fault.end)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("flood=1", "unknown fault"),
        ("drop", "write NAME=RATE"),
        ("drop=often", "write NAME=RATE"),
        ("drop=1.5", "less than or equal to 1"),
        ("drop=1@3-2", "to_hour must be after from_hour 3, got 2"),
        ("storm=1", "give from_hour"),
        ("outage=0.25@3", "give from_hour and to_hour"),
    ],
)
def test_a_fault_that_cannot_be_is_told(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_fault(text)


def test_no_more_than_all_messages_can_meet_a_fault_at_one_time() -> None:
    drop, late = Fault(kind="drop", rate=0.6), Fault(kind="late", rate=0.6, start=0, end=10)
    check_together([drop, Fault(kind="skewed", rate=0.9)])
    with pytest.raises(ValueError, match=r"add up to more than 1: 1\.2"):
        check_together([drop, late])
