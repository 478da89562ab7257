"""One of several watches leads, by a lease in the state."""

from collections.abc import Callable

import structlog
from sqlalchemy import Connection

from storage.state import leases

_NAME = "watch"
_log = structlog.get_logger("watch")


class LostLeadershipError(Exception):
    """Another watch leads: what this one was about to write must not be written."""


class Leadership:
    """The leader's lease: it runs out unless it is renewed; `wall` gives ms UTC of the real time, never a replay's."""

    def __init__(self, holder: str, wall: Callable[[], int], ttl: int) -> None:
        self._holder = holder
        self._wall = wall
        self._ttl = ttl
        self._stands_by = False

    def hold(self, connection: Connection) -> bool:
        """Take or renew the lease; False while another watch holds it, which is said once, as is its end."""
        leads = leases.hold(connection, _NAME, self._holder, self._wall(), self._ttl)
        if leads == self._stands_by:
            self._stands_by = not leads
            _log.info("leads from now on" if leads else "another watch leads: this one stands by, and takes over when that one ends")
        return leads

    def insist(self, connection: Connection) -> None:
        """Renew the lease within the transaction that writes results. Raises LostLeadershipError."""
        if not self.hold(connection):
            raise LostLeadershipError("another watch took over: this one was away for longer than its lease")

    def release(self, connection: Connection) -> None:
        """Let another watch take over at once."""
        leases.release(connection, _NAME, self._holder)
