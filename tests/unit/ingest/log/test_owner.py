"""A log's name belongs to one folder at a time, and to its next process at once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.log.lock import LogInUseError
from ingest.log.owner import LEASE_MS, LogOwner
from storage.state.engine import State

NOW = 1_760_000_000_000


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(f"sqlite:///{tmp_path / 'state.db'}")) as opened:
        yield opened


def hold(state: State, owner: LogOwner, now: int) -> None:
    with state.begin() as connection:
        owner.hold(connection, now)


def test_a_process_that_starts_again_in_its_folder_need_not_wait(state: State, tmp_path: Path) -> None:
    hold(state, LogOwner(tmp_path / "log", ""), NOW)
    (tmp_path / "log").rename(tmp_path / "moved")
    hold(state, LogOwner(tmp_path / "moved", ""), NOW + 1)


@pytest.mark.parametrize(("name", "words"), [("", "with no log.name"), ("north", "with log.name north")])
def test_a_second_log_of_the_same_name_is_refused_while_the_first_lives(state: State, tmp_path: Path, name: str, words: str) -> None:
    first, second = LogOwner(tmp_path / "a", name), LogOwner(tmp_path / "b", name)
    hold(state, first, NOW)
    hold(state, first, NOW + LEASE_MS)
    with pytest.raises(LogInUseError, match=f"another ingest process {words} works on this state: give each a log.name of its own"):
        hold(state, second, NOW + 2 * LEASE_MS - 1)
    hold(state, second, NOW + 2 * LEASE_MS)
    with pytest.raises(LogInUseError):
        hold(state, first, NOW + 2 * LEASE_MS)


def test_logs_of_different_names_work_side_by_side(state: State, tmp_path: Path) -> None:
    for name in ("", "north", "south"):
        hold(state, LogOwner(tmp_path / f"of-{name}", name), NOW)
