"""A clustered broker: three nats-servers with the settings of `bysans broker`, of which one may die."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import nats
from nats.errors import Error
from nats.js.api import ClusterInfo

from bysans.broker.accounts import Account
from bysans.broker.cluster import ClusterNode
from bysans.broker.passwords import ANYBODY
from bysans.broker.server_settings import server_settings
from bysans.broker.sweep import address, sweep_account
from tests.real_parts.embedded_broker import ALL_TOPICS, MAX_BYTES, PASSWORD, EmbeddedBroker
from tests.real_parts.process import free_port, wait_until

NODES = 3


class Node(EmbeddedBroker):
    """One of the three; `port` is the one that devices and ingest connect to."""

    def __init__(self, directory: Path, number: int, ports: Sequence[int]) -> None:
        super().__init__(directory)
        self.name = f"node-{number}"
        nodes = tuple(f"127.0.0.1:{port}" for port in ports)
        text = server_settings(
            store=self.store,
            listen=f"127.0.0.1:{self.port}",
            accounts=[sweep_account(PASSWORD)],
            anybody=Account(user=ANYBODY, password="", publish=ALL_TOPICS, subscribe=ALL_TOPICS),
            certificate=None,
            max_bytes=MAX_BYTES,
            cluster=ClusterNode(name=self.name, listen=nodes[number], nodes=nodes, password="of-the-nodes"),
        )
        self.settings.write_text(text, encoding="utf-8")

    def _sweep(self, stop: threading.Event) -> None:
        """Do nothing: a cluster removes each message by itself."""

    @property
    def alive(self) -> bool:
        return self._running is not None

    def takes_clients(self) -> bool:
        """Return whether it answers a CONNECT, which it does once most of the cluster is there."""
        return super().answers()

    def answers(self) -> bool:
        """Return whether it listens."""
        try:
            with closing(socket.create_connection(("127.0.0.1", self.port), timeout=2)):
                return True
        except OSError:
            return False


class Cluster:
    """Three nodes; a context manager that is entered once they take clients."""

    def __init__(self, directory: Path) -> None:
        ports = [free_port() for _ in range(NODES)]
        self.nodes = [Node(directory / f"node{number}", number, ports) for number in range(NODES)]

    def a_living_port(self) -> int:
        """Return the port of the first node that lives: what a load balancer would do; where none lives, one that refuses."""
        return next((node.port for node in self.nodes if node.alive), self.nodes[0].port)

    def healthy(self) -> bool:
        """Return whether every living node takes clients."""
        return all(node.takes_clients() for node in self.nodes if node.alive)

    def until_healthy(self) -> None:
        """Wait until every living node takes clients."""
        wait_until(self.healthy, "all nodes took clients")

    def leader(self) -> Node:
        """Return the node that decides about the stream of messages."""
        leader = self._messages().leader
        return next(node for node in self.nodes if node.name == leader)

    def in_step(self) -> bool:
        """Return whether every node has every message; False while nobody leads."""
        with suppress(TimeoutError, Error, OSError):
            others = self._messages().replicas or []
            return len(others) == NODES - 1 and all(other.current and not other.offline for other in others)
        return False

    def _messages(self) -> ClusterInfo:
        return asyncio.run(_messages(next(node for node in self.nodes if node.alive)))

    def __enter__(self) -> "Cluster":
        for node in self.nodes:
            node.start()
        self.until_healthy()
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes:
            node.kill()


async def _messages(node: Node) -> ClusterInfo:
    """Return which nodes have the stream of messages, as `node` knows it."""
    url, user = address(node.store), sweep_account(PASSWORD)
    assert url is not None
    connection = await nats.connect(url, user=user.user, password=user.password)
    try:
        stream = await connection.jetstream(timeout=30).stream_info("$MQTT_msgs")
    finally:
        await connection.close()
    assert stream.cluster is not None
    return stream.cluster
