"""Decides whether a bin was emptied or only its sensor's reading fell.

Most falls of a real level are no emptyings (Rutqvist, Kleyko, Blomstedt 2019). Each fall is therefore weighed
against everything else that may explain it (domain.waste.level.hypothesis). An emptying is detected once the hypotheses that hold it
outweigh the others, and retracted if later readings turn the scale. Crew reports count in log odds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal

from domain.waste.level.fill import clamped
from domain.waste.level.hypothesis import EmptyingEvent, Hypothesis
from domain.waste.level.hypothesis_rules import HypothesisRules

CrewReport = Literal["emptied", "could_not"]
ReportsAround = Callable[[int], Sequence[CrewReport]]  # what crews reported of the bin around a time (ms UTC)

NEARLY_EMPTY = 15.0  # %: what an emptied bin may still hold
DRIVER = "driver"  # the evidence of a crew's report
_NEVER_CERTAIN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyingRules:
    """When a fall counts as an emptying.

    `detect_at`: probability (0–1) from which an emptying is detected; `retract_at`: probability below which it is retracted.
    `reported_emptied`, `reported_could_not`: what crew reports weigh, in log odds.
    `same_ms`: emptyings nearer to each other are one. `look_back_ms`: how long an emptying may still be retracted.
    """

    hypothesis: HypothesisRules
    reported_emptied: float
    reported_could_not: float
    detect_at: float
    retract_at: float
    same_ms: int
    look_back_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectedEmptying:
    """An emptying at `time`, detected at `known_at` (ms UTC), with the fill before and after it (%), its evidence and confidence (0–1)."""

    time: int
    known_at: int
    before: float
    after: float
    evidence: tuple[str, ...]
    confidence: float


def emptying_probability(hypotheses: Sequence[Hypothesis], time: int, reports: Sequence[CrewReport], rules: EmptyingRules) -> float:
    """Return the probability (0–1) that the bin was emptied around a time (ms UTC), given what crews reported about it."""
    share = sum(hypothesis.weight for hypothesis in hypotheses if hypothesis.holds_emptying(time, rules.same_ms))
    share = min(max(share, _NEVER_CERTAIN), 1 - _NEVER_CERTAIN)
    return 1 / (1 + exp(-log(share / (1 - share)) - _log_odds(reports, rules)))


def find_detected(
    hypotheses: Sequence[Hypothesis], detected: Sequence[DetectedEmptying], time: int, reports: ReportsAround, rules: EmptyingRules
) -> DetectedEmptying | None:
    """Return an emptying of the heaviest hypothesis that has become likely at `time` (ms UTC) and is not among the `known`, or None."""
    heaviest = hypotheses[0]
    for event in heaviest.emptyings:
        if any(abs(event.time - emptying.time) <= rules.same_ms for emptying in detected):
            continue
        reported = reports(event.time)
        confidence = emptying_probability(hypotheses, event.time, reported, rules)
        if confidence >= rules.detect_at:
            return _detected(event, clamped(heaviest.level), time, reported, confidence)
    return None


def find_retracted(
    hypotheses: Sequence[Hypothesis], detected: Sequence[DetectedEmptying], since: int, reports: ReportsAround, rules: EmptyingRules
) -> DetectedEmptying | None:
    """Return one of the `known` emptyings, of `since` (ms UTC) or later, that has become unlikely, or None."""
    recent = (emptying for emptying in detected if emptying.time >= since)
    unlikely = (
        emptying for emptying in recent if emptying_probability(hypotheses, emptying.time, reports(emptying.time), rules) < rules.retract_at
    )
    return next(unlikely, None)


def _detected(event: EmptyingEvent, level: float, known_at: int, reports: Sequence[CrewReport], confidence: float) -> DetectedEmptying:
    evidence = ["drop"]
    evidence += ["nearly_empty"] if level <= NEARLY_EMPTY else []
    evidence += ["tilt"] if event.tilted else []
    evidence += [DRIVER] if "emptied" in reports else []
    return DetectedEmptying(
        time=event.time,
        known_at=known_at,
        before=clamped(event.before),
        after=level,
        evidence=tuple(evidence),
        confidence=confidence,
    )


def _log_odds(reports: Sequence[CrewReport], rules: EmptyingRules) -> float:
    if "emptied" in reports:
        return rules.reported_emptied
    if "could_not" in reports:
        return rules.reported_could_not
    return 0.0
