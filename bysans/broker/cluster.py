"""One node of a cluster of brokers, as its server's settings name it."""

import json
from dataclasses import dataclass
from urllib.parse import quote

from config.secret_file import read_secret
from config.sections.broker_settings import Broker

REPLICAS = 3  # nodes that have each message; with more nodes than that, some
_NAME = "bysans"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterNode:
    """Where a node listens for the others, where all of them do (HOST:PORT), and the password by which they know each other."""

    name: str
    listen: str
    nodes: tuple[str, ...]
    password: str

    def settings(self) -> str:
        """Return the block of the server's settings."""
        routes = ", ".join(f'"nats://{_NAME}:{quote(self.password, safe="")}@{node}"' for node in self.nodes)
        account = f"user: {_NAME}, password: {json.dumps(self.password, ensure_ascii=False)}, timeout: 5"
        return f'cluster {{ name: {_NAME}, listen: "{self.listen}", authorization {{ {account} }}, routes: [{routes}] }}\n'


def cluster_node(broker: Broker) -> ClusterNode | None:
    """Return the node that the settings describe; None for a broker that is alone. Raises ConfigError."""
    if broker.cluster_password_file is None:
        return None
    password = read_secret(broker.cluster_password_file, "broker.cluster_password_file")
    return ClusterNode(name=broker.node, listen=broker.cluster_listen, nodes=broker.cluster, password=password)
