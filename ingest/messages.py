"""Messages as columns: what the broker's session, the log and decoding hand to one another."""

from dataclasses import dataclass, field

from domain.columns import Columns

DUP, REPLAY, RETAINED = 1, 2, 4


@dataclass(slots=True)
class Messages(Columns):
    """Messages in order of arrival: nothing is made for each of them but its topic and payload.

    `received_at`: ms UTC. `flags`: `DUP`, the broker said that it sends it again; `REPLAY`, it comes from quarantine, so it was never
    stored, whatever looks like it; `RETAINED`, the broker had kept it for whoever subscribes, so it may be of any age.
    """

    received_at: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.topics)


@dataclass(slots=True)
class Deliveries(Messages):
    """Messages as the broker handed them over on one connection.

    `packet_ids`: what acknowledges each, 0 for one at QoS 0. `generation`: the connection; an acknowledgement is worth nothing on another.
    """

    packet_ids: list[int] = field(default_factory=list)
    generation: int = field(kw_only=True)

    @property
    def has_repeated(self) -> bool:
        """Whether the broker said of any that it sends it again."""
        return any([flags & DUP for flags in {*self.flags}])  # noqa: C419 - there are one or two
