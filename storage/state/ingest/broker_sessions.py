"""Which sessions ingest has at which brokers, so that one that is missing at a start is noticed."""

from zlib import crc32

from sqlalchemy import Connection

from storage.state import sequences


def had(connection: Connection, url: str, client_id: str) -> bool:
    """Return whether the client had a session at this broker."""
    return sequences.value(connection, _name(url, client_id)) == 1


def remember(connection: Connection, url: str, client_id: str) -> None:
    """Note that the client has a session at this broker."""
    sequences.put(connection, _name(url, client_id), 1)


def _name(url: str, client_id: str) -> str:
    return f"mqtt.session.{crc32(f'{url} {client_id}'.encode()):08x}"
