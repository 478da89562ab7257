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
