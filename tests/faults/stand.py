"""The test stand for faults: a real broker, a real store and the real roles, each within reach of a fault."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import uuid4

from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from simulators.testing.live_device import LiveDevice, make_device
from tests.faults.disk import Disk
from tests.faults.http_proxy import HttpProxy
from tests.faults.tcp_proxy import TcpProxy
from tests.integration.service import Service
from tests.real_parts import http
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.postgresql import Postgresql
from tests.real_parts.process import Process, wait_until
from tests.real_parts.rabbitmq import RabbitMq

SAMPLE_S = 0.2
PROBE_AGAIN_S = 10.0
PATIENCE_S = 240.0


Broker = Mosquitto | EmbeddedBroker | RabbitMq
START: Mapping[str, Callable[[Path], Broker]] = {"nats-server": EmbeddedBroker, "Mosquitto": Mosquitto, "RabbitMQ": RabbitMq}
PROTOCOL = {EmbeddedBroker: "3.1.1", Mosquitto: "5", RabbitMq: "3.1.1"}


@dataclass(kw_only=True)
class Stand:
    """A running service and all that a fault needs: `network` lies between ingest and its broker, `store` before InfluxDB."""

    folder: Path
    service: Service
    network: TcpProxy
    broker: Broker | None
    broker_url: str
    disk: Disk | None = None
    influxd: Influxd | None = None
    store: HttpProxy | None = None
    postgresql: Postgresql | None = None
    dice: Random = field(default_factory=Random)
    probes: int = 0

    @property
    def ingest(self) -> Process:
        return self.service.roles["ingest"]

    @property
    def log_folder(self) -> Path:
        return self.service.data / "log"

    def gauge(self, name: str, role: str = "ingest") -> float:
        """Return a gauge of the service's."""
        lines = http.get(f"{self.service.address}/metrics", timeout=240).text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(f'bysans_{name}{{role="{role}"')), 0.0)

    @contextmanager
    def device(self, device_id: str) -> Iterator[LiveDevice]:
        """Give a device of this id, connected to the broker."""
        account = Account(client_id=f"{device_id}-{uuid4().hex[:6]}")
        with Publisher(self.broker_url, account, protocol="3.1.1", patience_s=PATIENCE_S) as publisher:
            yield LiveDevice(make_device("air", device_id), publisher)

    def pause(self, least: float, most: float) -> None:
        """Wait for a random, seeded time: a fault lasts, or comes at no particular moment."""
        threading.Event().wait(self.dice.uniform(least, most))

    def recovered(self) -> float:
        """Send one reading and wait until it stands at `latest`; return how long that took (s). Everything before it is then in too.

        It is sent again until then: a broker that has just lost its memory may take it before ingest has subscribed anew.
        """
        device_id = f"probe-{uuid4().hex[:12]}"
        began, measured_at = time.monotonic(), time.time_ns() // 1_000_000
        wait_until(lambda: "http" not in self.service.reasons(), "the API answered", PATIENCE_S)
        self.service.register(device_id)
        again_at = 0.0

        def arrived(device: LiveDevice) -> bool:
            nonlocal again_at
            if time.monotonic() >= again_at:
                device.send_values(measured_at, {"pm25": 7.5})
                again_at = time.monotonic() + PROBE_AGAIN_S
            return self._latest(device_id) == {"pm25": 7.5}

        with self.device(device_id) as device:
            wait_until(lambda: arrived(device), "a new reading stood at latest", PATIENCE_S)
        self.probes += 1
        return time.monotonic() - began

    def _latest(self, device_id: str) -> dict[str, float]:
        return {} if "http" in self.service.reasons() else self.service.latest(device_id)


class Memory:
    """The most memory (MiB, resident) that ingest had while the block ran, over all its lives; `samples`: (s, MiB)."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._end = threading.Event()
        self.peak = 0.0
        self.samples: list[tuple[float, float]] = []

    def __enter__(self) -> "Memory":
        Path(f"/proc/{self._process.pid}/clear_refs").write_text("5")  # its peak so far is not this trial's
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._end.wait(SAMPLE_S):
            try:
                text = Path(f"/proc/{self._process.pid}/status").read_text()
            except (OSError, RuntimeError):
                continue
            kilobytes = {key: int(value.split()[0]) for key, value in (line.split(":", 1) for line in text.splitlines()) if key in _KEYS}
            if "VmHWM" in kilobytes:
                self.peak = max(self.peak, kilobytes["VmHWM"] / 1024)
                self.samples.append((time.monotonic(), kilobytes["VmRSS"] / 1024))


_KEYS = {"VmHWM", "VmRSS"}
Wrap = Callable[[Service], None]


@contextmanager
def stand(
    folder: Path,
    *,
    influxd: Influxd | None = None,
    postgresql: Postgresql | None = None,
    seed: int = 1,
    broker_name: str = "nats-server",
    disk: Disk | None = None,
    before: Wrap = lambda _: None,
) -> Iterator[Stand]:
    """Give a running stand with a broker of its own; `before` changes the service before it starts.

    Both keep their files on `disk` where one is given.

    Readings are in SQLite or `influxd`, the state in SQLite or `postgresql`.
    """
    with ExitStack() as running:
        home = folder if disk is None else disk.folder
        broker = START[broker_name](home / "broker").start()
        running.callback(broker.stop)
        network = running.enter_context(TcpProxy(lambda: broker.port))
        settings: dict[str, dict[str, object]] = {"mqtt": {"url": network.url, "protocol": PROTOCOL[type(broker)], "client_id": "faults"}}
        store = None
        if influxd is not None:
            store = running.enter_context(HttpProxy(influxd.port))
            token = folder / "token"
            token.write_text(influxd.token)
            bucket = influxd.new_bucket()
            settings["readings"] = {"url": store.url, "org": influxd.org, "bucket": bucket, "token_file": str(token)}
        if postgresql is not None:
            settings["state"] = {"url": postgresql.url}
        service = Service(home / "service", settings)
        before(service)
        running.enter_context(service)
        if disk is not None:
            disk.write_back()  # the settings, which no program of ours writes
        yield Stand(
            folder=folder,
            service=service,
            network=network,
            broker=broker,
            broker_url=broker.url,
            disk=disk,
            influxd=influxd,
            store=store,
            postgresql=postgresql,
            dice=Random(seed),
        )
