"""Let messages wait at a broker for ingest, which is away, and see how long it takes to store them."""

import time
from dataclasses import dataclass

from bench.backlog import HOUR_MS, Backlog, publish
from bench.count import SqliteCount
from bench.ingest_process import command, lay_out
from bench.subject import MeasuredProcess, memory_mib
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """Messages that waited: published in `published_s`; `broker_mib` of its memory then; stored `drained_s` after ingest's start."""

    published_s: float
    broker_mib: float
    drained_s: float


def wait_for_ingest(broker: EmbeddedBroker | Mosquitto, messages: int) -> Waited:
    """Publish as many messages while ingest is away, then start it and wait until it has stored all."""
    folder = broker.directory.with_name(f"{broker.directory.name}-ingest")
    folder.mkdir()
    backlog = Backlog(messages=messages, devices=1000, start=int(time.time()) // 3600 * HOUR_MS - 2 * HOUR_MS)
    count = SqliteCount(folder)
    lay_out(folder, broker, count, backlog, 0)
    line = command(folder, plain=False)
    with MeasuredProcess(line, folder / "output.log") as ingest:
        ingest.wait_until_idle(broker.port)
    began = time.monotonic()
    publish(broker.port, backlog)
    published_s, broker_mib = time.monotonic() - began, memory_mib(broker.pid, "VmRSS")
    began = time.monotonic()
    with MeasuredProcess(line, folder / "output.log"):
        wait_until(lambda: count.points() == messages, "ingest had stored all", 1000)
        return Waited(published_s=published_s, broker_mib=broker_mib, drained_s=time.monotonic() - began)
