"""How much shorter the planner's tours are than the ways along the curve, on days that the planner plans."""

from collections.abc import Callable, Sequence

from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.study import Study, rounds_of
from domain.dryrun.town import DryTown, Group

DAYS = 8  # that the planner plans for each fraction and policy, more where rounds are short
_USUAL = 150  # bins of a round: as long as it takes to plan one of these, shorter ones are planned
Planned = Callable[[DryTown, Group, Sequence[int]], tuple[float, float]]  # metres of the curve and of the planner's tour


def once(planned: Planned) -> Planned:
    """Return the same planner, which plans no day twice: several policies often send the same bins."""
    tours: dict[tuple[int, Sequence[int]], tuple[float, float]] = {}

    def tour(town: DryTown, group: Group, bins: Sequence[int]) -> tuple[float, float]:
        day = id(group), tuple(bins)
        if day not in tours:
            tours[day] = planned(town, group, bins)
        return tours[day]

    return tour


def planned_ratio(study: Study, policy: str, fillings: Sequence[Filling], planned: Planned, days: int = DAYS) -> float:
    """Return how much of the curve's length the planner's tours have, over `days` of each fraction, spread evenly over the list.

    Where rounds are short more days are planned: what sensors save is a small part of a small town's way, and must not drown in chance.
    """
    curve = tour = 0.0
    for group in study.town.groups:
        rounds = rounds_of(study, policy, group, fillings)
        for day in _spread_evenly(sorted(rounds), days * max(1, _USUAL * len(rounds) // max(1, sum(map(len, rounds.values()))))):
            length, best = planned(study.town, group, rounds[day])
            curve, tour = curve + length, tour + best
    return tour / curve if curve else 1.0


def _spread_evenly(days: Sequence[int], most: int) -> Sequence[int]:
    count = min(most, len(days))
    return [days[at * len(days) // count] for at in range(count)]
