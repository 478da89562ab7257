"""The log is drained into the stores in its order, each step again after a failure, and the cursor last."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from config.catalogue import load_catalogue
from config.settings import Settings
from domain.device import Device
from domain.reading import Reading
from ingest.decode.decode import Decoder
from ingest.drain import drain
from ingest.drain.drain import Drainer
from ingest.drain.duplicates import Duplicates
from ingest.health import Health
from ingest.log.entry import Entry
from ingest.log.log import Log, LogUnreadableError
from ingest.log.record import encode
from ingest.messages import DUP
from storage.readings.protocol import Refusal, StoreAwayError, StoreRefusesError
from storage.state import counters, registry
from storage.state.engine import State, StateAwayError
from storage.state.ingest import drained, latest, proposals, quarantine
from tests.real_parts.process import wait_until
from tests.unit.ingest.registered import NOW, device

TOPIC = "bysans/v1/air/air-1"


class Store:
    """Takes readings, or fails as often as it is told to before it does."""

    def __init__(self, *failures: Exception, refuses: float | None = None) -> None:
        self.failures = list(failures)
        self.refuses = refuses
        self.batches: list[list[float]] = []
        self.checked = 0

    @property
    def values(self) -> list[float]:
        return [value for batch in self.batches for value in batch]

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        if self.failures:
            raise self.failures.pop(0)
        self.batches.append([reading.values["pm25"] for reading in readings])
        return [Refusal(reading, "too large") for reading in readings if reading.values["pm25"] == self.refuses]

    def read(self, *_: Any, **__: Any) -> list[Reading]:
        return []

    def check(self) -> None:
        self.checked += 1

    def close(self) -> None:
        pass


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.begin() as connection:
        registry.put(connection, device("air-1"))
    yield state
    state.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    log = Log(tmp_path / "log", drained=0, segment_bytes=1 << 20, max_bytes=1 << 24)
    yield log
    log.close()


def append(log: Log, *values: float, sender: str = "air-1", at: int = NOW) -> None:
    log.append([encode(at, f"bysans/v1/air/{sender}", b'{"pm25": %g}' % value) for value in values])


def drainer(log_: Log, state: State, store: Store, health: Health | None = None, **settings: Any) -> Drainer:
    return Drainer(
        log=log_,
        decoder=Decoder(load_catalogue(), retention_ms=None),
        duplicates=Duplicates(),
        readings=store,
        state=state,
        settings=Settings(data_dir=log_.folder.parent, **settings),
        health=health or Health(),
        clock=lambda: NOW,
    )


class Waits:
    """An event that is never waited for in earnest; it notes for how long somebody would have waited."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop, self.seconds = stop, [0.0]

    def is_set(self) -> bool:
        return self.stop.is_set()

    def wait(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return self.stop.is_set()


def drain_until(part: Drainer, done: Callable[[], bool]) -> Waits:
    """Run the drainer until something is so, and return what it waited."""
    stop = threading.Event()
    waits = Waits(stop)
    thread = threading.Thread(target=part.run, args=[waits])
    thread.start()
    try:
        wait_until(done, "the log is drained", 20)
    finally:
        stop.set()
        thread.join()
    return waits


def cursor(state: State, log: str = "") -> int:
    with state.read() as connection:
        return drained.cursor(connection, log)


@pytest.fixture(autouse=True)
def nobody_idles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "_IDLE_S", 0.01)


def test_what_is_logged_is_stored_in_its_order_and_the_cursor_follows(log: Log, state: State) -> None:
    append(log, 1, 2, 3)
    store, health = Store(), Health()
    drain_until(drainer(log, state, store, health), lambda: log.drained == log.end)
    assert store.values == [1, 2, 3]
    assert cursor(state) == log.end
    assert (store.checked, health.problems()) == (1, {"readings": None, "state": None})


def test_what_comes_while_it_drains_is_drained_too(log: Log, state: State) -> None:
    store = Store()
    part = drainer(log, state, store)

    def all_came() -> bool:
        if log.drained == log.end and len(store.values) < 5:
            append(log, len(store.values))
        return len(store.values) == 5

    drain_until(part, all_came)
    assert store.values == [0, 1, 2, 3, 4]


def test_a_store_that_is_away_is_asked_again_after_the_pause_that_it_wishes(log: Log, state: State) -> None:
    append(log, 1)
    store, health = Store(StoreAwayError("away", retry_after=7.0), StoreAwayError("away", retry_after=500.0)), Health()
    waits = drain_until(drainer(log, state, store, health), lambda: log.drained == log.end)
    assert store.batches == [[1]]
    assert [seconds for seconds in waits.seconds if seconds > 3] == [7.0, 30.0]
    assert health.problems()["readings"] is None


def test_what_the_log_says_of_a_store_names_the_deliveries_of_the_batch(log: Log, state: State) -> None:
    append(log, 1, 2)
    with capture_logs(processors=[merge_contextvars]) as lines:
        drain_until(drainer(log, state, Store(StoreAwayError("it is away"))), lambda: log.drained == log.end)
    assert [line["batch"] for line in lines if line["event"] == "it is away"] == [f"0 to {log.end:x}"]


def test_a_store_that_names_no_pause_is_asked_again_ever_less_often(log: Log, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, 1)
    monkeypatch.setattr("random.uniform", lambda low, high: high if low == 0 else 0.0)
    store = Store(*[StoreAwayError("away")] * 8)
    waits = drain_until(drainer(log, state, store), lambda: log.drained == log.end)
    assert [seconds for seconds in waits.seconds if seconds >= 0.5] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_store_that_refuses_us_is_told_and_asked_again_in_ten_seconds(log: Log, state: State) -> None:
    append(log, 1)
    health = Health()
    noted: list[str] = []
    store = Store(StoreRefusesError("the token is wrong"))
    part = drainer(log, state, store, health)
    health.failed = lambda name, sentence: noted.append(f"{name}: {sentence}")  # type: ignore[method-assign]
    waits = drain_until(part, lambda: log.drained == log.end)
    assert noted == ["readings: the token is wrong"]
    assert 10.0 in waits.seconds


def test_what_the_store_will_never_take_is_quarantined(log: Log, state: State) -> None:
    append(log, 1, 2, 3)
    drain_until(drainer(log, state, Store(refuses=2)), lambda: log.drained == log.end)
    with state.read() as connection:
        assert [row.detail for row in quarantine.page(connection, limit=10)] == ["the store of readings refuses it: too large"]
        counted = counters.read(connection)
    assert (counted["received", ""], counted["stored", ""]) == (3, 2)


def test_a_state_store_that_is_away_is_asked_again(log: Log, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, 1)
    part, health, away = drainer(log, state, Store(), Health()), Health(), [2]
    commit = drained.commit

    def fails_twice(*arguments: Any, **fields: Any) -> None:
        if away[0]:
            away[0] -= 1
            raise StateAwayError("the state store is away")
        commit(*arguments, **fields)

    monkeypatch.setattr(drained, "commit", fails_twice)
    waits = drain_until(part, lambda: log.drained == log.end)
    assert (away, cursor(state)) == ([0], log.end)
    assert len([seconds for seconds in waits.seconds if 0.5 <= seconds <= 2.0]) == 2
    assert health.problems() == {}


def test_what_was_drained_last_is_known_as_repeated_across_a_restart(log: Log, state: State) -> None:
    log.append([encode(NOW, TOPIC, b'{"time": 1767268800, "pm25": 1}')])
    drain_until(drainer(log, state, Store()), lambda: log.drained == log.end)
    log.append(
        [encode(NOW + 1000, TOPIC, b'{"time": 1767268800, "pm25": 1}'), encode(NOW + 1000, TOPIC, b'{"time": 1767268800, "pm25": 2}')]
    )
    store = Store()
    drain_until(drainer(log, state, store), lambda: log.drained == log.end)
    assert store.values == [2]


def test_a_restart_decodes_no_more_of_the_log_than_a_broker_can_send_again(log: Log, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [b'{"time": %d, "pm25": %d}' % (NOW // 1000 + number, number) for number in range(7)]
    log.append([encode(NOW, TOPIC, body) for body in bodies])
    drain_until(drainer(log, state, Store()), lambda: log.drained == log.end)
    monkeypatch.setattr(drain, "CAPACITY", 2)
    monkeypatch.setattr(drain, "_BATCH", 2)
    part = drainer(log, state, Store())
    part._remember_recent()
    assert [time - NOW for _, time in part._duplicates._values] == [4000, 5000, 6000]


def test_a_repetition_without_a_time_is_known_across_a_restart_by_its_digest(log: Log, state: State) -> None:
    log.append([encode(NOW, TOPIC, b'{"pm25": 1, "seq": 5}')])
    drain_until(drainer(log, state, Store()), lambda: log.drained == log.end)
    log.append([encode(NOW + 1000, TOPIC, b'{"pm25": 1, "seq": 5}', DUP), encode(NOW + 1000, TOPIC, b'{"pm25": 2, "seq": 6}')])
    store = Store()
    part = drainer(log, state, store)
    part._remember_recent = lambda: True  # type: ignore[method-assign]  # as when the log behind the cursor is gone
    drain_until(part, lambda: log.drained == log.end)
    assert store.values == [2]


@pytest.mark.parametrize(("setting", "stored", "proposed"), [("accept", [8], []), ("propose", [], ["air-9"]), ("off", [], [])])
def test_an_unknown_device_is_registered_proposed_or_neither(
    log: Log, state: State, setting: str, stored: list[float], proposed: list[str]
) -> None:
    append(log, 8, sender="air-9")
    store = Store()
    drain_until(drainer(log, state, store, devices={"auto_register": setting}), lambda: log.drained == log.end)
    assert store.values == stored
    with state.read() as connection:
        assert [row.id for row in proposals.page(connection)] == proposed
        history = registry.history(connection, Device, "air-9")
    assert (history is not None) is (setting == "accept")
    if history is not None:
        (registered,) = history.versions
        assert (registered.model, registered.interval_s, registered.valid_from, registered.kind) == ("generic", 600, NOW, "air")


def test_a_log_whose_disk_does_not_answer_is_told_and_read_again_in_ten_seconds(
    log: Log, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(log, 1)
    health, store, failures = Health(), Store(), [LogUnreadableError("check its disk")]
    read = log.read

    def fails_once(position: int, limit: int) -> tuple[list[Entry], int]:
        if failures:
            raise failures.pop()
        return read(position, limit)

    monkeypatch.setattr(log, "read", fails_once)
    waits = drain_until(drainer(log, state, store, health), lambda: log.drained == log.end)
    assert (store.values, health.problems()["drain"]) == ([1], "check its disk")
    assert 10.0 in waits.seconds


def test_a_store_that_does_not_answer_at_the_start_is_told_before_a_reading_comes(log: Log, state: State) -> None:
    store, health = Store(), Health()

    def refuse() -> None:
        raise StoreRefusesError("the bucket is not there")

    store.check = refuse  # type: ignore[method-assign]
    drain_until(drainer(log, state, store, health), lambda: health.problems().get("readings") is not None)
    assert health.problems()["readings"] == "the bucket is not there"


def test_two_logs_with_a_name_each_share_a_state(tmp_path: Path, state: State) -> None:
    """Each has positions of its own: what one drained says nothing about the other's."""
    with state.begin() as connection:
        registry.put(connection, device("air-2"))
    ends = []
    for name, sender, count in (("north", "air-1", 9), ("south", "air-2", 3)):
        log = Log(tmp_path / name, drained=cursor(state, name), segment_bytes=1 << 20, max_bytes=1 << 24)
        append(log, *range(count), sender=sender)
        log.append([encode(NOW, f"bysans/v1/air/{sender}", b"no json")])
        drain_until(drainer(log, state, Store(), log={"name": name}), lambda log=log: log.drained == log.end)
        ends.append(log.end)
        log.close()
    assert [cursor(state, "north"), cursor(state, "south"), cursor(state)] == [*ends, 0]
    with state.read() as connection:
        assert {value.device_id: value.value for value in latest.newest(connection, 10)} == {"air-1": 8.0, "air-2": 2.0}
        assert {row.device for row in quarantine.page(connection)} == {"air-1", "air-2"}
        counted = counters.read(connection)
    assert (counted["received", "north"], counted["received", "south"], counted["stored", ""]) == (10, 4, 12)


def test_where_both_logs_stood_at_one_place_neither_hides_what_the_other_could_not_use(tmp_path: Path, state: State) -> None:
    for name in ("north", "south"):
        log = Log(tmp_path / name, drained=0, segment_bytes=1 << 20, max_bytes=1 << 24)
        log.append([encode(NOW, "bysans/v1/air/air-1", b"no json")])
        drain_until(drainer(log, state, Store(), log={"name": name}), lambda log=log: log.drained == log.end)
        log.close()
    with state.read() as connection:
        assert len(quarantine.page(connection)) == 2
