"""Was a bin emptied, or did only its sensor's reading fall?

Most falls of real levels are no emptyings (Rutqvist, Kleyko, Blomstedt; facts/waste, "Emptied, or not"), so evidence is
weighed: how far it fell, how little is left, whether the bin was tilted, whether somebody was there and what they said,
against a fall that only undoes a sudden rise (something lay before the sensor). Each counts in log odds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

Said = Literal["emptied", "could_not", "there"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyingRules:
    """Weights in log odds, and from which share (%) on a fall is great and a rest is small (config/waste.toml)."""

    tilt: float
    visited: float
    said_emptied: float
    said_could_not: float
    undoes_a_rise: float
    great_fall: float
    fall: float
    small_fall: float
    slight_fall: float
    nearly_empty: float
    some_left: float
    much_left: float
    decide_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A level that fell from `before` to `after` (%) and stayed there: seen at `time` (ms UTC), believed at `known_at`."""

    time: int
    known_at: int
    before: float
    after: float
    tilted: bool
    undoes_a_rise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """An emptying: at `time`, known at `known_at` (ms UTC); fill before and after (%); `evidence` in words; confidence 0–1."""

    time: int
    known_at: int
    before: float
    after: float
    evidence: tuple[str, ...]
    confidence: float


def judge(fall: Fall, said: Sequence[Said], rules: EmptyingRules) -> Emptied | None:
    """Weigh a fall and what people `said` about that time; None when it is no emptying."""
    weights = [*_of_levels(fall, rules), *_of_sensor(fall, rules), *_of_people(said, rules)]
    odds = sum(weight for _, weight in weights)
    if odds < rules.decide_at:
        return None
    return Emptied(
        time=fall.time,
        known_at=fall.known_at,
        before=fall.before,
        after=fall.after,
        evidence=tuple(word for word, weight in weights if weight > 0),
        confidence=1 / (1 + exp(-odds)),
    )


def _of_levels(fall: Fall, rules: EmptyingRules) -> list[tuple[str, float]]:
    deep = fall.before - fall.after
    by_depth = rules.great_fall if deep >= 50 else rules.fall if deep >= 30 else rules.small_fall if deep >= 15 else rules.slight_fall
    rest = fall.after
    by_rest = rules.nearly_empty if rest <= 15 else rules.some_left if rest <= 25 else 0.0 if rest <= 40 else rules.much_left
    return [("drop", by_depth), ("nearly_empty", by_rest)]


def _of_sensor(fall: Fall, rules: EmptyingRules) -> list[tuple[str, float]]:
    found = [("tilt", rules.tilt)] if fall.tilted else []
    return [*found, ("undoes_a_rise", rules.undoes_a_rise)] if fall.undoes_a_rise else found


def _of_people(said: Sequence[Said], rules: EmptyingRules) -> list[tuple[str, float]]:
    if "emptied" in said:
        return [("driver", rules.said_emptied)]
    if "could_not" in said:
        return [("driver", rules.said_could_not)]
    return [("visit", rules.visited)] if said else []
