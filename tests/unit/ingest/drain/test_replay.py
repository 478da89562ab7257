"""What is in quarantine is tried again once, however often and how quickly somebody asks."""

from pathlib import Path

from ingest.drain.replay import replay_waiting
from ingest.log.log import Log
from storage.state import jobs, leases
from storage.state.engine import State
from storage.state.ingest import quarantine
from storage.state.ingest.quarantine import Quarantined

ROW = Quarantined("1.0", "schema", "pm25 is 'x'", "bysans/v1/air/a", 1_760_000_000_000, b'{"pm25": "x"}', "a")


NOW = 1_760_000_100_000


def test_of_two_processes_one_replays_until_it_is_silent(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    log = Log(tmp_path / "log", drained=0, segment_bytes=1 << 20, max_bytes=1 << 20)
    with state.begin() as connection:
        quarantine.keep(connection, [ROW], max_per_device=10)
        jobs.ask(connection, jobs.REPLAY, [ROW.id], ROW.received_at)
        assert leases.hold(connection, "replay", "elsewhere", NOW, 10_000)
    assert replay_waiting(state, log, "here", NOW + 9_999) == 0
    assert log.end == 0
    assert replay_waiting(state, log, "here", NOW + 10_000) == 1
    log.close()
    state.close()


def test_a_row_that_several_ask_for_at_once_is_replayed_once(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    log = Log(tmp_path / "log", drained=0, segment_bytes=1 << 20, max_bytes=1 << 20)
    with state.begin() as connection:
        quarantine.keep(connection, [ROW], max_per_device=10)
        for _ in range(3):
            jobs.ask(connection, jobs.REPLAY, [ROW.id], ROW.received_at)
    assert replay_waiting(state, log, "here", NOW) == 1
    assert replay_waiting(state, log, "here", NOW) == 0
    log.close()
    state.close()
