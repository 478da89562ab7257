"""How long a role may be silent before it counts as dead."""

STALE_AFTER_MS = 10_000  # roles speak once a second
