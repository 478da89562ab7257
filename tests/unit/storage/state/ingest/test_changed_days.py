"""A day's mark differs after each write of it, and only then."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.columns import ReadingColumns
from domain.duration import DAY
from domain.reading import Reading
from storage.state.engine import State
from storage.state.ingest import changed_days
from storage.state.ingest.drained import Drained, commit

FIRST, SECOND = 20_000 * DAY, 20_001 * DAY


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(f"sqlite:///{tmp_path / 'state.db'}")) as opened:
        yield opened


def marks(state: State, *days: int) -> list[int | None]:
    with state.begin() as connection:
        changed_days.begin(connection)
    with state.read() as connection:
        found = changed_days.read(connection)
    return [changed_days.of_day(found, day) for day in days]


def test_days_from_before_there_were_marks_share_one_that_stays(state: State) -> None:
    with state.read() as connection:
        assert changed_days.of_day(changed_days.read(connection), FIRST) is None
    first, second = marks(state, FIRST, SECOND)
    assert first == second is not None
    assert marks(state, FIRST, SECOND) == [first, second]


def test_a_drained_batch_marks_the_days_that_it_wrote(state: State) -> None:
    before = marks(state, FIRST, SECOND)
    for cursor in (1, 2):
        with state.begin() as connection:
            stored = ReadingColumns.of([Reading("a", SECOND, {"pm25": 1.0}), Reading("a", SECOND + DAY - 1, {"pm25": 1.0})])
            commit(connection, Drained(cursor=cursor, stored=stored, received_at=[SECOND, SECOND]), max_per_device=1)
        after = marks(state, FIRST, SECOND)
        assert after[0] == before[0]
        assert after[1] != before[1]
        before = after


def test_a_batch_without_readings_marks_nothing(state: State) -> None:
    before = marks(state, FIRST)
    with state.begin() as connection:
        commit(connection, Drained(cursor=1), max_per_device=1)
    assert marks(state, FIRST) == before
