"""A threshold judges whether values raise an alert, clear it, or leave it as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from domain.alerts.severity import Severity, rank
from domain.bounded_value import Bound

ThresholdKind = Literal["air", "bin", "device"]
Averaging = Literal["instant", "hour", "8h", "day", "24h"]
Place = Literal["site", "bin", "device", "tag"]
Judgement = Literal["raise", "clear", "neither"]

SILENCE = "silence"  # not measured but missed: how many of its intervals a device has been silent
CHANNEL = "channel"  # how many times in a row a receiver of alerts could not be reached
FAULT = "fault"  # how many readings in a row told no level of a bin
PICKUP = "pickup"  # how many bins of an area and fraction ask for a truck
SERVICE = "service"  # for how many minutes a part of the service itself has not worked
# What the service itself counts of a device, receiver, bin or part of its own, and its unit.
WATCHED = {SILENCE: "intervals", CHANNEL: "failures", FAULT: "readings", PICKUP: "bins", SERVICE: "minutes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value that a threshold judges: a reading, or the mean of a window, in the parameter's unit.

    `start`, `end`: the window in ms UTC; a reading's are both its time. `bound`: whether the true value is `value`, or at least or
    at most that. `coverage`: share of what was expected, 0–1.
    """

    start: int
    end: int
    value: float
    bound: Bound = "exact"
    coverage: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a threshold is about: one place, those with a tag, or, with neither, all of its kind."""

    place: Place | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        if (self.place is None) != (self.id is None):
            raise ValueError(f"a scope names a kind of place and its id, or neither, got {self.place} and {self.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """When an alert is raised and when it is cleared; the gap between `raise_at` and `clear_at` keeps it from flapping.

    `raise_at` above `clear_at`: too much raises (at or above, cleared below). Below it: too little raises, as a battery's
    voltage (at or below, cleared above). `consecutive`: so many values in a row, for either. `min_coverage`: a window with
    less (0–1) is no data: it neither raises nor clears. `worsens`: the threshold whose alerts this one makes more severe.
    `enabled`: a threshold that is not judges nothing.
    """

    id: str
    kind: ThresholdKind
    parameter: str
    averaging: Averaging
    raise_at: float
    clear_at: float
    consecutive: int = 1
    min_coverage: float = 0.75
    severity: Severity = "warning"
    scope: Scope = Scope()
    enabled: bool = True
    worsens: str | None = None

    def __post_init__(self) -> None:
        if self.raise_at == self.clear_at:
            raise ValueError(f"raise and clear must differ, got {self.raise_at:g} twice: an alert would come and go with every value")
        if self.consecutive < 1:
            raise ValueError(f"consecutive must be at least 1, got {self.consecutive}")

    @property
    def upward(self) -> bool:
        """Whether it is too much that raises, and not too little."""
        return self.raise_at > self.clear_at

    def beyond(self, value: float, bound: Bound = "exact") -> bool:
        """Return whether a value (in the parameter's unit) can only lie where an alert is raised."""
        if self.upward:
            return value >= self.raise_at and bound != "at_most"
        return value <= self.raise_at and bound != "at_least"

    def back(self, value: float, bound: Bound = "exact") -> bool:
        """Return whether a value (in the parameter's unit) can only lie where an alert is cleared."""
        if self.upward:
            return value < self.clear_at and bound != "at_least"
        return value > self.clear_at and bound != "at_most"

    def can_worsen(self, base: "Threshold") -> bool:
        """Return whether it is about the same as `base`, more severe, and `base` itself worsens nothing."""
        same = all(getattr(self, name) == getattr(base, name) for name in ("kind", "parameter", "averaging", "scope", "upward"))
        return same and base.worsens is None and rank(self.severity) > rank(base.severity)

    def judge(self, run: Sequence[Sample]) -> Judgement:
        """Judge the newest values, oldest first; too short a run decides nothing (see `unbroken`)."""
        newest = run[-self.consecutive :]
        if len(newest) < self.consecutive or any(sample.coverage < self.min_coverage for sample in newest):
            return "neither"
        if all(self.beyond(sample.value, sample.bound) for sample in newest):
            return "raise"
        return "clear" if all(self.back(sample.value, sample.bound) for sample in newest) else "neither"


ThresholdLadder = Sequence[Threshold]  # a threshold and those that worsen its alerts, least severe first


def longest_run(ladder: ThresholdLadder) -> int:
    """Return how many values in a row it takes at most."""
    return max(step.consecutive for step in ladder)


def ladders(thresholds: Iterable[Threshold]) -> list[ThresholdLadder]:
    """Join each threshold with those that worsen it; one whose base is not among them stands by itself."""
    by_id = {threshold.id: threshold for threshold in thresholds}
    steps: dict[str, list[Threshold]] = {name: [threshold] for name, threshold in by_id.items() if _base(threshold, by_id) is None}
    for threshold in by_id.values():
        base = _base(threshold, by_id)
        if base is not None:
            steps[base.id].append(threshold)
    return [sorted(ladder, key=lambda threshold: rank(threshold.severity)) for ladder in steps.values()]


def _base(threshold: Threshold, by_id: Mapping[str, Threshold]) -> Threshold | None:
    base = by_id.get(threshold.worsens or "")
    return base if base is not None and threshold.can_worsen(base) else None


def severity_after(ladder: ThresholdLadder, before: Severity | None, run: Sequence[Sample]) -> Severity | None:
    """Return how severe it is after the newest values, None for not at all; `before`: how severe it was.

    Each step has its own hysteresis: what it raised it holds until its own `clear`.
    """
    for step in reversed(ladder):
        verdict = step.judge(run)
        if verdict == "raise" or (verdict == "neither" and rank(before) >= rank(step.severity)):
            return step.severity
    return None


def unbroken(samples: Sequence[Sample], longest_gap: int) -> Sequence[Sample]:
    """Return the newest samples (oldest first) that follow each other without a gap of more than `longest_gap` ms between them."""
    first = 0
    for index, (sample, following) in enumerate(pairwise(samples), start=1):
        if following.start - sample.end > longest_gap:
            first = index
    return samples[first:]
