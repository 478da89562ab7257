"""How much an alert matters, and which of two matters more."""

from collections.abc import Iterable
from typing import Literal, get_args

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)  # least first


def rank(severity: Severity | None) -> int:
    """Return a severity's place, 0 for the least; nothing at all is below the least."""
    return -1 if severity is None else SEVERITIES.index(severity)


def worst(severities: Iterable[Severity]) -> Severity | None:
    """Return the most severe, None of none."""
    return max(severities, key=rank, default=None)
