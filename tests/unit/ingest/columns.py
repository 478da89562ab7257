"""Columns of messages, made from messages one by one."""

from collections.abc import Sequence

from ingest.log.entry import DUP, REPLAY, RETAINED, Entries, Entry
from ingest.mqtt import delivery as mqtt
from ingest.mqtt.delivery import Deliveries, Delivery

NOW = 1_700_000_000_000


def delivery(
    payload: bytes = b"{}", *, topic: str = "bysans/v1/air/a", at: int = NOW, qos: int = 1, packet_id: int = 1, again: bool = False,
    retained: bool = False,
) -> Delivery:  # fmt: skip
    """Return a delivery as a broker would mark it."""
    head = 0x30 | qos << 1 | (mqtt.DUP if again else 0) | (mqtt.RETAIN if retained else 0)
    return Delivery(topic, payload, at, head, packet_id)


def deliveries(*rows: Delivery, generation: int = 0) -> Deliveries:
    """Return the deliveries of one connection."""
    return Deliveries(generation, *(list(column) for column in zip(*rows, strict=True)))  # type: ignore[arg-type]


def entries(rows: Sequence[Entry]) -> Entries:
    """Return entries that follow one another."""
    flags = [DUP * row.dup | REPLAY * row.replay | RETAINED * row.retained for row in rows]
    positions = [rows[0].position, *(row.end for row in rows)] if rows else [0]
    columns = ([row.received_at for row in rows], flags, [row.topic for row in rows], [row.payload for row in rows])
    return Entries(*columns, positions=positions)
