"""What may be true of a bin: competing hypotheses, each with its weight.

A level that fell to the ground may be an emptying, an open lid or an echo; a level that rose may be waste or a box in front of the
sensor. All of them are kept until later readings decide, and unlikely ones are pruned, as in multiple hypothesis tracking (Reid 1979).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

View = Literal["open", "lid_open", "blocked", "dead_zone"]

_LEAST_SHARE = 1e-4  # of all weight: lighter hypotheses are pruned
_MOST_HYPOTHESES = 12
_SAME_LEVEL = 1.5  # %: hypotheses that differ by less are one
_SAME_EMPTYING = 5_400_000  # ms: two hypotheses may time the same emptying this far apart


class EmptyingEvent(NamedTuple):
    """An emptying that a hypothesis holds: when (ms UTC), the fill before it (%), and whether the sensor was turned over."""

    time: int
    before: float
    tilted: bool


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One thing that may be true: the content is at `level` (%), last seen at `seen_at` (ms UTC) by `readings` readings in a row.

    `weight`: 0–1 beside the others. `unseen`: the bin was emptied and what is left has not been seen yet; `level` is that before.
    `view`: what the sensor looks at; where that is not the content, it `shows` (%) something else.
    `emptyings`: of the last days, oldest first.
    """

    weight: float
    level: float
    seen_at: int
    readings: int = 1
    unseen: bool = False
    view: View = "open"
    shows: float = 0.0
    emptyings: tuple[EmptyingEvent, ...] = ()

    def holds_emptying(self, time: int, within: int) -> bool:
        """Return whether it holds that the bin was emptied at most `within` ms from a time (ms UTC)."""
        return any(abs(emptying.time - time) <= within for emptying in self.emptyings)


def prune(hypotheses: Iterable[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Join equal hypotheses, drop unlikely ones, and return the rest, heaviest first, with weights that add up to 1."""
    hypotheses_: list[Hypothesis] = []
    heaviest = sorted(hypotheses, key=_weight, reverse=True)
    least = _LEAST_SHARE * sum(map(_weight, heaviest))
    for hypothesis in heaviest:
        same = next((index for index, other in enumerate(hypotheses_) if _is_same(hypothesis, other)), None)
        if same is not None:
            hypotheses_[same] = _weighing(hypotheses_[same], hypotheses_[same].weight + hypothesis.weight)
        elif hypothesis.weight > least and len(hypotheses_) < _MOST_HYPOTHESES:
            hypotheses_.append(hypothesis)
    total = sum(map(_weight, hypotheses_))
    return tuple(sorted((_weighing(hypothesis, hypothesis.weight / total) for hypothesis in hypotheses_), key=_weight, reverse=True))


def _weight(hypothesis: Hypothesis) -> float:
    return hypothesis.weight


def _weighing(a: Hypothesis, weight: float) -> Hypothesis:  # dataclasses.replace takes three times as long, twelve times a message
    return Hypothesis(weight, a.level, a.seen_at, a.readings, a.unseen, a.view, a.shows, a.emptyings)


def _is_same(a: Hypothesis, b: Hypothesis) -> bool:
    return (
        a.view == b.view
        and a.unseen == b.unseen
        and abs(a.level - b.level) < _SAME_LEVEL
        and (a.view == "open" or abs(a.shows - b.shows) < _SAME_LEVEL)
        and len(a.emptyings) == len(b.emptyings)
        and all(abs(x.time - y.time) <= _SAME_EMPTYING for x, y in zip(a.emptyings, b.emptyings, strict=True))
    )
