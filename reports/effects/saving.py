"""How many hours a period saved, against today's practice or, where nobody stated that, against a tuned schedule."""

from dataclasses import dataclass
from typing import Literal

from reports.effects.figure import Effects, Figure

Against = Literal["today", "tuned"]
Outcome = Literal["saved", "more", "same", "alone", "too_little"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What a period saved: `hours` by which it differs, or that it took where there is nothing to compare it with."""

    outcome: Outcome
    hours: int = 0
    against: Against | None = None


def saving(effects: Effects) -> Saving:
    """Return the period's saving; a difference within the uncertainty of the hours is none."""
    hours = effects.figure("hours")
    if hours.value is None or not hours.enough:
        return Saving(outcome="too_little")
    for against, baseline in (("today", hours.today), ("tuned", hours.tuned_schedule)):
        if baseline is not None and baseline.change_percent is not None:
            return _difference(hours, hours.value, baseline.value, "today" if against == "today" else "tuned")
    return Saving(outcome="alone", hours=round(hours.value))


def _difference(figure: Figure, hours: float, baseline: float, against: Against) -> Saving:
    spread = figure.uncertainty
    within = spread is not None and spread.low <= baseline <= spread.high
    difference = round(abs(baseline - hours))
    if within or difference == 0:
        return Saving(outcome="same", against=against)
    return Saving(outcome="saved" if hours < baseline else "more", hours=difference, against=against)
