"""A crew's report holds until the sensor measures otherwise."""

from dataclasses import replace

import pytest

from domain.duration import MINUTE
from domain.waste.level.bin_state import BinState, unknown_bin
from domain.waste.level.crew_report import as_reported, confirmed_by, emptied_by_crew, report_emptying, report_of, without_report
from domain.waste.level.estimate import LevelChange, LevelEstimate
from tests.bin_judge import RULES

NOW = 1_767_607_200_000


def full(**changed: object) -> BinState:
    state = replace(unknown_bin("b", RULES), estimate=LevelEstimate(level=97.0, time=NOW, last_seen=NOW, confirmed=True))
    return replace(state, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured_after", "status"), [(-1, "unconfirmed"), (10 * MINUTE, "unconfirmed"), (10 * MINUTE + 1, "contradicted")]
)
def test_a_level_counts_against_a_report_ten_minutes_after_it(measured_after: int, status: str) -> None:
    report = report_of(full(reported_at=NOW - measured_after))
    assert report is not None
    assert report.status == status


def test_a_report_of_a_bin_that_was_never_measured_is_unconfirmed() -> None:
    report = report_of(replace(unknown_bin("b", RULES), reported_at=NOW))
    assert report is not None
    assert report.status == "unconfirmed"
    assert report_of(full()) is None


def test_only_an_unconfirmed_report_is_taken_for_true() -> None:
    assert as_reported(full(reported_at=NOW + 1)).estimate.level == 0.0
    denied = full(reported_at=NOW - 11 * MINUTE)
    assert as_reported(denied) == denied


@pytest.mark.parametrize(
    ("time", "level", "confirmed"),
    [(NOW + 1, 0.0, True), (NOW + 1, 15.0, True), (NOW + 1, 15.1, False), (NOW + 1, 90.0, False), (NOW, 2.0, False), (NOW - 9, 2.0, False)],
)
def test_a_low_level_after_the_report_confirms_it(time: int, level: float, confirmed: bool) -> None:
    assert (confirmed_by(full(reported_at=NOW), LevelChange(level=(time, level))) is not None) is confirmed
    assert confirmed_by(full(), LevelChange(level=(time, level))) is None
    assert confirmed_by(full(reported_at=NOW), LevelChange()) is None


def test_a_report_of_before_the_last_emptying_changes_nothing() -> None:
    emptied = full(emptied_at=NOW)
    assert report_emptying(emptied, NOW) == emptied_by_crew(emptied, NOW) == emptied
    assert report_emptying(emptied, NOW + 1).reported_at == NOW + 1


def test_only_a_report_near_by_is_taken_back() -> None:
    reported = full(reported_at=NOW)
    assert without_report(reported, NOW + 5, within=5).reported_at is None
    assert without_report(reported, NOW + 6, within=5) == reported


def test_a_bin_that_its_crew_emptied_learns_from_nothing_on() -> None:
    emptied = emptied_by_crew(full(reported_at=NOW), NOW + 1)
    assert (emptied.emptied_at, emptied.reported_at, emptied.estimate.level) == (NOW + 1, None, 0.0)
    assert (emptied.history.time, emptied.history.level, emptied.history.marked) == (NOW + 1, 0.0, 0.0)
