"""Messages as the broker handed them over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

PUBLISH, DUP, QOS, RETAIN = 0x30, 0x08, 0x06, 0x01  # of a packet's first byte (MQTT 5 and 3.1.1, section 3.3.1)
QOS_1 = 0x02


class Delivery(NamedTuple):
    """One message as the broker handed it over.

    `received_at`: ms UTC. `head`: its packet's first byte, which says at which QoS it comes, whether it is sent again (DUP), and
    whether the broker had kept it for whoever subscribes (RETAIN).
    """

    topic: str
    payload: bytes
    received_at: int
    head: int
    packet_id: int


@dataclass(slots=True)
class Deliveries:
    """Deliveries of one connection in order of arrival, as columns.

    `generation`: the connection; an acknowledgement is worth nothing on another.
    """

    generation: int
    topics: list[str] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)
    received_at: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    packet_ids: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.topics)

    def __iter__(self) -> Iterator[Delivery]:
        return map(Delivery, self.topics, self.payloads, self.received_at, self.heads, self.packet_ids)

    def any_has(self, bits: int) -> bool:
        """Return whether any has one of the bits in its packet's first byte."""
        return any([head & bits for head in {*self.heads}])  # noqa: C419 - there are one or two

    def only(self, is_wanted: Sequence[object]) -> "Deliveries":
        """Return some of them."""
        columns = (self.topics, self.payloads, self.received_at, self.heads, self.packet_ids)
        return Deliveries(self.generation, *(list(compress(column, is_wanted)) for column in columns))  # type: ignore[arg-type]
