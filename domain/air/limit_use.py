"""How much of a limit a site has used so far in a year, and which limit is closest to being broken.

`compliance` says what the law says of a whole year; this is what people need before it is over. Both bounds are our own choice (O).
"""

from dataclasses import dataclass
from typing import Literal

from domain.air.compliance import Assessment, LimitVerdict
from domain.air.legal_day import bounds_of_year, hours_of_year
from domain.duration import HOUR

LimitState = Literal["broken", "over", "near", "kept", "too_little", "blind", "unmeasured"]
_ORDER: tuple[LimitState, ...] = ("broken", "over", "near", "kept", "too_little", "blind", "unmeasured")
_NEAR_COUNT = 2 / 3  # of the exceedances allowed
_NEAR_MEAN = 0.9  # of the annual limit


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """One limit in a year that may not be over.

    `used`: exceedances of those allowed, or the mean of the annual limit, 1 for all of it; None where nothing may be judged.
    `measured`: share of the hours until now that may be judged, 0–1. `state`: `broken` by the regime's rules; `over` so far, which may
    still change; `near`; `kept` so far; `too_little` measured to say so; `blind`: only by sensors that cannot see all of the
    parameter; `unmeasured`.
    """

    assessment: Assessment
    used: float | None
    measured: float
    state: LimitState

    @property
    def urgency(self) -> tuple[int, float]:
        """A sort key: what is closest to being broken comes first."""
        return _ORDER.index(self.state), -(self.used or 0.0)

    @property
    def is_judged(self) -> bool:
        """Whether enough was measured to say how it stands."""
        return self.state in ("broken", "over", "near", "kept")

    @property
    def in_danger(self) -> bool:
        """Whether the limit is broken or may soon be."""
        return self.state in ("broken", "over", "near")


def limit_use(assessment: Assessment, year: int, now: int, coverage: float) -> LimitUse:
    """Return how much of the limit is used at `now` (ms UTC); `coverage`: the share of hours (0–1) that the regime asks for."""
    start, end = bounds_of_year(year)
    hours = hours_of_year(year)
    passed = min(max((now - start) // HOUR, 1), hours)
    measured = min(1.0, assessment.coverage * hours / passed)
    used = _used(assessment)
    enough = measured >= coverage if now < end else assessment.verdict is not LimitVerdict.NOT_ASSESSABLE
    return LimitUse(assessment=assessment, used=used, measured=measured, state=_state(assessment, used, enough=enough))


def _used(assessment: Assessment) -> float | None:
    limit = assessment.limit
    if not assessment.coverage:
        return None
    if limit.averaging == "year":
        return None if assessment.value is None else max(0.0, assessment.value) / limit.limit
    counts = [count for count in assessment.counts if count is not None]
    count = sum(counts) / len(counts) if counts and len(counts) == len(assessment.counts) else assessment.exceedances
    if not limit.allowed:
        return float(count > 0)
    return count / limit.allowed


def _state(assessment: Assessment, used: float | None, *, enough: bool) -> LimitState:
    if not assessment.measured:
        return "unmeasured"
    if assessment.verdict is LimitVerdict.BREACH:
        return "broken"
    if used is None:
        return "blind"
    annual = assessment.limit.averaging == "year"
    # Exceedances count however little was measured; the mean of a few hours says nothing of a year.
    if enough or not annual:
        if used > 1 or (annual and assessment.exceedances):
            return "over"
        if used >= (_NEAR_MEAN if annual else _NEAR_COUNT):
            return "near"
    return "kept" if enough else "too_little"
