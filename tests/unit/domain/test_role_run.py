"""A role that keeps dying is not well in between; one failure, or one long past, speaks against nobody that runs again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR, MINUTE, SECOND
from domain.role_run import RoleRun, failures

NOW = 1_769_860_800_000


def run(started: int, ended: int | None = None, reason: str = "") -> RoleRun:
    return RoleRun(role="watch", process="here:1", started=NOW + started, ended=None if ended is None else NOW + ended, reason=reason)


def test_a_role_that_runs_and_never_failed_is_well() -> None:
    assert failures([], NOW) is None
    assert failures([run(-1)], NOW) is None


def test_a_role_that_failed_is_down_until_it_starts_again() -> None:
    failed = failures([run(-50, -10, "KeyError: 'x'")], NOW)
    assert failed is not None
    assert (failed.count, failed.last.reason, failed.until) == (1, "KeyError: 'x'", None)
    assert failures([run(-50, -10), run(-10)], NOW) is None


def test_a_run_that_began_before_the_failure_is_another_process_and_speaks_for_nobody() -> None:
    assert failures([run(-5 * HOUR), run(-50, -10)], NOW) is not None


@pytest.mark.parametrize(("age_ms", "well"), [(1, False), (MINUTE - 1, False), (MINUTE, True), (5 * MINUTE, True)])
def test_after_two_short_runs_a_third_must_last_a_minute(age_ms: int, well: bool) -> None:
    runs = [run(-age_ms - 9, -age_ms - 5), run(-age_ms - 4, -age_ms), run(-age_ms)]
    assert (failures(runs, NOW) is None) == well


@pytest.mark.parametrize(("age_ms", "well"), [(10 * MINUTE - 1, False), (10 * MINUTE, True), (30 * MINUTE, True)])
def test_after_runs_of_five_minutes_one_must_last_ten(age_ms: int, well: bool) -> None:
    runs = [run(-age_ms - 8 * MINUTE, -age_ms - 3 * MINUTE), run(-age_ms - 3 * MINUTE, -age_ms), run(-age_ms)]
    failed = failures(runs, NOW)
    assert (failed is None) == well
    if failed is not None:
        assert (failed.count, failed.until) == (2, NOW + 1)


def test_a_long_run_before_the_last_two_failures_makes_nobody_wait() -> None:
    runs = [run(-50 * MINUTE, -MINUTE - 20), run(-MINUTE - 19, -MINUTE - 9), run(-MINUTE - 8, -MINUTE), run(-MINUTE)]
    assert failures(runs, NOW) is None


@pytest.mark.parametrize(("age_ms", "counted"), [(0, True), (HOUR - 1, True), (HOUR, False), (5 * HOUR, False)])
def test_failures_are_forgotten_after_an_hour(age_ms: int, counted: bool) -> None:
    assert (failures([run(-age_ms - 5, -age_ms)], NOW) is not None) == counted


@given(st.integers(1, 20 * MINUTE), st.integers(2, 3), st.integers(0, 30 * SECOND))
def test_a_role_that_dies_at_equal_intervals_is_never_well_in_between(life: int, deaths: int, pause: int) -> None:
    ends = [-(n * (life + pause)) for n in range(deaths)]
    runs = [run(end - life, end) for end in ends]
    assert failures([*runs, run(pause)], NOW + pause + life) is not None


@pytest.mark.parametrize(("started", "runs_again"), [(-10, True), (-5, True), (-11, False)])
def test_a_run_counts_that_began_when_the_failed_one_ended_or_later(started: int, runs_again: bool) -> None:
    assert (failures([run(-50, -10), run(started)], NOW) is None) is runs_again


def test_of_several_failures_the_last_is_told() -> None:
    failed = failures([run(-20, -10, "second"), run(-50, -40, "first")], NOW)
    assert failed is not None
    assert (failed.count, failed.last.reason) == (2, "second")
