"""Ten thousand devices share a few connections: every message is answered for, also over a restart, and a device keeps its order."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from simulators.send.bulk_connections import BulkConnections
from simulators.send.destination import Account
from simulators.town.load import load
from tests.real_parts.mosquitto import Mosquitto

pytestmark = pytest.mark.real("mosquitto")
DEVICES = 10_000


def test_each_message_of_ten_thousand_devices_is_answered_for_also_over_a_restart(tmp_path: Path) -> None:
    answered: list[int] = []

    def acknowledged(numbers: Sequence[int]) -> None:
        answered.extend(numbers)

    with (
        Mosquitto(tmp_path / "broker") as broker,
        BulkConnections(broker.url, Account(client_id="ten-thousand"), 4, acknowledged=acknowledged, stop=Event()) as lines,
    ):
        for number, message in zip(range(2 * DEVICES), load(1, devices=DEVICES, rate=10_000, start=0), strict=False):
            assert lines.publish(number, message.topic, message.payload)
            if number == DEVICES:
                broker.restart()
        assert lines.drain(240)
        assert lines.reconnects >= 4
    assert sorted(answered) == list(range(2 * DEVICES))


def test_a_devices_messages_keep_to_one_connection(mosquitto: Mosquitto) -> None:
    with BulkConnections(mosquitto.url, Account(client_id="keeps"), 3, acknowledged=lambda _: None, stop=Event()) as lines:
        for number in range(50):
            assert lines.publish(number, "bysans/v1/air/one", b"{}")
        assert lines.drain(240)
        assert sorted(line.counts.sent for line in lines._publishers) == [0, 0, 50]


def test_waiting_ends_when_stopped(mosquitto: Mosquitto) -> None:
    stop = Event()
    with BulkConnections(mosquitto.url, Account(client_id="stops"), 3, acknowledged=lambda _: None, stop=stop) as lines:
        assert lines.wait(0.1)
        stop.set()
        assert not lines.wait(60)
