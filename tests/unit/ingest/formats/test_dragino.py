"""An LDDS75's battery stays out of its distance, and its codes for a fault stay as sent."""

import pytest

from domain.parameter import Flag, flag_of
from tests.unit.ingest.registered import CATALOGUE, reader

LDDS75 = reader("dragino-ldds75", port=2)


def test_the_two_high_bits_are_no_part_of_the_voltage() -> None:
    # LDDS75 User Manual 2.3.1: 0x0B45 is 2885 mV.
    assert LDDS75(bytes.fromhex("CB45 0B05 00 0100 01")).values == {"battery": 2.885, "distance": 2821.0}


@pytest.mark.parametrize(("word", "flag"), [("0000", Flag.MISSING), ("0014", Flag.MISSING), ("0117", Flag.FAIL), ("0118", Flag.GOOD)])
def test_no_sensor_and_the_dead_zone_are_sentinels_of_the_model(word: str, flag: Flag) -> None:
    distance = LDDS75(bytes.fromhex("0B45" + word)).values["distance"]
    assert flag_of(distance, CATALOGUE.parameters["distance"], CATALOGUE.models["dragino/ldds75"]) is flag


def test_too_few_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="3 bytes are too few"):
        LDDS75(b"\x0b\x45\x0b")


def test_a_status_of_seven_bytes_ends_with_the_battery_and_a_shorter_one_has_none() -> None:
    status = reader("dragino-ldds75", port=5)
    assert status(bytes.fromhex("24 0101 01 ff 0b45")).values == {"battery": 2.885}
    assert status(bytes.fromhex("24 0101 01 ff 0b45 00")).values == {"battery": 2.885}
    assert status(bytes.fromhex("24 0101 01 ff 0b")).values == {}


def test_four_bytes_are_a_reading_and_another_port_is_none() -> None:
    assert LDDS75(bytes.fromhex("0B45 0B05")).values == {"battery": 2.885, "distance": 2821.0}
    with pytest.raises(ValueError, match="on port 2 and its status on port 5, this came on port 3"):
        reader("dragino-ldds75", port=3)(b"\x0b\x45\x0b\x05")
