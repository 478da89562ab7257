"""Nothing is acknowledged before it is in the log, and never on another connection than it came on."""

import threading
from pathlib import Path

import pytest

from ingest.health import Health
from ingest.log.log import Log
from ingest.log.recorder import Recorder
from ingest.log.redelivery import Redeliveries
from ingest.messages import Deliveries
from ingest.mqtt.inbox import Inbox
from tests.unit.ingest.columns import deliveries, delivery


class RememberingSession:
    """A session that remembers what was acknowledged, and what stood in the log then."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.generation = 0
        self.proven = 0
        self.acknowledged: list[tuple[int, int]] = []

    def acknowledge(self, deliveries: Deliveries) -> None:
        if self.is_current(deliveries):
            self.acknowledged += [(packet_id, self.log.end) for packet_id in deliveries.packet_ids if packet_id]

    def is_current(self, deliveries: Deliveries) -> bool:
        return deliveries.generation == self.generation


class RecorderLine:
    """An inbox, a log and a recorder between them."""

    def __init__(self, folder: Path, max_bytes: int = 1 << 20) -> None:
        self.log = Log(folder, drained=0, segment_bytes=1 << 20, max_bytes=max_bytes)
        self.inbox = Inbox(bound=3)
        self.session = RememberingSession(self.log)
        self.health = Health()
        self.recorder = Recorder(self.inbox, self.log, self.session, self.health, Redeliveries(most=100))

    def deliver(self, packet_id: int, qos: int = 1, generation: int = 0) -> None:
        self.inbox.put(deliveries(delivery(qos=qos, packet_id=packet_id), generation=generation))

    def record(self) -> None:
        stopped = threading.Event()
        stopped.set()
        self.recorder.run(stopped)


@pytest.fixture
def line(tmp_path: Path) -> RecorderLine:
    return RecorderLine(tmp_path)


def test_acknowledgements_follow_the_log_in_order_of_arrival(line: RecorderLine) -> None:
    for packet_id in (7, 3, 9):
        line.deliver(packet_id)
    line.record()
    entries, end = line.log.read(0, 10)
    assert len(entries) == 3
    assert line.session.acknowledged == [(7, end), (3, end), (9, end)]


def test_what_came_on_an_earlier_connection_is_kept_but_not_acknowledged(line: RecorderLine) -> None:
    line.deliver(1)
    line.session.generation = 1
    line.deliver(2, generation=1)
    line.record()
    assert [packet_id for packet_id, _ in line.session.acknowledged] == [2]
    assert len(line.log.read(0, 10)[0]) == 2


def test_what_comes_again_is_logged_as_repeated_with_its_first_arrivals_time_and_acknowledged(line: RecorderLine) -> None:
    line.deliver(1)
    line.record()
    line.session.generation = 1
    line.deliver(7, generation=1)
    line.record()
    first, second = line.log.read(0, 10)[0]
    assert (first.dup, second.dup) == (False, True)
    assert first.received_at == second.received_at
    assert [packet_id for packet_id, _ in line.session.acknowledged] == [1, 7]


def test_a_full_log_acknowledges_nothing_and_says_why(tmp_path: Path) -> None:
    line = RecorderLine(tmp_path, max_bytes=10)
    line.deliver(1)
    line.record()
    assert line.session.acknowledged == []
    assert "log.max_gb" in (line.health.problems()["log"] or "")


def test_a_log_with_room_again_takes_what_waited(tmp_path: Path) -> None:
    line = RecorderLine(tmp_path, max_bytes=70)
    line.deliver(1)
    line.record()
    line.deliver(2)
    stop = threading.Event()
    recording = threading.Thread(target=line.recorder.run, args=(stop,), daemon=True)
    recording.start()
    while line.health.problems()["log"] is None:
        threading.Event().wait(0.01)
    _, line.log.drained = line.log.read(0, 1)
    assert line.log.wait_behind(line.log.drained, timeout=10)
    stop.set()
    recording.join()
    assert [packet_id for packet_id, _ in line.session.acknowledged] == [1, 2]
    assert line.health.problems()["log"] is None


def test_a_full_log_drops_qos_0_counts_it_and_keeps_the_rest(tmp_path: Path) -> None:
    line = RecorderLine(tmp_path, max_bytes=10)
    for packet_id, qos in ((1, 0), (2, 1), (3, 0)):
        line.deliver(packet_id, qos=qos)
    line.record()
    assert line.inbox.dropped == 2
    assert line.session.acknowledged == []


def test_at_qos_0_what_comes_beyond_the_bound_is_dropped_and_counted(line: RecorderLine) -> None:
    for payload in (b"0", b"1", b"2", b"3", b"4"):
        line.inbox.put(deliveries(delivery(payload, qos=0)))
    line.inbox.put(deliveries(delivery(b"at QoS 1")))
    assert line.inbox.dropped == 2
    assert [payload for waiting in line.inbox.take(0) for payload in waiting.payloads] == [b"0", b"1", b"2", b"at QoS 1"]


def test_the_log_keeps_what_the_broker_said_of_a_message(line: RecorderLine) -> None:
    line.inbox.put(deliveries(delivery(packet_id=1), delivery(packet_id=2, again=True), delivery(packet_id=3, retained=True)))
    line.record()
    entries, _ = line.log.read(0, 10)
    assert [(entry.dup, entry.retained) for entry in entries] == [(False, False), (True, False), (False, True)]
