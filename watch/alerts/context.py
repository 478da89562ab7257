"""What one look at the alerts starts from."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.alerts.observations.observation import OpenAlerts
from domain.device import Registry
from watch.alerts.thresholds import ThresholdSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The thresholds, things and open alerts as they are at `now` (ms UTC).

    `steady_s`: for how many seconds this watch has looked without a break; 0 after another led or a store was away.
    `pulse`: to be called now and then during long work; it raises LostLeadershipError.
    """

    thresholds: ThresholdSet
    registry: Registry
    open_alerts: OpenAlerts
    now: int
    steady_s: float
    pulse: Callable[[], None]
