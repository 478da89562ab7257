"""Opens an MQTT 3.1.1 connection on which the broker has accepted an account."""

import socket
import ssl

from config.sections.address import parse_mqtt_url
from simulators.send import mqtt_packets as packets
from simulators.send.broker_socket import open_broker_socket
from simulators.send.destination import Account
from simulators.send.publisher import PublisherError

KEEPALIVE_S = 20


def open_connection(url: str, account: Account, tls: ssl.SSLContext | None) -> socket.socket:
    """Return a socket that does not block. Raises OSError, and PublisherError when the broker refuses the account."""
    connection = open_broker_socket(parse_mqtt_url(url), tls)
    try:
        connection.sendall(packets.connect(account.client_id, account.username, account.password, 2 * KEEPALIVE_S))
        _check(url, connection.recv(4))
    except (OSError, PublisherError):
        connection.close()
        raise
    connection.setblocking(False)
    return connection


def _check(url: str, answer: bytes) -> None:
    """Raise ConnectionError for a broker that hung up, PublisherError for one that refuses."""
    if len(answer) < 4:
        raise ConnectionError(f"{url}: the broker refuses us: it hung up")
    if answer[3]:
        raise PublisherError(f"{url}: the broker refuses us: {packets.REFUSALS.get(answer[3], f'code {answer[3]}')}")
