"""Milesight's bytes are read channel by channel, and what stood before an unknown one is kept."""

import pytest

from ingest.formats.milesight import DECODERS

EM400 = DECODERS["milesight-em400"]
EM310 = DECODERS["milesight-em310"]
AM319 = DECODERS["milesight-am319"]


def test_a_temperature_below_zero_is_signed() -> None:
    assert EM400(bytes.fromhex("0367 9CFF")).values == {"temperature": -10.0}


def test_an_alarms_extra_byte_is_passed_over() -> None:
    # EM400-UDL User Guide 5.2: 8482330701 is 1843 mm, 8367220101 is 29 °C.
    assert EM400(bytes.fromhex("8482330701 8367220101")).values == {"distance": 1843.0, "temperature": 29.0}


def test_an_em310s_distance_is_on_another_channel() -> None:
    assert EM310(bytes.fromhex("01755A 03821E00 040001")).values == {"battery_percent": 90.0, "distance": 30.0, "tilted": 1.0}


def test_an_am319s_motion_and_light_are_passed_over_to_what_follows() -> None:
    measured = AM319(bytes.fromhex("046851 050001 06CB02 077DA803 087D2500 0973F527 0A7D0400 0B7D1000 0C7D1200"))
    assert measured.values == {"humidity": 40.5, "co2": 936.0, "pressure": 1022.9, "pm25": 16.0, "pm10": 18.0}
    assert measured.partial is None


def test_an_unknown_channel_ends_the_decode_and_what_was_read_is_kept() -> None:
    measured = EM400(bytes.fromhex("01755C EE01AA 04824408"))
    assert measured.values == {"battery_percent": 92.0}
    assert measured.partial == "byte 3 begins an unknown channel: ee 01"


@pytest.mark.parametrize("cut", ["01755C 048244", "01755C 0482", "01755C 04"])
def test_a_channel_that_is_cut_short_ends_it_too(cut: str) -> None:
    measured = EM400(bytes.fromhex(cut))
    assert measured.values == {"battery_percent": 92.0}
    assert measured.partial is not None


def test_a_devices_description_after_a_join_measures_nothing() -> None:
    measured = EM400(bytes.fromhex("ff0bff ff0101 ff166329c42503920003 ff090100 ff0a0101 ff0f00"))
    assert (measured.values, measured.partial) == ({}, None)
