"""One of several watches leads, by a lease in the state."""

from collections.abc import Callable

from sqlalchemy import Connection

from storage.state import leases

_NAME = "watch"


class LostLeadershipError(Exception):
    """Another watch leads: what this one was about to write must not be written."""


class Leadership:
    """The leader's lease: it runs out unless it is renewed; `wall` gives ms UTC of the real time, never a replay's."""

    def __init__(self, holder: str, wall: Callable[[], int], ttl: int) -> None:
        self._holder = holder
        self._wall = wall
        self._ttl = ttl

    def hold(self, connection: Connection) -> bool:
        """Take or renew the lease; False while another watch holds it."""
        return leases.hold(connection, _NAME, self._holder, self._wall(), self._ttl)

    def insist(self, connection: Connection) -> None:
        """Renew the lease within the transaction that writes results. Raises LostLeadershipError."""
        if not self.hold(connection):
            raise LostLeadershipError("another watch took over: this one was away for longer than its lease")

    def release(self, connection: Connection) -> None:
        """Let another watch take over at once."""
        leases.release(connection, _NAME, self._holder)
