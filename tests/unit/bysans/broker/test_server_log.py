"""What the server says of a client names the client and what to do; its ordinary words are not passed on."""

import pytest
import structlog

from bysans.broker.server_log import pass_on


def logged(line: str) -> dict[str, object] | None:
    with structlog.testing.capture_logs() as log_lines:
        pass_on([line.encode() + b"\n"])
    return dict(log_lines[0]) if log_lines else None


@pytest.mark.parametrize(
    "line", ["[7] [INF] Starting nats-server", "[7] [INF]", "[7] [WRN] Plaintext passwords detected, use nkeys or bcrypt"]
)
def test_ordinary_words_are_kept_to_itself(line: str) -> None:
    assert logged(line) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("character not supported for MQTT topics", "its topic has a space"),
        ("unacceptable protocol version of 5", "asked for MQTT 5"),
        ('Publish Violation - Subject "bysans.v1.air.b"', "may not publish there"),
        ("something new", "was cut off"),
    ],
)
def test_a_clients_mistake_names_the_client_and_what_to_do(said: str, told: str) -> None:
    line = logged(f'[7] [ERR] 127.0.0.1:4000 - mid:6 - "sensor-7" - {said}')
    assert line is not None
    assert told in str(line["event"])
    assert (line["log_level"], line["client"], line["address"]) == ("warning", "sensor-7", "127.0.0.1:4000")


@pytest.mark.parametrize(
    ("said", "told"), [("the first packet should be a CONNECT (16), got 240", "is not MQTT"), ("TLS handshake error: EOF", "was cut off")]
)
def test_strangers_that_never_said_who_they_are_have_one_cause_not_one_each(said: str, told: str) -> None:
    first, second = (logged(f"[7] [ERR] 127.0.0.1:{port} - mid:{port} - {said}") for port in (4000, 4001))
    assert first is not None
    assert second is not None
    assert told in str(first["event"])
    assert first["event"] == second["event"]  # what repeats is told once a minute
    assert (first["log_level"], first["client"], first["address"]) == ("warning", None, "127.0.0.1:4000")


def test_its_own_trouble_is_an_error() -> None:
    line = logged("[7] [ERR] JetStream out of resources, will be DISABLED")
    assert line == {"event": "JetStream out of resources, will be DISABLED", "log_level": "error"}


@pytest.mark.parametrize(
    "line",
    [
        "[7] [ERR] JetStream stream '$G > $MQTT_msgs' critical write error: write 7.blk: no space left on device",
        "[7] [ERR] RAFT [rRRil12C - S-R3F-w6oyudRt] Critical write error: write 2.blk: no space left on device",
    ],
)
def test_a_store_that_a_full_disk_has_broken_is_told_and_ended(line: str) -> None:
    ended: list[str] = []
    with structlog.testing.capture_logs() as log_lines:
        pass_on([line.encode() + b"\n"], lambda: ended.append("ended"))
    assert ended == ["ended"]
    assert "acknowledges nothing until it was started again" in str(log_lines[-1]["event"])
