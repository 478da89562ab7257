"""From which fill on a bin is nearly full, and full: what raises an alert has the same word everywhere."""

from collections.abc import Iterable

from domain.alerts.scope import covers_bin
from domain.alerts.threshold import Threshold
from domain.device import Registry
from domain.waste.level.fill import FULL, FillLimits


def fill_thresholds(thresholds: Iterable[Threshold]) -> list[Threshold]:
    """Return those that raise an alert because a bin is too full."""
    return [threshold for threshold in thresholds if threshold.enabled and threshold.parameter == "fill" and threshold.upward]


def limits_of(thresholds: Iterable[Threshold], registry: Registry, bin_id: str, now: int) -> FillLimits:
    """Return the limits of a bin at `now` (ms UTC): the lowest of its thresholds, and the lowest of its critical ones.

    Without any threshold the limits are ours; without a critical one, a bin is full where ours says so.
    """
    raised = [threshold for threshold in thresholds if covers_bin(threshold.scope, registry, bin_id, now)]
    if not raised:
        return FillLimits()
    lowest = min(threshold.raise_at for threshold in raised)
    critical = [threshold.raise_at for threshold in raised if threshold.severity == "critical"]
    return FillLimits(nearly_full=lowest, full=min(critical) if critical else max(FULL, lowest))
