"""The devices that these tests register, and the time at which everything happens."""

import json
from collections.abc import Callable, Mapping

from config.catalogue import load_catalogue
from domain.device import Device, History, Kind, Registry
from domain.reading import Reason, Rejection
from ingest.decode.arrival import Arrival, DecodeResult
from ingest.decode.decode import Decoder
from ingest.formats.message import Measurements
from ingest.formats.uplink import DECODERS
from ingest.log.entry import Entry

NOW = 1_767_268_800_000  # 2026-01-01T12:00:00Z
CATALOGUE = load_catalogue()
EUI = "70b3d57ed0001234"


def device(device_id: str, kind: Kind = "air", model: str = "generic", dev_eui: str | None = None) -> Device:
    return Device(id=device_id, kind=kind, model=model, interval_s=600, valid_from=0, dev_eui=dev_eui)


def registry(*devices: Device) -> Registry:
    return Registry(
        devices={device_.id: History((device_,)) for device_ in devices},
        sites={},
        bins={},
        by_dev_eui={device_.dev_eui: device_.id for device_ in devices if device_.dev_eui},
    )


REGISTRY = registry(
    device("air-1"),
    device("bin-1", "bin"),
    device("ldds", "bin", "dragino/ldds75"),
    device("airrohr-123", "air", "sensor-community/airrohr"),
)


def decode(
    payload: object,
    topic: str = "bysans/v1/air/air-1",
    *,
    registered: Registry = REGISTRY,
    retention_ms: int | None = None,
    retained: bool = False,
) -> DecodeResult:
    """Decode one message; what isn't bytes is sent as JSON."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Decoder(CATALOGUE, retention_ms=retention_ms).decode(Entry(0, 1, NOW, topic, data, retained=retained), registered)


def reader(decoder: str, port: int = 85) -> Callable[[bytes], Measurements]:
    """Return what a decoder makes of bytes that came on a port."""
    return lambda data: DECODERS[decoder](data, port)


def arrival(decoded: DecodeResult) -> Arrival:
    """Return the one arrival of a message that has nothing else."""
    assert (len(decoded.arrivals), [r.detail for r in decoded.rejections], decoded.ignored) == (1, [], 0)
    return decoded.arrivals[0]


def values(decoded: DecodeResult) -> Mapping[str, float]:
    return arrival(decoded).reading.values


def rejection(decoded: DecodeResult) -> Rejection:
    """Return the one rejection of a message that has nothing else."""
    assert (len(decoded.arrivals), len(decoded.rejections), decoded.ignored) == (0, 1, 0)
    return decoded.rejections[0]


def refused(decoded: DecodeResult) -> tuple[Reason, str]:
    rejected = rejection(decoded)
    return rejected.reason, rejected.detail
