"""A connection that carries the messages of thousands of devices: packets are written and answers read in bulk, on one thread.

paho costs 100 µs a message at QoS 1; this costs a few, so that the simulator never limits a measurement. It speaks MQTT 3.1.1,
where the broker's answer says that it has the message, not whether its access list let it pass.
"""

import select
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from types import TracebackType
from typing import Self

from config.sections.address import parse_mqtt_url
from simulators.send import mqtt_packets as packets
from simulators.send.absence import Absence, Tell, tell_nobody
from simulators.send.destination import Account
from simulators.send.mqtt_connection import KEEPALIVE_S, open_connection
from simulators.send.publisher import Counts, PublisherError

RETRY_S = 0.5
CHUNK = 1 << 18
WRITE_AT = 1 << 15  # so many waiting bytes are written at once
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class BulkPublisher:
    """A connection to the broker at `url` for one thread, a context manager; what is unacknowledged is sent again after a reconnect.

    `acknowledged` is called with the numbers of messages that the broker acknowledged. `in_flight`: unacknowledged messages before
    `publish` waits. `stop` ends every wait; `tell` says while the broker is away. Raises ValueError for an unsupported url or
    a `ca_file` without certificates.
    """

    def __init__(
        self,
        url: str,
        account: Account,
        *,
        acknowledged: Callable[[Sequence[int]], None],
        in_flight: int = 2000,
        patience_s: float = 30,
        stop: threading.Event | None = None,
        tell: Tell = tell_nobody,
    ) -> None:
        self.url = url
        self._tls = account.tls() if parse_mqtt_url(url).tls else None
        self._account = account
        self._on_acknowledged = acknowledged
        self._window = min(in_flight, 60_000)
        self._patience_s = patience_s
        self._stop = stop or threading.Event()
        self._absence = Absence(tell)
        self._socket: socket.socket | None = None
        self._outgoing, self._incoming = bytearray(), bytearray()
        self._free = deque(range(1, self._window + 1))
        self._in_flight: dict[int, tuple[int, bytes]] = {}
        self._sent = self._acknowledged = 0
        self._received_at = self._sent_at = self._tried_at = 0.0
        self.reconnects = 0

    @property
    def counts(self) -> Counts:
        """What was sent and acknowledged so far."""
        return Counts(self._sent, self._acknowledged)

    def publish(self, number: int, topic: str, payload: bytes) -> bool:
        """Send message `number`, waiting while too many are unacknowledged; return False when stopped before there was room."""
        while not self._free:
            if self._stop.is_set():
                return False
            self._serve(0.1)
        packet_id = self._free.popleft()
        packet = packets.publish(topic.encode(), packet_id, payload)
        self._in_flight[packet_id] = number, packet
        self._sent += 1
        self._outgoing += packet
        if len(self._outgoing) >= WRITE_AT:
            self._serve(0)
        return True

    def wait(self, seconds: float) -> bool:
        """Keep the connection alive for `seconds`, sending what waits; return False when stopped."""
        end = monotonic() + seconds
        while not self._stop.is_set():
            left = end - monotonic()
            self._serve(max(0.0, min(left, 0.1)))
            if left <= 0:
                return True
        return False

    def drain(self, patience_s: float) -> bool:
        """Wait until the broker has everything, at most `patience_s` and also after a stop; return whether it has."""
        end = monotonic() + patience_s
        while self._in_flight and monotonic() < end:
            self._serve(0.05)
        return not self._in_flight

    def __enter__(self) -> Self:
        """Connect, waiting for a broker that is still starting. Raises PublisherError, also when stopped meanwhile."""
        end, reason = monotonic() + self._patience_s, "stopped"
        while not self._stop.is_set() and monotonic() < end:
            try:
                self._connect()
            except OSError as error:
                reason = str(error)
                self._absence.away(f"{self.url} does not answer ({reason})")
                self._stop.wait(RETRY_S)
            else:
                return self
        raise PublisherError(
            f"{self.url}: not connected within {self._patience_s:g} s ({reason}); is the broker running, and is this its address?"
        )

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._socket is not None:
            self._outgoing += packets.DISCONNECT
            self._serve(0.1)
        self._lose()

    def _connect(self) -> None:
        """Connect, and begin with what is unacknowledged. Raises OSError, and PublisherError when the broker refuses us."""
        self._tried_at = monotonic()
        self._socket = open_connection(self.url, self._account, self._tls)
        self._absence.over()
        self._received_at = self._sent_at = monotonic()
        self._incoming.clear()
        self._outgoing[:] = b"".join(packet for _, packet in self._in_flight.values())

    def _serve(self, timeout: float) -> None:
        """Write what waits, read what came, for at most `timeout` seconds; a lost connection is re-established."""
        if self._socket is None:
            self._try_again(timeout)
            return
        try:
            readable, writable, _ = select.select([self._socket], [self._socket] if self._outgoing else [], [], timeout)
            if writable:
                self._write(self._socket)
            if readable:
                self._read(self._socket)
            self._stay_alive(monotonic())
        except _NOT_NOW:
            return
        except OSError:
            self._lose()

    def _try_again(self, timeout: float) -> None:
        if monotonic() - self._tried_at < RETRY_S:
            self._stop.wait(timeout or 0.01)
            return
        try:
            self._connect()
            self.reconnects += 1
        except (OSError, PublisherError) as error:
            self._absence.away(f"{self.url} is away ({error})")
            self._stop.wait(timeout)

    def _write(self, connection: socket.socket) -> None:
        count = connection.send(memoryview(self._outgoing)[:CHUNK])
        del self._outgoing[:count]
        self._sent_at = monotonic()

    def _read(self, connection: socket.socket) -> None:
        data = connection.recv(CHUNK)
        if not data:
            raise ConnectionResetError("the broker closed the connection")
        self._received_at = monotonic()
        self._incoming += data
        answered = [int.from_bytes(body[:2], "big") for kind, body in packets.take(self._incoming) if kind == packets.PUBACK]
        acknowledged = [(packet_id, self._in_flight.pop(packet_id)[0]) for packet_id in answered if packet_id in self._in_flight]
        if acknowledged:
            self._free.extend(packet_id for packet_id, _ in acknowledged)
            self._acknowledged += len(acknowledged)
            self._on_acknowledged([number for _, number in acknowledged])

    def _stay_alive(self, now: float) -> None:
        if now - self._received_at > 2 * KEEPALIVE_S:
            raise TimeoutError("the broker is silent")
        if now - max(self._received_at, self._sent_at) > KEEPALIVE_S or (
            self._in_flight and now - self._received_at > KEEPALIVE_S > now - self._sent_at
        ):
            self._outgoing += packets.PINGREQ
            self._sent_at = now

    def _lose(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
