"""Decentlab's flags say which blocks follow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.decentlab import DECODERS
from tests.unit.ingest.registered import reader

MBX = reader("decentlab-dl-mbx")
PM = reader("decentlab-dl-pm")


def test_only_the_blocks_that_the_flags_name_are_read() -> None:
    assert MBX(bytes.fromhex("02012f0002 0bb1")).values == {"battery": 2.993}
    assert PM(bytes.fromhex("021b500008 bd10")).values == {"pressure": 968.0}


def test_a_distance_without_a_valid_sample_is_the_sentinel_0() -> None:
    assert MBX(bytes.fromhex("02012f0001 04d2 0000")).values == {"distance": 0.0}


def test_a_block_that_is_cut_short_keeps_what_stood_before() -> None:
    measured = PM(bytes.fromhex("021b500003 0c25 0025"))
    assert measured.values == {"battery": 3.109}
    assert measured.partial is not None
    assert "block 1 is cut short" in measured.partial


def test_unknown_blocks_are_said() -> None:
    assert "unknown blocks" in (MBX(bytes.fromhex("02012f0007 04d20001 0bb1 0000")).partial or "")


@pytest.mark.parametrize(("data", "why"), [("", "too few"), ("02012f00", "too few"), ("01012f0002 0bb1", "protocol 1 is not 2")])
def test_other_bytes_are_refused(data: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        MBX(bytes.fromhex(data))


@given(st.binary(max_size=40))
def test_whatever_the_bytes_it_is_a_value_or_a_value_error(data: bytes) -> None:
    for decode in DECODERS.values():
        try:
            decode(data, 1)
        except ValueError as error:
            assert str(error)  # noqa: PT017 - either way is right, a silent one isn't


def test_words_are_sixteen_bits_and_both_of_their_bytes_count() -> None:
    # battery, particles (pm1, pm2.5, pm4, pm10 and six counts), climate, pressure
    measured = PM(bytes.fromhex("02 1b50 000f 0c25" + "0102 0203 0304 0405" + "0000" * 6 + "6a39 8000" + "bd10"))
    assert measured.values == {
        "battery": 3.109,
        "pm1": 25.8,
        "pm25": 51.5,
        "pm10": 102.9,
        "temperature": pytest.approx(175.72 * 0x6A39 / 65536 - 46.85),
        "humidity": 56.5,
        "pressure": 968.0,
    }
    assert measured.partial is None
    assert MBX(bytes.fromhex("02 012f 0003 04d2 0102 0bb1")).values == {"distance": 1234.0, "battery": 2.993}


def test_a_block_just_long_enough_is_read_and_one_byte_less_is_cut_short() -> None:
    assert MBX(bytes.fromhex("02012f0001 04d20001")).partial is None
    assert MBX(bytes.fromhex("02012f0001 04d200")).partial == "block 0 is cut short: 04 d2 00"
    assert MBX(bytes.fromhex("02012f0000")).values == {}
    assert MBX(bytes.fromhex("02012f0004")).partial == "flags 0000000000000100 name unknown blocks"
