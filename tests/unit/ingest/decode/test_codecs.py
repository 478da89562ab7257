"""A device of a model with a codec is read by it: its values in our units, its warnings beside them, its errors in quarantine."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue, load_catalogue
from domain.reading import Reason
from ingest.codecs.codec_process import CodecProcess
from ingest.decode.arrival import DecodeResult
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from tests.unit.ingest.formats.test_chirpstack import uplink
from tests.unit.ingest.registered import EUI, NOW, device, registry

CODEC = """
function decodeUplink(input) {
  if (input.fPort !== 2) return { errors: ["port " + input.fPort + " carries no reading"] };
  var b = Buffer.from(input.bytes);
  return {
    data: { air: { temp_f: b.readInt16BE(0) / 10 }, no2_ppb: b.readUInt16BE(2), fw: "1.3", meta: { x: 1 } },
    warnings: b.length > 4 ? ["bytes left over"] : [],
  };
}
"""
MODEL = """
[box-1]
kind = "air"
source = "the maker's page V"
codec = "acme/box-1.js"
fields."air.temp_f" = { parameter = "temperature", unit = "°F" }
fields.no2_ppb = { parameter = "no2", unit = "ppb" }
ignored = ["meta"]
"""
REGISTRY = registry(device("container-7", "air", "acme/box-1", EUI))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder: Path = tmp_path_factory.mktemp("models")
    (folder / "acme").mkdir()
    (folder / "acme" / "box-1.js").write_text(CODEC)
    (folder / "acme.toml").write_text(MODEL)
    return load_catalogue(own=folder)


@pytest.fixture(scope="module")
def decoder(catalogue: Catalogue) -> Iterator[Decoder]:
    codecs = CodecProcess()
    yield Decoder(catalogue, retention_ms=None, codecs=codecs)
    codecs.close()


def decode(decoder: Decoder, data: bytes, port: int = 2) -> DecodeResult:
    sent = uplink(data=base64.b64encode(data).decode(), fPort=port)
    sent.pop("object", None)
    return decoder.decode(Entry(0, 1, NOW, f"application/1/device/{EUI}/event/up", json.dumps(sent).encode()), REGISTRY)


def test_a_codecs_values_are_stored_in_our_units(decoder: Decoder) -> None:
    decoded = decode(decoder, bytes.fromhex("01f4000a"))
    (reading,) = decoded.readings
    assert {name: reading.values[name] for name in ("temperature", "no2")} == {"temperature": 10, "no2": 19.125}
    assert decoded.unknown_keys == (("container-7", "fw"),)
    assert not decoded.rejections


def test_a_codecs_error_is_decode_failed_with_its_words_port_and_bytes(decoder: Decoder) -> None:
    (rejection,) = decode(decoder, b"\x01\x02", port=9).rejections
    assert rejection.reason is Reason.DECODE_FAILED
    assert rejection.detail == ("acme/box-1 could not be read on port 9: the codec says: port 9 carries no reading (bytes 0102)")


def test_a_codec_that_reads_beyond_the_bytes_is_decode_failed(decoder: Decoder) -> None:
    (rejection,) = decode(decoder, b"\x01").rejections
    assert "RangeError" in rejection.detail


def test_a_codecs_warning_stands_beside_the_stored_reading(decoder: Decoder) -> None:
    (arrival,) = decode(decoder, bytes.fromhex("01f4000aff")).arrivals
    assert arrival.reading.values["temperature"] == 10
    assert arrival.partial == "the codec warns: 'bytes left over'"


def test_without_codecs_such_a_message_waits_in_quarantine(catalogue: Catalogue) -> None:
    (rejection,) = decode(Decoder(catalogue, retention_ms=None), bytes.fromhex("01f4000a")).rejections
    assert (rejection.reason, "is not run here" in rejection.detail) == (Reason.DECODE_FAILED, True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=60), port=st.integers(1, 223))
def test_any_bytes_of_a_codec_device_count_once(decoder: Decoder, data: bytes, port: int) -> None:
    decoded = decode(decoder, data, port)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored == 1
