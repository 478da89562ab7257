"""Milesight's bytes are read channel by channel, and what stood before an unknown one is kept."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.message import Measurements
from tests.unit.ingest.registered import reader

EM400 = reader("milesight-em400")
EM310 = reader("milesight-em310")
EM500 = reader("milesight-em500")
AM319 = reader("milesight-am319")


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


def test_an_am319_that_tells_tvoc_in_micrograms_keeps_all_that_it_measures() -> None:
    data = "0367EA0004688A05000106CB01077DCD0408E65E01097351270D7D03000B7D3B000C7D4300"
    measured = AM319(bytes.fromhex(data))
    assert measured.values == {
        "temperature": 23.4, "humidity": 69.0, "co2": 1229.0, "pressure": 1006.5, "o3": 0.03, "pm25": 59.0, "pm10": 67.0,
    }  # fmt: skip
    assert (measured.partial, measured.unknown_keys) == (None, ())


@pytest.mark.parametrize("decode", [EM400, EM310, EM500, AM319], ids=["em400", "em310", "em500", "am319"])
@pytest.mark.parametrize(("channel", "key"), [("0F7D1200", "0f 7d"), ("1067FF00", "10 67"), ("116801", "11 68"), ("11E60100", "11 e6")])
def test_an_unknown_channel_of_known_length_is_skipped_and_named(decode: Callable[[bytes], Measurements], channel: str, key: str) -> None:
    measured = decode(bytes.fromhex(channel + "01755C"))
    assert measured == ({"battery_percent": 92.0}, measured.units, (f"channel {key}",), None, ())


def test_an_em500s_mutation_alarm_carries_the_distance() -> None:
    assert EM500(bytes.fromhex("83E9 4408 6400 01")).values == {"distance": 2116.0}


@pytest.mark.parametrize("kind", ["20CE", "21CE"])
def test_an_am319s_history_has_its_own_times(kind: str) -> None:
    record = "C06F5669 EA00 8A00 01 02 CD04 5E01 5127 3B00 4300 0300"
    measured = AM319(bytes.fromhex(f"{kind}{record} {kind}{record.replace('C0', '18', 1)} 0367EB00"))
    earlier = {"temperature": 23.4, "humidity": 69.0, "co2": 1229.0, "pressure": 1006.5, "pm25": 59.0, "pm10": 67.0}
    assert measured.values == {"temperature": 23.5}
    assert [record.values for record in measured.history] == [earlier, earlier]
    assert [record.time for record in measured.history] == [0x69566FC0 * 1000, 0x69566F18 * 1000]


def test_an_em500s_history_is_a_distance_and_its_time() -> None:
    assert EM500(bytes.fromhex("20CE C06F5669 4408")).history == ((0x69566FC0 * 1000, {"distance": 2116.0}),)


# By length, as the vendor's published decoders have them.
STATUS = {
    1: "01 0B 0F 10 13 25 27 28 2C 2D 2E 39 3B 3C 3D 3E 4A 56 66 68 69 6D 71 84 EB F4 F5 FE",
    2: "02 03 09 0A 17 1C 3A 65 70 77 F2 FF",
    3: "6A",
    4: "11 F0 F1",
    8: "16 35 96",
    9: "06",
}
ELSEWHERE = {1: "00 01 68 75 8E CB", 2: "67 73 74 77 7B 7D 7F 82 E6", 4: "94", 9: "88"}


def length_of(channel: int, type_: int) -> int | None:
    """Return how many bytes of a channel are passed over to reach the battery behind it."""
    for length in range(12):
        measured = EM400(bytes((channel, type_, *bytes(length))) + bytes.fromhex("01755C"))
        if measured.values == {"battery_percent": 92.0} and measured.partial is None:
            return length
    return None


@pytest.mark.parametrize(
    ("channel", "lengths"), [(0xFF, STATUS), (0xFE, STATUS), (0x10, ELSEWHERE), (0x7F, ELSEWHERE), (0x80, {}), (0xFD, {})]
)
def test_a_channel_that_measures_nothing_is_as_long_as_the_vendor_says(channel: int, lengths: dict[int, str]) -> None:
    by_type = {type_: length for length, types in lengths.items() for type_ in bytes.fromhex(types)}
    assert {type_: length for type_ in range(256) if (length := length_of(channel, type_)) is not None} == by_type


def test_an_em400_with_a_location_keeps_what_stands_behind_it() -> None:
    assert EM400(bytes.fromhex("0688 010203040506070809 04824408")).values == {"distance": 2116.0}


@given(st.binary(max_size=80))
def test_whatever_the_bytes_they_are_read_or_said_to_be_unreadable(data: bytes) -> None:
    for decode in (EM400, EM310, EM500, AM319):
        measured = decode(data)
        assert measured.partial is None or "byte" in measured.partial
