"""Published bytes decode to the published values, sent through either network."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.uplink import DECODERS
from tests.shared_data import SHARED_DATA
from tests.unit.ingest.registered import CATALOGUE, EUI, decode, device, registry, values

SHIPPED = Path(__file__).parents[2] / "data" / "payload-vectors.json"
SHARED = SHARED_DATA / "devices" / "payload-vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))


def decoded(vector: dict[str, Any], network: str) -> dict[str, float]:
    model = vector["model"]
    registry_ = registry(device("d-1", CATALOGUE.models[model].kind or "air", model, EUI))
    data = base64.b64encode(bytes.fromhex(vector["bytes"])).decode()
    if network == "tts":
        ids = {"device_id": "d-1", "dev_eui": EUI.upper()}
        body: dict[str, Any] = {"end_device_ids": ids, "uplink_message": {"f_port": port(vector), "frm_payload": data}}
        return dict(values(decode(body, "v3/a@t/devices/d-1/up", registered=registry_)))
    body = {"deviceInfo": {"devEui": EUI}, "fPort": port(vector), "data": data}
    return dict(values(decode(body, f"application/1/device/{EUI}/event/up", registered=registry_)))


def port(vector: dict[str, Any]) -> int:
    return int(vector["f_port"])


@pytest.mark.parametrize("network", ["tts", "chirpstack"])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['model']}-{vector['bytes'][:10]}")
def test_published_bytes_decode_to_the_published_values(vector: dict[str, Any], network: str) -> None:
    result = decoded(vector, network)
    published = {name: float(value) for name, value in vector["decoded"].items()}  # `tilted` stands there as true
    assert {name: result[name] for name in published} == pytest.approx(published, abs=5e-5)


def read(vector: dict[str, Any], data: bytes) -> Mapping[str, float]:
    """Return what the built-in decoder reads, nothing where it refuses."""
    decoder = CATALOGUE.models[vector["model"]].decoder
    assert decoder is not None
    try:
        return DECODERS[decoder](data, port(vector)).values
    except ValueError:
        return {}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['model']}-{vector['bytes'][:10]}")
def test_a_message_that_was_cut_off_anywhere_has_no_value_that_the_whole_one_has_not(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["bytes"])
    whole = read(vector, data).items()
    assert whole
    for end in range(len(data)):
        assert read(vector, data[:end]).items() <= whole


@given(st.sampled_from(VECTORS), st.binary(min_size=1, max_size=20))
def test_bytes_behind_a_message_change_no_value_of_it(vector: dict[str, Any], more: bytes) -> None:
    data = bytes.fromhex(vector["bytes"])
    is_in_channels = vector["model"].startswith("milesight/")  # whose next channel may be the same one again
    longer = read(vector, data + (more[:1] if is_in_channels else more)).items()
    assert not longer or read(vector, data).items() <= longer


def test_the_am319s_ozone_in_ppm_becomes_a_mass() -> None:
    (vector,) = [candidate for candidate in VECTORS if candidate["model"] == "milesight/am319"]
    assert decoded(vector, "tts")["o3"] == pytest.approx(0.05 * 1995.3)


def test_the_shipped_vectors_are_the_shared_ones() -> None:
    if not SHARED.exists():
        pytest.skip("the shared data isn't beside this checkout")
    assert json.loads(SHARED.read_text(encoding="utf-8")) == VECTORS
