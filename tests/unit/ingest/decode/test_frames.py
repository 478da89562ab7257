"""A LoRaWAN message of a registered device is counted as a frame, whatever its values come to."""

import json
from typing import Any

import pytest

from domain.sensors.frames import Frame
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from tests.unit.ingest.formats.test_chirpstack import MUD, TOPIC, uplink
from tests.unit.ingest.registered import CATALOGUE, NOW, decode, registry


def test_chirpstacks_frame_has_its_number_session_and_signal() -> None:
    heard = [{"rssi": -120, "snr": -9}, {"rssi": -101, "snr": 2.5}]
    frame = decode(uplink(rxInfo=heard), TOPIC, registered=MUD).frame
    assert frame == Frame(device_id="container-7", time=NOW, counter=10, session="00189440", rssi=-101.0, snr=2.5)


def test_the_things_stacks_frame_is_the_same() -> None:
    message = {
        "end_device_ids": {"device_id": "container-7"},
        "uplink_message": {
            "session_key_id": "AYfg",
            "f_port": 85,
            "f_cnt": 42,
            "frm_payload": uplink()["data"],
            "rx_metadata": [{"rssi": -97, "snr": 7}],
        },
    }
    frame = decode(message, "v3/app@ttn/devices/container-7/up", registered=MUD).frame
    assert frame == Frame(device_id="container-7", time=NOW, counter=42, session="AYfg", rssi=-97.0, snr=7.0)


def test_bytes_that_nobody_can_read_were_a_frame_too() -> None:
    decoded = decode(uplink(data="A///"), TOPIC, registered=MUD)
    assert not decoded.readings
    assert decoded.frame is not None


@pytest.mark.parametrize("odd", [{"fCnt": "10"}, {"fCnt": None}, {"devAddr": 7}])
def test_an_odd_counter_or_address_costs_no_reading(odd: dict[str, Any]) -> None:
    assert decode(uplink(**odd), TOPIC, registered=MUD).readings


@pytest.mark.parametrize("counter", [-1, 2**32, 10**30])
def test_a_number_that_cannot_be_one_counts_no_frame(counter: int) -> None:
    decoded = decode(uplink(fCnt=counter), TOPIC, registered=MUD)
    assert decoded.readings
    assert decoded.frame is None


def test_a_replay_counts_no_frame() -> None:
    entry = Entry(0, 1, NOW, TOPIC, json.dumps(uplink()).encode(), replay=True)
    assert Decoder(CATALOGUE, retention_ms=None).decode(entry, MUD).frame is None


def test_a_stranger_and_a_message_over_ip_are_no_frames() -> None:
    assert decode(uplink(), TOPIC, registered=registry()).frame is None
    assert decode({"pm25": 1}).frame is None
