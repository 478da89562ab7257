"""One draw of the unknown demand, worked out in a process of its own that holds the study."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bysans.dryrun.parts import Parts
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.policy import Sending
from domain.dryrun.sensor_value import Saving, saved
from domain.dryrun.study import DrawResult, Study, drawn, run_draw
from domain.dryrun.tuning.measured import Measured, measured


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
    held = _HELD[0]
    return run_draw(held.study, _dice(held.seed, "draw", number), held.parts)


def measured_on(number: int) -> Measured:
    """Return what each bin comes to by turns and by sensor on a draw that counts nowhere else."""
    return measured_in(_HELD[0].study, _HELD[0].seed, number)


def measured_in(study: Study, seed: int, number: int) -> Measured:
    """Return what each bin comes to on a draw to tune on, in this process."""
    return measured(study, tuning_draw(study, seed, number))


def tuning_draw(study: Study, seed: int, number: int) -> Sequence[Filling]:
    """Return a draw that is tuned on."""
    return drawn(study, _dice(seed, "tuning", number))


def saved_on(task: tuple[int, Sequence[Sequence[Sending]]]) -> Sequence[Saving]:
    """Return what sensors in some of the bins save on a draw: (draw, ways of sending)."""
    number, by_count = task
    return saved(_HELD[0].study, by_count, drawn(_HELD[0].study, _dice(_HELD[0].seed, "curve", number)))


def _dice(seed: int, kind: str, number: int) -> Random:
    return Random(f"{seed}/{kind}/{number}")  # noqa: S311 - a seeded draw, no secret
