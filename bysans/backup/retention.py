"""Which backups are kept: the young ones, and of older ones the last of each month."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bysans.backup.manifest import time_of
from domain.duration import DAY


def kept(names: Sequence[str], at: int, *, keep_days: float, keep_months: int) -> list[str]:
    """Return the names of the backups that stay at time `at` (ms UTC), oldest first; the newest always does."""
    by_age = sorted(names)
    young = [name for name in by_age if time_of(name) > at - keep_days * DAY]
    last_of_month = {_month(name): name for name in by_age}  # the later name wins
    monthly = [name for month, name in sorted(last_of_month.items()) if _months_back(month, at) <= keep_months and keep_months]
    return sorted({*young, *monthly, *by_age[-1:]})


def _month(name: str) -> tuple[int, int]:
    time = datetime.fromtimestamp(time_of(name) / 1000, UTC)
    return time.year, time.month


def _months_back(month: tuple[int, int], at: int) -> int:
    today = datetime.fromtimestamp(at / 1000, UTC)
    return (today.year - month[0]) * 12 + today.month - month[1]
