"""Open a connection to a broker as devices do: plain, TLS or a unix socket."""

import socket
import ssl

from config.sections.address import BrokerAddress

_ANSWER_S = 5


def open_broker_socket(address: BrokerAddress, tls: ssl.SSLContext | None) -> socket.socket:
    """Return a connection that waits five seconds for each answer; `tls`: for a broker that asks for it. Raises OSError."""
    plain = _open(address)
    if tls is None:
        return plain
    try:
        return tls.wrap_socket(plain, server_hostname=address.host)
    except BaseException:
        plain.close()
        raise


def _open(address: BrokerAddress) -> socket.socket:
    if not address.unix:
        return socket.create_connection((address.host, address.port), timeout=_ANSWER_S)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_ANSWER_S)
    try:
        connection.connect(address.host)
    except OSError:
        connection.close()
        raise
    return connection
