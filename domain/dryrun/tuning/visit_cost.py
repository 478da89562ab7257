"""What a visit to a bin costs in money: the stop, and the way that it adds to the rounds it is in.

How much of that way is spared when a bin is left out no bin alone tells: where its truck passes it anyway, little. So it is counted for
all, half and nothing of what it seems, and runs of the whole town decide.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import hypot
from statistics import fmean

from domain.dryrun.policy import Rounds
from domain.dryrun.study import Study
from domain.dryrun.town import Group, Point
from domain.dryrun.tuning.bin_plan import BinChoices

SPARED = (1.0, 0.5, 0.0)  # of the way that a visit seems to add


def spared(study: Study, bins: Mapping[int, BinChoices], share: float) -> Mapping[int, BinChoices]:
    """Return the bins with such a share of each visit's way counted."""
    stop = stop_cost(study)
    return {number: replace(bin_, visit=stop + share * (bin_.visit - stop)) for number, bin_ in bins.items()}


def stop_cost(study: Study) -> float:
    """Return what an emptying costs besides its way."""
    return study.pace.stop_s / 3600 * study.prices.hour + study.prices.emptying


def visit_costs(study: Study, group: Group, rounds: Rounds, ratio: float) -> Mapping[int, float]:
    """Return the mean cost of a visit to each bin of a fraction, one that no round visits or nobody has placed as the others on average."""
    metres: dict[int, list[float]] = defaultdict(list)
    for bins in rounds.values():
        for number, way in _added_ways(study, group, bins):
            metres[number].append(way)
    usual = fmean(way for ways in metres.values() for way in ways) if metres else 0.0
    a_metre = _a_metre(study) * ratio
    return {number: stop_cost(study) + a_metre * fmean(metres.get(number, [usual])) for number in group.bins}


def _a_metre(study: Study) -> float:
    return study.pace.detour_factor / 1000 * (study.prices.km + study.prices.hour / study.pace.speed_kmh)


def _added_ways(study: Study, group: Group, bins: Sequence[int]) -> Iterator[tuple[int, float]]:
    """Yield for each placed bin of a round the straight metres that it adds along the curve.

    Taken alone it adds what its two legs are longer than the one that would remain; with its neighbours left out too, half of its
    legs. Which it will be nobody knows yet: the mean of both.
    """
    town, trucks = study.town, group.trucks
    ordered = sorted(bins, key=lambda number: (town.along[number], number))
    placed = [(number, point) for number in ordered if (point := town.points[number]) is not None]
    points = [trucks.depot, *(point for _, point in placed), trucks.unloading]
    for (number, _), before, here, after in zip(placed, points, points[1:], points[2:], strict=False):
        legs, left = _apart(before, here) + _apart(here, after), _apart(before, after)
        yield number, (legs / 2 + legs - left) / 2


def _apart(origin: Point, target: Point) -> float:
    return hypot(target[0] - origin[0], target[1] - origin[1])
