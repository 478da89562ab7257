"""How do messages leave a connection in bulk, while paho reads all else from it as if nothing were missing?"""

from collections.abc import Callable
from typing import Protocol

from ingest.mqtt.bulk_packets import Taken

_READ_BYTES = 256 * 1024


class Connection(Protocol):
    """What paho asks of a socket: plain, TLS or unix. `recv` and `send` raise OSError."""

    def recv(self, size: int, /) -> bytes: ...  # noqa: D102 - a socket's own
    def send(self, data: bytes | bytearray, /) -> int: ...  # noqa: D102
    def fileno(self) -> int: ...  # noqa: D102
    def setblocking(self, flag: bool, /) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class LaneSocket:
    """The connection as paho sees it: `recv` gives what `take` leaves, in the order in which it came.

    `take(data, at)` takes messages and hands them over. Only paho's network thread reads and writes here.
    """

    def __init__(self, connection: Connection, take: Callable[[bytes, int], Taken]) -> None:
        self._connection = connection
        self._take = take
        self._data = b""
        self._at = 0  # where in the data what is not settled begins
        self._pahos = 0  # how many bytes from there on are paho's, arrived or not
        self._unfinished = False  # what is there ends inside a packet of which more must come

    def recv(self, size: int) -> bytes:
        """Return up to `size` bytes for paho, empty at the connection's end; BlockingIOError when none of them are there."""
        if not self._pahos:
            if (self._unfinished or self._at == len(self._data)) and not self._read():
                return b""
            self._settle()
            if not self._pahos:
                raise BlockingIOError
        if self._at == len(self._data) and not self._read():
            return b""
        given = self._data[self._at : self._at + min(size, self._pahos)]
        self._at += len(given)
        self._pahos -= len(given)
        return given

    def _settle(self) -> None:
        taken = self._take(self._data, self._at)
        self._at, self._pahos = taken.end, taken.others
        self._unfinished = not taken.others

    def _read(self) -> bool:
        came = self._connection.recv(_READ_BYTES)
        self._data, self._at = self._data[self._at :] + came, 0
        return bool(came)

    def pending(self) -> int:
        """Return how many bytes paho should read before it waits for more: those here, and those TLS has decrypted already."""
        here = 0 if self._unfinished else len(self._data) - self._at
        pending: Callable[[], int] | None = getattr(self._connection, "pending", None)
        return here + (pending() if pending is not None else 0)

    def send(self, data: bytes | bytearray) -> int:
        """Send as the connection does."""
        return self._connection.send(data)

    def fileno(self) -> int:
        """Return the connection's descriptor, for `select`."""
        return self._connection.fileno()

    def setblocking(self, flag: bool) -> None:
        """Switch blocking as the connection does."""
        self._connection.setblocking(flag)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
