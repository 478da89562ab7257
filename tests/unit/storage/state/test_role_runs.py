"""A run leaves a trace only while it is under way, or when it failed."""

from dataclasses import replace

import pytest

from domain.duration import DAY
from domain.role_run import RoleRun
from storage.state import role_runs
from storage.state.engine import State

RUN = RoleRun(role="watch", process="here:1", started=1_769_860_800_000)


def test_a_run_that_ends_as_it_was_told_to_leaves_nothing(state: State) -> None:
    other = replace(RUN, process="here:2")
    with state.begin() as connection:
        role_runs.begin(connection, RUN)
        role_runs.begin(connection, other)
        assert role_runs.read(connection) == [RUN, other]
        role_runs.end(connection, RUN)
        assert role_runs.read(connection) == [other]


def test_a_run_that_fails_is_kept_with_its_reason_for_a_day(state: State) -> None:
    failed = replace(RUN, ended=RUN.started + 5, reason="x" * 300)
    with state.begin() as connection:
        role_runs.begin(connection, RUN)
        role_runs.fail(connection, RUN, RUN.started + 5, "x" * 301)
        assert role_runs.read(connection) == [failed]
        later = replace(RUN, started=RUN.started + 5 + DAY)
        role_runs.begin(connection, later)
        assert role_runs.read(connection) == [failed, later]
        role_runs.end(connection, later)
        role_runs.begin(connection, replace(later, started=later.started + 1))
        assert len(role_runs.read(connection)) == 1


@pytest.mark.parametrize(("age_ms", "kept"), [(30 * DAY, True), (30 * DAY + 1, False)])
def test_a_run_whose_machine_is_gone_is_forgotten_after_a_month(state: State, age_ms: int, kept: bool) -> None:
    with state.begin() as connection:
        role_runs.begin(connection, RUN)
        role_runs.begin(connection, replace(RUN, process="elsewhere:1", started=RUN.started + age_ms))
        assert (RUN in role_runs.read(connection)) == kept
