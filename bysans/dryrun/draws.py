"""One draw of the unknown demand, worked out in a process of its own that holds the study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bysans.dryrun.parts import Parts
from domain.dryrun.sensor_value import Saving, bin_values, savings
from domain.dryrun.study import DrawResult, Study, run_draw


@dataclass(slots=True)
class _Held:
    study: Study
    parts: Parts
    seed: int


_HELD: list[_Held] = []  # what this process was given when it began: the study is too large to send with every draw


def begin(study: Study, parts: Parts, seed: int) -> None:
    """Give this process what all its draws share."""
    _HELD[:] = [_Held(study, parts, seed)]


def draw(number: int) -> DrawResult:
    """Return what every policy comes to on draw `number`."""
    return run_draw(_HELD[0].study, _dice("draw", number), _HELD[0].parts)


def values(number: int) -> Mapping[int, float]:
    """Return what a sensor in each bin saves on a draw of its own."""
    return bin_values(_HELD[0].study, _dice("value", number))


def savings_of(task: tuple[int, Sequence[int], Sequence[int]]) -> Sequence[Saving]:
    """Return what the first so many of the ranked bins save: (draw, ranked bins, counts)."""
    number, ranked, counts = task
    return savings(_HELD[0].study, ranked, _dice("curve", number), counts)


def _dice(kind: str, number: int) -> Random:
    return Random(f"{_HELD[0].seed}/{kind}/{number}")  # noqa: S311 - a seeded draw, no secret
