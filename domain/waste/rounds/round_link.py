"""A link with which a driver sees one vehicle's route and reports from it, without signing in, until some hours after the shift."""

from dataclasses import dataclass
from typing import Literal

from domain.duration import HOUR

LIFETIME_MS = 12 * HOUR  # after the shift: a crew that comes home late still reports what waits on its phone
LinkState = Literal["valid", "expired", "revoked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLink:
    """A link to one vehicle's route of a round; times are ms UTC, `created_by` is the name of a key, never of a driver."""

    id: str
    pickup_id: str
    vehicle: str
    created_at: int
    created_by: str
    expires_at: int
    revoked_at: int | None = None

    def state(self, now: int) -> LinkState:
        """Return whether it still opens the round at `now` (ms UTC)."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if now < self.expires_at else "expired"


def link_expiry(route_end: int, shift_end: int | None) -> int:
    """Return when a link ends (ms UTC): 12 hours after the shift, or after a route that is planned to take longer.

    `shift_end`: None for a vehicle that the fleet no longer has.
    """
    return max(route_end, shift_end or route_end) + LIFETIME_MS
