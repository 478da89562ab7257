"""What the dry year says of single bins: too small, too many, overflowing whatever is driven, or visited too often."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import hypot
from typing import Literal

from domain.dryrun.study import BYSANS, FORESIGHT, DrawResult, Study
from domain.dryrun.tally import Counts
from domain.dryrun.town import DryTown

Verdict = Literal["unknown", "overflows_anyway", "too_small", "too_many", "longer"]
LEAST_SEEN = 5  # cycles with a noted fill: fewer say nothing of a single bin
ANYWAY_SHARE = 0.01  # of the time over full although the future is known
SURE = 0.9  # of the draws
SMALL_DAYS = 2.0  # days from one emptying to the next with a sensor
NEAR_M = 75.0
TOGETHER = 0.7  # of a full bin by their usual interval: one of the two would do
LONGER = 1.5  # times the usual interval


@dataclass(frozen=True, slots=True, kw_only=True)
class BinVerdict:
    """One bin and what is said of it; `other`: the neighbour that would do, `days`: the interval that would do."""

    bin_id: str
    verdict: Verdict
    other: str | None = None
    days: int | None = None


def verdicts(study: Study, draws: Sequence[DrawResult]) -> Sequence[BinVerdict]:
    """Return what can be said, bin by bin; of a bin with too few noted fills only that nothing can."""
    return [*_alone(study, draws), *_pairs(study)]


def _alone(study: Study, draws: Sequence[DrawResult]) -> Iterator[BinVerdict]:
    for number, name in enumerate(study.town.names):
        rate, stood = study.rates[name], study.town.stood(number)
        days = max(1, stood[1] - stood[0])
        if rate.seen < LEAST_SEEN:
            yield BinVerdict(bin_id=name, verdict="unknown")
        elif _share(draws, number, FORESIGHT, partial(_is_over, days)) >= SURE:
            yield BinVerdict(bin_id=name, verdict="overflows_anyway")
        elif _share(draws, number, BYSANS, partial(_is_often, days)) >= SURE:
            yield BinVerdict(bin_id=name, verdict="too_small")
        elif (interval := study.schedule.interval(number)) and interval >= LONGER * study.town.histories[name].usual_days:
            yield BinVerdict(bin_id=name, verdict="longer", days=round(interval))


def _share(draws: Sequence[DrawResult], number: int, policy: str, holds: Callable[[Counts], bool]) -> float:
    return sum(holds(draw.bins[policy].get(number, Counts())) for draw in draws) / max(len(draws), 1)


def _is_over(days: int, counts: Counts) -> bool:
    return counts.overflow_hours > ANYWAY_SHARE * 24 * days


def _is_often(days: int, counts: Counts) -> bool:
    return days < SMALL_DAYS * counts.emptyings


def _pairs(study: Study) -> Iterator[BinVerdict]:
    """Yield each bin whose neighbour of the same fraction would take its waste too, each neighbour once."""
    town, taken = study.town, set[int]()
    for group in town.groups:
        for number in group.bins:
            if number in taken or study.rates[town.bins[number].id].seen < LEAST_SEEN:
                continue
            near = next(
                (other for other in _near(town, group.bins, number) if other not in taken and _would_do(study, number, other)), None
            )
            if near is not None:
                taken |= {number, near}
                yield BinVerdict(bin_id=town.bins[number].id, verdict="too_many", other=town.bins[near].id)


def _near(town: DryTown, bins: Sequence[int], number: int) -> Iterator[int]:
    point = town.points[number]
    for other in bins:
        place = town.points[other]
        if other != number and point is not None and place is not None and hypot(point[0] - place[0], point[1] - place[1]) <= NEAR_M:
            yield other


def _would_do(study: Study, number: int, other: int) -> bool:
    """Return whether one bin of the other's size would hold both bins' waste for the other's usual interval."""
    town = study.town
    first, second = town.bins[number], town.bins[other]
    rates: Mapping[str, float] = {name: study.rates[name].mean for name in (first.id, second.id)}
    if study.rates[second.id].seen < LEAST_SEEN:
        return False
    litres = rates[first.id] * first.capacity_l + rates[second.id] * second.capacity_l
    return litres * town.histories[second.id].usual_days <= TOGETHER * second.capacity_l
