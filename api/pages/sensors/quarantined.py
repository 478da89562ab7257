"""Messages that could not be used, counted by reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from storage.state.ingest import quarantine

# The reader sees "more than so many" beyond; counting on would read the whole quarantine at every look.
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """How many messages stand in quarantine, by reason, together at most `_MOST`."""

    by_reason: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.by_reason.values())

    @property
    def more(self) -> bool:
        """Whether there may be more than were counted."""
        return self.total >= _MOST


def quarantined_now(connection: Connection) -> Quarantined:
    """Count what stands in quarantine."""
    return Quarantined(by_reason=quarantine.count_by_reason(connection, limit=_MOST))
