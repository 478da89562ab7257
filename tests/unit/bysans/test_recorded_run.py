"""A role that ends without being told to leaves the reason behind, or its supervisor does, or its next run."""

import os
import socket

import pytest

from bysans.clock import now
from bysans.recorded_run import record_death, recorded_run
from domain.role_run import RoleRun
from storage.state import role_runs
from storage.state.engine import State, StateAwayError

HOST = socket.gethostname()
NOBODY = 2**22 + 1  # above the largest process number that Linux gives


def runs(state: State) -> list[RoleRun]:
    with state.read() as connection:
        return role_runs.read(connection)


def reasons(state: State) -> list[str]:
    return [run.reason for run in runs(state) if run.ended is not None]


def fail(state: State, error: BaseException) -> None:
    with recorded_run(state, "watch"):
        raise error


def test_a_run_that_ends_as_it_was_told_to_is_forgotten(state: State) -> None:
    with recorded_run(state, "watch"):
        (run,) = runs(state)
        assert (run.role, run.process, run.ended) == ("watch", f"{HOST}:{os.getpid()}", None)
    assert runs(state) == []


def test_a_run_that_fails_leaves_its_reason(state: State) -> None:
    with pytest.raises(KeyError):
        fail(state, KeyError("a\0b\nc"))
    assert reasons(state) == ["KeyError: 'a\\x00b\\nc'"]
    with pytest.raises(ValueError, match="two"):
        fail(state, ValueError("one\ntwo\0"))
    assert reasons(state)[1] == "ValueError: one two"


def test_an_exit_with_a_cause_gives_the_cause(state: State) -> None:
    def leave() -> None:
        raise SystemExit(1) from RuntimeError("the log is in use")

    with pytest.raises(SystemExit), recorded_run(state, "ingest"):
        leave()
    assert reasons(state) == ["RuntimeError: the log is in use"]


@pytest.mark.parametrize(
    ("process", "died"),
    [
        (f"{HOST}:{os.getpid()}", True),  # a container's process has the same number each time
        (f"{HOST}:{NOBODY}", True),
        (f"{HOST}:{os.getppid()}", False),
        ("elsewhere:1", False),
        ("", False),
    ],
    ids=["ourselves", "nobody", "another", "elsewhere", "unknown"],
)
def test_a_run_that_ended_without_a_word_is_found_by_the_next(state: State, process: str, died: bool) -> None:
    with state.begin() as connection:
        role_runs.begin(connection, RoleRun(role="watch", process=process, started=now() - 1000))
    with recorded_run(state, "ingest"):
        assert reasons(state) == [], "another role's"
    with recorded_run(state, "watch"):
        assert len(reasons(state)) == died
        assert all("without a word" in reason for reason in reasons(state))


def test_who_saw_a_role_end_records_it_once(state: State) -> None:
    record_death(state, "watch", 1_769_860_800_000, "it ended with exit code 3")
    assert reasons(state) == ["it ended with exit code 3"], "it failed before it began"
    with state.begin() as connection:
        role_runs.begin(connection, RoleRun(role="api", process=f"{HOST}:1", started=1_769_860_800_500))
    record_death(state, "api", 1_769_860_800_000, "it ended with exit code -9")
    assert [run.reason for run in runs(state) if run.role == "api"] == ["it ended with exit code -9"]
    record_death(state, "api", 1_769_860_800_000, "again")
    assert [run.reason for run in runs(state) if run.role == "api"] == ["it ended with exit code -9"]


def test_a_state_that_is_away_stops_no_role(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_options: object) -> None:
        raise StateAwayError("locked")

    monkeypatch.setattr(state, "begin", away)
    done = False
    with recorded_run(state, "watch"):
        done = True
    record_death(state, "watch", 0, "x")
    assert done
