"""How long a proposal of a round holds: levels, bookings and other rounds change meanwhile."""

from domain.duration import DAY, HOUR

VALID = HOUR  # ms after it was planned: then it must be planned again before it is confirmed
KEPT = DAY  # ms after it was planned: then it is deleted


def expires_at(changed_at: int) -> int:
    """Return until when (ms UTC) a proposal that was planned at `changed_at` may be confirmed."""
    return changed_at + VALID
