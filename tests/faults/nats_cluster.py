"""A clustered broker: three nats-servers with JetStream that speak MQTT 3.1.1, of which one may die."""

from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.real_parts import http
from tests.real_parts.process import Process, free_port, wait_until
from tests.real_parts.whereabouts import require

NODES = 3
SETTINGS = """\
server_name: node{number}
listen: 127.0.0.1:{client}
http: 127.0.0.1:{monitor}
jetstream {{ store_dir: "{directory}/store" }}
cluster {{ name: bysans, listen: 127.0.0.1:{cluster}, routes: [{routes}] }}
mqtt {{ listen: 127.0.0.1:{mqtt}, stream_replicas: 3, ack_wait: "30s", max_ack_pending: 2000 }}
"""


class Node(Process):
    """One of the three; `mqtt` is the port that devices and ingest connect to."""

    def __init__(self, directory: Path, number: int, ports: Sequence[int]) -> None:
        super().__init__(directory)
        self.program = require("nats-server")
        self.mqtt, self.monitor = free_port(), free_port()
        routes = ", ".join(f'"nats://127.0.0.1:{port}"' for port in ports)
        self.settings = directory / "nats.conf"
        self.settings.write_text(
            SETTINGS.format(
                number=number,
                client=free_port(),
                monitor=self.monitor,
                directory=directory,
                cluster=ports[number],
                routes=routes,
                mqtt=self.mqtt,
            )
        )

    @property
    def alive(self) -> bool:
        return self._running is not None

    def command(self) -> Sequence[str]:
        """Return the program and its arguments."""
        return [str(self.program), "-c", str(self.settings)]

    def answers(self) -> bool:
        """Return whether it listens; whether the cluster works is another question."""
        try:
            return http.get(f"http://127.0.0.1:{self.monitor}/varz", timeout=2).is_success
        except httpx.TransportError:
            return False


class Cluster:
    """Three nodes; a context manager that is entered once they agree on a leader."""

    def __init__(self, directory: Path) -> None:
        ports = [free_port() for _ in range(NODES)]
        self.nodes = [Node(directory / f"node{number}", number, ports) for number in range(NODES)]

    def a_living_port(self) -> int:
        """Return the port of the first node that lives: what a load balancer would do."""
        return next(node.mqtt for node in self.nodes if node.alive)

    def healthy(self) -> bool:
        """Return whether every living node serves JetStream."""
        return all(_ok(node) for node in self.nodes if node.alive)

    def __enter__(self) -> "Cluster":
        for node in self.nodes:
            node.start()
        wait_until(self.healthy, "the cluster had a leader")
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes:
            node.kill()


def _ok(node: Node) -> bool:
    try:
        return http.get(f"http://127.0.0.1:{node.monitor}/healthz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
