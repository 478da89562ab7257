"""A socket from which messages are taken in bulk, while paho reads everything else as if nothing were missing."""

from collections.abc import Callable
from typing import Protocol

from ingest.mqtt.bulk_packets import Publishes

_READ_BYTES = 256 * 1024


class ByteStream(Protocol):
    """What paho asks of a socket: plain, TLS or unix. `recv` and `send` raise OSError."""

    def recv(self, size: int, /) -> bytes: ...  # noqa: D102 - a socket's own
    def send(self, data: bytes | bytearray, /) -> int: ...  # noqa: D102
    def fileno(self) -> int: ...  # noqa: D102
    def setblocking(self, flag: bool, /) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class BulkSocket:
    """The connection as paho sees it: `recv` returns what `take` leaves, in order of arrival.

    `take(data, at)` takes messages and hands them over. Only paho's network thread reads and writes here.
    """

    def __init__(self, connection: ByteStream, take: Callable[[bytes, int], Publishes]) -> None:
        self._connection = connection
        self.send, self.fileno, self.setblocking, self.close = connection.send, connection.fileno, connection.setblocking, connection.close
        self._take = take
        self._data = b""
        self._at = 0  # where the data that is neither taken nor read by paho begins
        self._for_paho = 0  # how many bytes from there on are for paho, arrived or not
        self._unfinished = False  # the data ends inside a packet

    def recv(self, size: int) -> bytes:
        """Return up to `size` bytes for paho, empty at the connection's end; raises BlockingIOError when there are none yet."""
        if not self._for_paho:
            if (self._unfinished or self._at == len(self._data)) and not self._read():
                return b""
            self._take_messages()
            if not self._for_paho:
                raise BlockingIOError
        if self._at == len(self._data) and not self._read():
            return b""
        data = self._data[self._at : self._at + min(size, self._for_paho)]
        self._at += len(data)
        self._for_paho -= len(data)
        return data

    def _take_messages(self) -> None:
        publishes = self._take(self._data, self._at)
        self._at, self._for_paho = publishes.end, publishes.for_paho
        self._unfinished = not publishes.for_paho

    def _read(self) -> bool:
        data = self._connection.recv(_READ_BYTES)
        self._data, self._at = self._data[self._at :] + data, 0
        return bool(data)

    def pending(self) -> int:
        """Return how many bytes paho should read before it waits for more: those held here and those TLS has already decrypted."""
        size = 0 if self._unfinished else len(self._data) - self._at
        pending: Callable[[], int] | None = getattr(self._connection, "pending", None)
        return size + (pending() if pending is not None else 0)
