"""Whatever stands in any part of a network's message, it counts."""

import base64
import copy
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue_file import Decoder
from ingest.formats.message import UnreadableError
from ingest.formats.uplink import DECODERS, _hex, from_base64
from tests.unit.ingest.formats.test_chirpstack import uplink as chirpstack_uplink
from tests.unit.ingest.formats.test_tts import uplink as tts_uplink
from tests.unit.ingest.registered import EUI, decode, device, registry

ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["value", "rssi", "time", "distance"]), inner, max_size=2),
    max_leaves=4,
)
TTS = tts_uplink(
    rx_metadata=[{"rssi": -70, "time": "2026-01-01T11:59:10Z"}], decoded_payload={"distance": 1}, version_ids={"brand_id": "b"}
)
CHIRPSTACK = chirpstack_uplink(object={"distance": 1})
MODELS = st.sampled_from(["generic", "nobody/nothing", "milesight/em400-mud", "milesight/em500-udl", "decentlab/dl-pm", "dragino/ldds75"])


def places(body: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [place for key, value in items for place in ((*above, key), *places(value, (*above, key)))]


def replaced(body: Any, place: tuple[Any, ...], value: object) -> Any:
    changed = copy.deepcopy(body)
    at = changed
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return changed


@given(st.sampled_from(places(TTS)), ODD, MODELS)
def test_any_part_of_a_things_stack_message_may_be_anything(place: tuple[Any, ...], value: object, model: str) -> None:
    registry_ = registry(device("bin-7", "bin", model))
    decoded = decode(replaced(TTS, place, value), "v3/city@ttn/devices/bin-7/up", registered=registry_)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored == 1


@given(st.sampled_from(places(CHIRPSTACK)), ODD, MODELS)
def test_any_part_of_a_chirpstack_message_may_be_anything(place: tuple[Any, ...], value: object, model: str) -> None:
    registry_ = registry(device("container-7", "bin", model, EUI))
    decoded = decode(replaced(CHIRPSTACK, place, value), f"application/1/device/{EUI}/event/up", registered=registry_)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored == 1


@given(st.binary(max_size=60), MODELS)
def test_any_bytes_of_a_device_count(data: bytes, model: str) -> None:
    sent = tts_uplink(frm_payload=base64.b64encode(data).decode(), f_port=2)
    decoded = decode(sent, "v3/city@ttn/devices/bin-7/up", registered=registry(device("bin-7", "bin", model)))
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored == 1


def test_base64_is_read_strictly() -> None:
    assert from_base64("AQI=", "data") == b"\x01\x02"
    assert from_base64(None, "data") == b""
    for wrong in ("AQI", "AQ I=", 7, "é"):
        with pytest.raises(UnreadableError, match="data is .*not base64"):
            from_base64(wrong, "data")


def test_every_decoder_that_a_model_may_name_is_there() -> None:
    assert set(DECODERS) == set(get_args(Decoder))


@pytest.mark.parametrize(("size", "shown"), [(31, "00" * 31), (32, "00" * 32), (33, "00" * 32 + "…"), (200, "00" * 32 + "…")])
def test_of_many_bytes_the_first_thirty_two_are_shown(size: int, shown: str) -> None:
    assert _hex(bytes(size)) == shown
