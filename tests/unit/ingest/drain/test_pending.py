"""What waits is counted as decoding will count it."""

import json
from pathlib import Path

import pytest

from ingest.drain import pending as counting
from ingest.drain.pending import pending
from ingest.log.log import Log, LogUnreadableError
from ingest.log.record import encode
from tests.unit.ingest.registered import NOW, decode

OWN = "bysans/v1/air/air-1"
PAYLOADS = [
    (OWN, b'{"pm25": 8}'),
    (OWN, b' [{"pm25": 8}, {"pm25": 9}, 3]'),
    (OWN, b"[]"),
    (OWN, json.dumps([{"pm25": 1}] * 501).encode()),
    (OWN, b"[{broken"),
    (OWN, b""),
    ("v3/a/devices/d/up", b"[1, 2]"),
    ("v3/a/devices/d/join", b"{}"),
    ("elsewhere", b"[1, 2]"),
]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path, drained=0, segment_bytes=1 << 20, max_bytes=1 << 20)


@pytest.mark.parametrize(("topic", "payload"), PAYLOADS)
def test_a_message_counts_as_many_readings_as_decoding_finds_in_it(log: Log, topic: str, payload: bytes) -> None:
    log.append([encode(NOW, topic, payload)])
    decoded = decode(payload, topic)
    assert pending(log, 0) == len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored


def test_only_what_stands_behind_the_cursor_waits(log: Log) -> None:
    log.append([encode(NOW, OWN, b'{"pm25": 8}')])
    cursor = log.end
    log.append([encode(NOW, OWN, b'{"pm25": 9}')] * 2)
    assert (pending(log, 0), pending(log, cursor), pending(log, log.end)) == (3, 2, 0)


def test_beyond_a_batch_the_others_are_reckoned_by_their_size(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_MOST", 10)
    log.append([encode(NOW, OWN, b'{"pm25": 8}')] * 1000)
    assert pending(log, 0) == 1000


def test_a_damaged_log_is_the_drainers_to_tell(log: Log, tmp_path: Path) -> None:
    log.append([encode(NOW, OWN, b'{"pm25": 8}')])
    (file,) = tmp_path.glob("*.log")
    file.write_bytes(bytes(log.end))
    assert pending(log, 0) == 0


def test_up_to_a_few_thousand_messages_each_is_counted_whatever_its_size(log: Log) -> None:
    log.append([encode(NOW, OWN, b'{"pm25": 8}')] * 600)
    log.append([encode(NOW, OWN, b'[{"pm25": 8}, {"pm25": 9}, {"pm25": 10}]')] * 100)
    assert pending(log, 0) == 600 + 300


def test_a_log_that_cannot_be_read_is_the_drainers_to_tell_too(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise LogUnreadableError("the disk is gone")

    monkeypatch.setattr(log, "read", unreadable)
    assert pending(log, 0) == 0
