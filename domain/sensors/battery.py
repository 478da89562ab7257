"""How long a sensor's battery lasts, judged from the charge (%) that the sensor reports.

A voltage alone does not say: the lithium thionyl chloride cells of most LoRaWAN sensors hold theirs until they are nearly empty (Saft
LS 14500 data sheet, discharge curves, V). The charge falls by the Theil–Sen slope of its weekly medians; without a fall that is certain
nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domain.air.patterns.theil_sen import theil_sen
from domain.duration import DAY

LEAST_WEEKS = 6  # of fewer points a slope of whole per cents is chance (O)
LOW_PERCENT = 20.0  # a fifth left: time to plan a visit (as the alert of a low battery clears, O)
LOW_VOLTS = 2.8  # below it hardly any sensor sends for long (as the alert of a low battery is raised, M)
_REPLACED = 20.0  # percentage points: so much more than before is a new battery (O)
_LONGEST_DAYS = 3650

Unknown = Literal["not_reported", "only_voltage", "too_short", "no_fall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """What a sensor last said of its battery; None for what it does not report."""

    percent: float | None = None
    volts: float | None = None
    says_low: bool | None = None

    @property
    def is_low(self) -> bool:
        """Whether the battery should be replaced on the next visit; what says nothing is not low."""
        if self.says_low:
            return True
        if self.percent is not None:
            return self.percent < LOW_PERCENT
        return self.volts is not None and self.volts < LOW_VOLTS

    @property
    def is_reported(self) -> bool:
        """Whether the sensor says anything of its battery."""
        return self.percent is not None or self.volts is not None or self.says_low is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLeft:
    """How many days a battery lasts: likely `days`, with 90 % confidence of the slope between `least` and `most`, ten years at most."""

    days: int
    least: int
    most: int


def days_left(battery: Battery, weeks: Sequence[tuple[int, float]]) -> DaysLeft | Unknown:
    """Return how long the battery lasts, or why nobody can say; `weeks`: (time in ms UTC, charge in %) of each week, oldest first."""
    if battery.percent is None:
        return "only_voltage" if battery.volts is not None else "not_reported"
    points = _of_this_battery(weeks)
    if len(points) < LEAST_WEEKS:
        return "too_short"
    trend = theil_sen([(time / DAY, percent) for time, percent in points], confidence=0.9)
    if trend is None or trend.high >= 0:
        return "no_fall"
    days, least, most = (_days(battery.percent, slope) for slope in (trend.slope, trend.low, trend.high))
    return DaysLeft(days=days, least=least, most=most)


def _of_this_battery(weeks: Sequence[tuple[int, float]]) -> Sequence[tuple[int, float]]:
    """Return the points since the battery was last replaced."""
    first = max((n for n in range(1, len(weeks)) if weeks[n][1] - weeks[n - 1][1] >= _REPLACED), default=0)
    return weeks[first:]


def _days(percent: float, slope: float) -> int:
    return min(round(percent / -slope), _LONGEST_DAYS)
