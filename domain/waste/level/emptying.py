"""Was a bin emptied, or did only its sensor's reading fall?

Most falls of real levels are no emptyings (Rutqvist, Kleyko, Blomstedt; facts/waste, "Emptied, or not"), so each is held
against what else may have been (domain.waste.level.hypothesis): it is told once the explanations that hold it outweigh the others, and
taken back when later readings turn the scale. What people say counts in log odds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal

from domain.waste.level.hypothesis import Explanation, Loss
from domain.waste.level.hypothesis_rules import ExplanationRules

Said = Literal["emptied", "could_not", "there"]

_NEARLY_EMPTY = 15.0  # %
_SURE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyingRules:
    """How falls are explained; from which chance (0–1) on an emptying is told, below which it is taken back; people's words, log odds.

    `same_ms`: emptyings nearer to each other are one. `looked_back_ms`: for so long an emptying may still turn out to be none.
    """

    explanation: ExplanationRules
    visited: float
    said_emptied: float
    said_could_not: float
    tell_at: float
    take_back_at: float
    same_ms: int
    looked_back_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """An emptying: at `time`, known at `known_at` (ms UTC); fill before and after (%); `evidence` in words; confidence 0–1."""

    time: int
    known_at: int
    before: float
    after: float
    evidence: tuple[str, ...]
    confidence: float


def chance_emptied(explanations: Sequence[Explanation], time: int, said: Sequence[Said], rules: EmptyingRules) -> float:
    """Return the chance (0–1) that the bin was emptied around a time (ms UTC), with what people `said` about it."""
    share = sum(one.weight for one in explanations if one.has_emptied(time, rules.same_ms))
    share = min(max(share, _SURE), 1 - _SURE)
    return 1 / (1 + exp(-log(share / (1 - share)) - _of_people(said, rules)))


def emptied_of(loss: Loss, level: float, known_at: int, said: Sequence[Said], confidence: float) -> Emptied:
    """Return an emptying after which the bin was at `level` (%), with what speaks for it."""
    found = ["drop"]
    found += ["nearly_empty"] if level <= _NEARLY_EMPTY else []
    found += ["tilt"] if loss.tilted else []
    found += ["driver"] if "emptied" in said else ["visit"] if said and "could_not" not in said else []
    before = min(max(loss.before, 0.0), 100.0)
    return Emptied(time=loss.time, known_at=known_at, before=before, after=level, evidence=tuple(found), confidence=confidence)


def _of_people(said: Sequence[Said], rules: EmptyingRules) -> float:
    if "emptied" in said:
        return rules.said_emptied
    if "could_not" in said:
        return rules.said_could_not
    return rules.visited if said else 0.0
