"""The parts of a large installation as processes of their own: broker, stores, and one or two of each role on one state."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.subject import cpu_s, memory_mib
from bysans.clock import now
from domain.device import Device, Site
from storage.state import registry
from storage.state.access import keys
from storage.state.engine import State
from tests.faults.nats_cluster import Cluster
from tests.integration.service import BYSANS, Role
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.postgresql import Postgresql
from tests.real_parts.process import Process, free_port

SLICES = {"air": "bysans/v1/air/+", "bin": "bysans/v1/bin/+"}
SENSORS_A_SITE = 2
_AT_ONCE = 20_000
_BROKER = "listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\nuser root\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large: half of the devices are air sensors at sites, half bins' sensors without a place. `nodes`: of NATS; 0 is Mosquitto."""

    devices: int
    influxdb: bool
    nodes: int
    ingests: int
    watches: int
    apis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleStand:
    """All that runs, by name. `port`: the broker's; `addresses`: the APIs'."""

    parts: Mapping[str, Process]
    port: int
    state: State
    addresses: tuple[str, ...]
    key: str

    def cpu_s(self) -> dict[str, float]:
        """Return the processor's seconds of each part since its start, those of its children included."""
        return {name: tree_cpu_s(part.pid) for name, part in self.parts.items()}

    def memory_mib(self) -> dict[str, float]:
        """Return the most resident memory of each part (its main process)."""
        return {name: memory_mib(part.pid) for name, part in self.parts.items()}


@contextmanager
def scale_stand(folder: Path, plan: Plan) -> Iterator[ScaleStand]:
    """Start the stores and the broker, register the devices, start the roles. Nothing is awaited that the roles do after their start."""
    with ExitStack() as running:
        postgresql = running.enter_context(Postgresql())
        parts: dict[str, Process] = {"PostgreSQL": postgresql}
        settings: dict[str, dict[str, object]] = {"state": {"url": postgresql.url}}
        settings["readings"] = {"url": postgresql.url.replace("+psycopg", "")}
        if plan.influxdb:
            parts["InfluxDB"] = influxd = running.enter_context(Influxd(folder / "influxd"))
            (folder / "token").write_text(influxd.token)
            token_file = str(folder / "token")
            settings["readings"] = {"url": influxd.url, "org": influxd.org, "bucket": influxd.new_bucket(), "token_file": token_file}
        if plan.nodes:
            cluster = running.enter_context(Cluster(folder / "cluster"))
            parts |= {f"NATS node {number}": node for number, node in enumerate(cluster.nodes, start=1)}
            port, protocol = cluster.a_living_port(), "3.1.1"
        else:
            broker = Mosquitto(folder / "broker")
            broker.settings.write_text(_BROKER.format(port=broker.port))
            parts["Mosquitto"], port, protocol = running.enter_context(broker), broker.port, "5"
        settings["mqtt"] = {"url": f"mqtt://127.0.0.1:{port}", "protocol": protocol}
        state = State(postgresql.url)
        running.callback(state.close)
        key = register(state, plan.devices)
        addresses = tuple(f"127.0.0.1:{free_port()}" for _ in range(plan.apis))
        for name, role in _roles(folder, plan, settings, addresses):
            parts[name] = running.enter_context(role)
        yield ScaleStand(parts=parts, port=port, state=state, addresses=addresses, key=key)


def _roles(
    folder: Path, plan: Plan, settings: Mapping[str, Mapping[str, object]], addresses: tuple[str, ...]
) -> Iterator[tuple[str, Role]]:
    """Yield each role's process by its name, ingests with a slice each."""
    for number, slice_ in zip(range(plan.ingests), SLICES, strict=False):
        topics = [SLICES[slice_]] if plan.ingests > 1 else list(SLICES.values())
        mqtt = {**settings["mqtt"], "topics": topics, "client_id": f"scale-{number}"}
        yield (
            f"ingest {slice_ if plan.ingests > 1 else ''}".strip(),
            _role(folder / f"ingest-{number}", "ingest", {**settings, "mqtt": mqtt, "log": {"name": slice_ if plan.ingests > 1 else ""}}),
        )
    for number in range(plan.watches):
        yield f"watch {number + 1}", _role(folder / f"watch-{number}", "watch", settings)
    for number, address in enumerate(addresses):
        http = {"listen": address, "open_pages": True}
        yield f"api {number + 1}", _role(folder / f"api-{number}", "api", {**settings, "http": http})


def _role(folder: Path, name: str, settings: Mapping[str, Mapping[str, object]]) -> Role:
    folder.mkdir(parents=True)
    lines = [f"data_dir = {json.dumps(str(folder / 'data'))}"]
    for section, values in settings.items():
        lines += [f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    (folder / "bysans.toml").write_text("\n".join(lines))
    return Role(folder, str(BYSANS), name, "--config", str(folder / "bysans.toml"))


def register(state: State, devices: int) -> str:
    """Register the devices, of long ago; return an admin key."""
    numbers = range(0, devices // 2, _AT_ONCE)
    for first in numbers:
        some = range(first, min(first + _AT_ONCE, devices // 2))
        sites = [Site(id=site_of(n), name=site_of(n), lat=59.9, lon=10.7, valid_from=1) for n in some if n % SENSORS_A_SITE == 0]
        air = [Device(id=f"air-{n:06}", kind="air", model="generic", interval_s=600, valid_from=1, place=site_of(n)) for n in some]
        bins = [Device(id=f"bin-{n:06}", kind="bin", model="generic", interval_s=600, valid_from=1) for n in some]
        with state.begin() as connection:
            registry.put_all(connection, sites)
            registry.put_all(connection, [*air, *bins])
    with state.begin() as connection:
        connection.execute(text("ANALYZE"))  # as autovacuum does within a minute: without figures of its tables PostgreSQL reads all
        return keys.create(connection, "bench", ["admin"], now())


def site_of(number: int) -> str:
    """Return the site of an air sensor."""
    return f"site-{number // SENSORS_A_SITE:06}"


def tree_cpu_s(pid: int) -> float:
    """Return the processor's seconds of a process and of all it started, those that ended included."""
    own = cpu_s(pid, ended_children=True)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(tree_cpu_s(int(child)) for child in children if Path(f"/proc/{child}").exists())
