"""The cost of reading a LoRaWAN uplink by a vendor's codec, beside a decoder of ours for the same bytes."""

import base64
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from config.catalogue import load_catalogue
from domain.device import Device, History, Registry
from ingest.codecs.codec_process import CodecProcess
from ingest.codecs.context import CodecContext
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry

MESSAGES, ROUNDS = 5_000, 7
START = 1_767_225_600_000  # 2026-01-01
DATA = bytes.fromhex("01755c03670101048244080500")  # battery, temperature, distance, position: as an EM400 sends them
EUI = "24e124716b000001"
CODEC = """
function decodeUplink(input) {
  var data = {}, b = input.bytes, i = 0;
  while (i + 2 < b.length) {
    var channel = b[i++], type = b[i++];
    if (channel === 1 && type === 0x75) data.battery = b[i++];
    else if (channel === 3 && type === 0x67) { data.temperature = ((b[i + 1] << 24 >> 16) | b[i]) / 10; i += 2; }
    else if (channel === 4 && type === 0x82) { data.distance = (b[i + 1] << 8) | b[i]; i += 2; }
    else if (channel === 5 && type === 0) data.position = b[i++] === 0 ? "normal" : "tilt";
    else return { errors: ["unknown channel " + channel] };
  }
  return { data: data };
}
"""
MODEL = """
[box]
kind = "bin"
source = "this benchmark O"
codec = "box.js"
fields.battery = { parameter = "battery_percent" }
fields.temperature = { parameter = "temperature" }
fields.distance = { parameter = "distance" }
fields.position = { parameter = "tilted", words = { normal = 0, tilt = 1 } }
"""


def main() -> None:
    """Print the best of several rounds: the least disturbed by whatever else runs."""
    with TemporaryDirectory() as name, closing(CodecProcess()) as codecs:
        folder = Path(name)
        (folder / "acme.toml").write_text(MODEL)
        (folder / "box.js").write_text(CODEC)
        context, path = CodecContext(CODEC), str(folder / "box.js")
        decoder = Decoder(load_catalogue(own=folder), retention_ms=None, codecs=codecs)
        print(f"the codec alone, in its context: {_best(lambda: context.decode(DATA, 85, START)):.1f} µs")
        print(f"the codec, in its process: {_best(lambda: codecs.decode(path, DATA, 85, START)):.1f} µs")
        for what, model in (("by a codec", "acme/box"), ("by a decoder of ours", "milesight/em400-mud")):
            registry, entry = _registry(model), _entry()
            if not decoder.decode(entry, registry).arrivals:
                raise SystemExit(f"the message was rejected {what}: the measurement is worth nothing")
            print(f"a ChirpStack uplink decoded {what}: {_best(lambda: decoder.decode(entry, registry)):.1f} µs")  # noqa: B023 - called at once


def _best(do: Callable[[], object]) -> float:
    def once() -> float:
        start = perf_counter()
        for _ in range(MESSAGES):
            do()
        return (perf_counter() - start) / MESSAGES * 1e6

    return min(once() for _ in range(ROUNDS))


def _registry(model: str) -> Registry:
    device = Device(id="box-1", kind="bin", model=model, interval_s=600, valid_from=0, dev_eui=EUI)
    return Registry({device.id: History((device,))}, {}, {}, {EUI: device.id})


def _entry() -> Entry:
    body = {"time": "2026-01-01T00:00:00Z", "deviceInfo": {"devEui": EUI}, "fPort": 85, "fCnt": 7, "data": base64.b64encode(DATA).decode()}
    return Entry(0, 1, START, f"application/1/device/{EUI}/event/up", json.dumps(body).encode())


if __name__ == "__main__":
    main()
