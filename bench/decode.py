"""The cost of decoding one message of our own JSON with eight fields."""

import json
from time import perf_counter

from config.catalogue import load_catalogue
from domain.device import Device, History, Registry
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry

DEVICES, MESSAGES, ROUNDS = 1000, 20_000, 7
START = 1_767_225_600_000  # 2026-01-01


def main() -> None:
    """Print the best of several rounds: the least disturbed by whatever else runs."""
    devices = [Device(id=f"air-{n:04}", kind="air", model="generic", interval_s=600, valid_from=0) for n in range(DEVICES)]
    registry = Registry({device.id: History((device,)) for device in devices}, {}, {}, {})
    for name, time in (("Unix seconds", lambda ms: ms // 1000), ("RFC 3339", lambda ms: f"2026-01-01T{ms // 3_600_000 % 24:02}:00:00Z")):
        entries = [_entry(n, time(START + n * 1000)) for n in range(MESSAGES)]
        print(f"{name}: {min(_round(entries, registry) for _ in range(ROUNDS)):.2f} µs a message")


def _entry(number: int, time: object) -> Entry:
    body = {"time": time, "seq": number, "pm25": 8.2, "pm10": 14.1, "no2": 21.5, "humidity": 71, "temperature": 3.4, "battery": 3.6}
    return Entry(number, number + 1, START + 86_400_000, f"bysans/v1/air/air-{number % DEVICES:04}", json.dumps(body).encode(), dup=False)


def _round(entries: list[Entry], registry: Registry) -> float:
    decode = Decoder(load_catalogue(), retention_ms=None).decode
    start = perf_counter()
    accepted = sum(len(decode(entry, registry).arrivals) for entry in entries)
    spent = perf_counter() - start
    if accepted != len(entries):
        raise SystemExit(f"{len(entries) - accepted} of {len(entries)} messages were rejected: the measurement is worth nothing")
    return spent / len(entries) * 1e6


if __name__ == "__main__":
    main()
