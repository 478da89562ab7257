"""The upper limits of the drain, each part alone: a socket that only reads, a log that only syncs, a writer that only posts.

Run `python -m bench.limits [--messages 200000] [--devices 1000]`. The same backlog, broker and influxd as `bench.drain`.
"""

import argparse
import http.client
import json
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.backlog import HOUR_MS, Backlog, publish, subscribe
from bench.count import InfluxCount
from bench.drain import DrainStand
from bench.machine import describe
from bench.results import keep
from domain.columns import ReadingColumns
from domain.reading import Reading
from ingest.log.log import Log
from ingest.log.record import encode
from ingest.mqtt.bulk_packets import take_publishes
from storage.readings.line_protocol import lines
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto

_READ_BYTES = 256 * 1024
_RECEIVED_TOGETHER, _POSTED_TOGETHER = 2000, 20_000
_CONNECT = b"\x10\x19\x00\x04MQTT\x04\x00\x00\x3c\x00\x0dbysans-ingest"  # 3.1.1, the session that `subscribe` left


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLimit:
    """What one part alone does: `rate` messages a second, `cpu_us` of our own for a message."""

    rate: float
    cpu_us: float


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=200_000)
    arguments.add_argument("--devices", type=int, default=1000)
    options = arguments.parse_args()
    backlog = Backlog(messages=options.messages, devices=options.devices, start=int(time.time()) // 3600 * HOUR_MS - 2 * HOUR_MS)
    print(describe())
    with tempfile.TemporaryDirectory() as name, Influxd(Path(name) / "influxd") as influxd:
        place = DrainStand(Path(name), influxd)
        with place.broker() as broker:
            subscribe(broker.port, "bysans-ingest", v5=False)
            publish(broker.port, backlog)
            limits = {"a socket that only reads and acknowledges": _timed(lambda: _read(broker, backlog.messages), backlog.messages)}
        records = _records(backlog)
        limits["a log that only appends and syncs"] = _timed(lambda: _append(records, Path(name) / "log"), backlog.messages)
        posts, count = _posts(backlog), InfluxCount(influxd, influxd.new_bucket())
        limits["a writer that only posts the same lines"] = _timed(lambda: _post(posts, count), backlog.messages)
    for what, limit in limits.items():
        print(f"{what:44} {limit.rate:9,.0f} msg/s {limit.cpu_us:6.2f} µs CPU/msg")
    keep("limits", vars(options), {what: asdict(limit) for what, limit in limits.items()})


def _timed(work: Callable[[], None], messages: int) -> PartLimit:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return PartLimit(rate=messages / wall, cpu_us=cpu / messages * 1e6)


def _read(broker: Mosquitto, messages: int) -> None:
    """Read whole messages and acknowledge each: the broker sends no more than its window otherwise."""
    with socket.create_connection((broker.host, broker.port)) as connection:
        connection.sendall(_CONNECT)
        data = connection.recv(4)
        if len(data) < 4 or data[3]:
            raise SystemExit("the broker refuses the session")
        data, count = b"", 0
        while count < messages:
            data += connection.recv(_READ_BYTES)
            publishes = take_publishes(data, 0, v5=False, received_at=0, generation=0)
            data = data[publishes.end :]
            count += len(publishes.deliveries)
            connection.sendall(b"".join([struct.pack(">HH", 0x4002, packet_id) for packet_id in publishes.deliveries.packet_ids]))


def _records(backlog: Backlog) -> list[list[bytes]]:
    records = [encode(backlog.start, topic, payload) for topic, payload in backlog]
    return [records[at : at + _RECEIVED_TOGETHER] for at in range(0, len(records), _RECEIVED_TOGETHER)]


def _append(records: Sequence[Sequence[bytes]], folder: Path) -> None:
    log = Log(folder, drained=0, segment_bytes=64_000_000, max_bytes=1 << 40)
    for batch in records:
        log.append(batch)
    log.close()


def _posts(backlog: Backlog) -> list[bytes]:
    readings = ReadingColumns()
    for number, (_, payload) in enumerate(backlog):
        values = json.loads(payload)
        del values["time"]
        readings.append(Reading(backlog.device(number), backlog.time(number), values))
    return ["\n".join(lines(readings[at : at + _POSTED_TOGETHER])).encode() for at in range(0, len(readings), _POSTED_TOGETHER)]


def _post(posts: Sequence[bytes], count: InfluxCount) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", count.server.port)
    address = f"/api/v2/write?org={count.server.org}&bucket={count.bucket}&precision=ms"
    for body in posts:
        connection.request("POST", address, body, {"Authorization": f"Token {count.server.token}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 204:
            raise SystemExit(f"influxd answers {answer.status}")
    connection.close()


if __name__ == "__main__":
    main()
