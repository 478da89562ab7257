"""Columns of messages, made from messages one by one."""

from collections.abc import Sequence
from typing import NamedTuple

from ingest.log.entry import Entries, Entry
from ingest.messages import DUP, REPLAY, RETAINED, Deliveries

NOW = 1_700_000_000_000


class Delivery(NamedTuple):
    """One message as the broker handed it over: its row of the columns."""

    received_at: int
    flags: int
    topic: str
    payload: bytes
    packet_id: int


def delivery(
    payload: bytes = b"{}", *, topic: str = "bysans/v1/air/a", at: int = NOW, qos: int = 1, packet_id: int = 1, again: bool = False,
    retained: bool = False,
) -> Delivery:  # fmt: skip
    """Return a delivery as a broker would mark it."""
    return Delivery(at, DUP * again | RETAINED * retained, topic, payload, packet_id if qos else 0)


def deliveries(*rows: Delivery, generation: int = 0) -> Deliveries:
    """Return the deliveries of one connection."""
    return Deliveries(*(list(column) for column in zip(*rows, strict=True)), generation=generation)  # type: ignore[arg-type]


def rows(columns: Deliveries) -> list[Delivery]:
    """Return the deliveries one by one."""
    return list(map(Delivery, columns.received_at, columns.flags, columns.topics, columns.payloads, columns.packet_ids))


def entries(messages: Sequence[Entry]) -> Entries:
    """Return entries that follow one another."""
    columns = Entries(end=messages[-1].end if messages else 0)
    for message in messages:
        columns.received_at.append(message.received_at)
        columns.flags.append(DUP * message.dup | REPLAY * message.replay | RETAINED * message.retained)
        columns.topics.append(message.topic)
        columns.payloads.append(message.payload)
        columns.positions.append(message.position)
    return columns
