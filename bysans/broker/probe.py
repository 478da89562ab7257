"""Asks the embedded broker for a session, which it gives only when its listener and its store both work."""

import secrets
import socket
import ssl
from contextlib import closing

from config.broker.account import broker_password, broker_tls
from config.sections.address import parse_mqtt_url
from config.sections.mqtt_settings import Mqtt

_PATIENCE_S = 5.0
_CONNACK = b"\x20\x02\x00\x00"


def greets(mqtt: Mqtt, *, patience_s: float = _PATIENCE_S) -> bool:
    """Return whether the broker takes us as a client of MQTT 3.1.1."""
    address = parse_mqtt_url(mqtt.url)
    try:
        with closing(_connection(address.host, address.port, broker_tls(mqtt) if address.tls else None, patience_s)) as connection:
            connection.sendall(_connect(f"probe-{secrets.token_hex(8)}", mqtt.username or "", broker_password(mqtt) or ""))
            return connection.recv(4) == _CONNACK
    except OSError:
        return False


def _connection(host: str, port: int, tls: ssl.SSLContext | None, patience_s: float) -> socket.socket:
    plain = socket.create_connection((host, port), timeout=patience_s)
    if tls is None:
        return plain
    try:
        return tls.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _connect(client_id: str, user: str, password: str) -> bytes:
    """Return CONNECT with a clean session (MQTT 3.1.1, 3.1); every part is shorter than 128 bytes."""
    parts = b"".join(len(part).to_bytes(2) + part for part in (text.encode() for text in (client_id, user, password)))
    body = b"\x00\x04MQTT\x04\xc2\x00\x05" + parts
    return bytes([0x10, len(body)]) + body
