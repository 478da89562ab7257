"""The session's fast form: messages leave the connection in bulk before paho sees them, and acknowledgements go out joined.

paho keeps the session: connecting, TLS, keep-alive, subscribing, reconnecting; its own receive loop costs several times as much a
message as all the rest of ingest. It is handed a socket that takes whole messages out. Three of paho's internals are relied on
(`_create_socket`, `pending`, `_packet_queue`), so its release is pinned and tests watch them.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

import paho.mqtt.client as mqtt

from ingest.mqtt.bulk_packets import Taken, take
from ingest.mqtt.bulk_socket import Connection, LaneSocket
from ingest.mqtt.inbox import Delivery
from ingest.mqtt.paho_client import create_client, is_v5
from ingest.mqtt.session import PahoSession

_PUBACK = 0x40
_PUBACK_HEAD = b"\x40\x02"


class _Client(mqtt.Client):
    """paho's client, which reads through a `lane`."""

    def __init__(self, *options: Any, lane: Callable[[Connection], Connection], **named: Any) -> None:
        super().__init__(*options, **named)
        self._lane = lane

    def _create_socket(self) -> Connection:
        return self._lane(super()._create_socket())


class LaneSession(PahoSession):
    """The session over paho-mqtt and the lane; what the lane does not take comes as in `PahoSession`."""

    def lane(self, connection: Connection) -> LaneSocket:
        """Return the connection as paho is to see it."""
        return LaneSocket(connection, self._take)

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Queue PUBACKs for the network thread to send, as many as follow each other in one piece."""
        with self._generation_lock:
            for qos, group in groupby(self.current(deliveries), key=attrgetter("qos")):
                if qos == 1:
                    joined = b"".join([_PUBACK_HEAD + delivery.packet_id.to_bytes(2) for delivery in group])
                    self._client._packet_queue(_PUBACK, joined, 0, 1)  # paho's own way out, for many at once
                elif qos == 2:
                    for delivery in group:
                        self._client.ack(delivery.packet_id, qos)

    def _create_client(self) -> mqtt.Client:
        return create_client(self._settings, client_id=self._settings.client_id, clean=False, make=partial(_Client, lane=self.lane))

    def _take(self, data: bytes, at: int) -> Taken:
        taken = take(data, at, v5=is_v5(self._settings), received_at=self._clock(), generation=self._generation)
        if taken.deliveries:
            self._inbox.put(taken.deliveries)
        return taken
