"""With `--clock data` it is as late as the newest reading says, and a reading without a time says nothing."""

from pathlib import Path

from bysans.clock import now
from bysans.data_clock import DataClock
from domain.reading import Reading, TimeSource
from storage.state.engine import State
from storage.state.ingest import latest
from tests.real_parts.process import wait_until

JANUARY_2025 = 1_735_689_600_000


def test_it_is_the_worlds_time_until_the_first_reading_then_that_of_the_newest(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    clock = DataClock(state)
    assert abs(clock.now() - now()) < 60_000
    with state.begin() as connection:
        latest.put(connection, [(Reading("a", JANUARY_2025, {"pm25": 1}), now()), (Reading("b", JANUARY_2025 - 1, {"pm25": 1}), now())])
        latest.put(connection, [(Reading("c", now(), {"pm25": 1}, TimeSource.RECEIVED), now())])
    wait_until(lambda: clock.now() == JANUARY_2025, "the newest reading's time")
    clock.close()
    state.close()


def test_the_time_is_told_within_a_transaction_too(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    clock = DataClock(state)
    with state.begin():
        assert clock.now() > JANUARY_2025
    clock.close()
    state.close()
