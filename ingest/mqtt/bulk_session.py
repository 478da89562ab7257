"""The fast session: it takes messages off the connection in bulk before paho sees them, and sends acknowledgements joined.

paho keeps the session: connecting, TLS, keep-alive, subscribing, reconnecting. Its own receive loop costs several times as much
per message as the rest of ingest, so it reads through a socket that takes whole messages out. This relies on three of paho's
internals (`_create_socket`, `pending`, `_packet_queue`): its release is pinned, and tests watch them.
"""

import struct
from collections.abc import Callable
from functools import partial
from typing import Any

import paho.mqtt.client as mqtt

from ingest.messages import Deliveries
from ingest.mqtt.bulk_packets import Publishes, take_publishes
from ingest.mqtt.bulk_socket import BulkSocket, ByteStream
from ingest.mqtt.paho_client import create_client, is_v5
from ingest.mqtt.session import PahoSession

_PUBACK = 0x40
_PUBACK_WORD = 0x4002  # with the length of what follows: the packet's id


class _Client(mqtt.Client):
    """paho's client, which reads through the socket that `wrap` returns."""

    def __init__(self, *options: Any, wrap: Callable[[ByteStream], ByteStream], **keywords: Any) -> None:
        super().__init__(*options, **keywords)
        self._wrap = wrap

    def _create_socket(self) -> ByteStream:
        return self._wrap(super()._create_socket())


class BulkSession(PahoSession):
    """The session over paho-mqtt and a bulk socket; what the socket leaves to paho arrives as in `PahoSession`."""

    def wrap(self, connection: ByteStream) -> BulkSocket:
        """Return the connection as paho sees it."""
        return BulkSocket(connection, self._take)

    def _queue_acks(self, deliveries: Deliveries) -> None:
        """Queue them joined into one write, where all came at QoS 1."""
        if not all(deliveries.packet_ids):
            super()._queue_acks(deliveries)
            return
        words = [_PUBACK_WORD] * (2 * len(deliveries))
        words[1::2] = deliveries.packet_ids
        self._client._packet_queue(_PUBACK, struct.pack(f">{len(words)}H", *words), 0, 1)  # paho's own way out, for many at once

    def _create_client(self) -> mqtt.Client:
        return create_client(self._settings, client_id=self._settings.client_id, clean=False, make=partial(_Client, wrap=self.wrap))

    def _take(self, data: bytes, at: int) -> Publishes:
        publishes = take_publishes(data, at, v5=is_v5(self._settings), received_at=self._clock(), generation=self._generation)
        if publishes.deliveries:
            self._inbox.put(publishes.deliveries)
        return publishes
