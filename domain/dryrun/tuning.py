"""Chooses on one draw, which counts nowhere else, the best fixed schedule and how long a round of Bysans is to last."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from domain.dryrun.best_interval import dealt, halved_to_powers, longest_interval
from domain.dryrun.dice import Dice
from domain.dryrun.money import figures
from domain.dryrun.policy import Schedule
from domain.dryrun.study import BYSANS, FIXED, FORESIGHT, POLICIES, Study, drawn, rounds_of, tallies_of, with_covers
from domain.dryrun.tally import total
from domain.dryrun.town import DryTown, Group
from domain.dryrun.year_draw import Filling

LONGEST = 28  # days
TARGETS = (0.95, 0.85, 0.7, 0.5)  # of a full bin: levels to which schedules are tuned, of which the cheapest is taken
COVERS = (1, 2, 3)
_SAMPLE = 8  # days planned by the planner for each fraction and policy
Planned = Callable[[DryTown, Group, Sequence[int]], tuple[float, float]]  # metres of the curve and of the planner's tour


def tuned(study: Study, dice: Dice, planned: Planned) -> Study:
    """Return the study with its schedule, covers and ratios chosen on one draw."""
    fillings = drawn(study, dice)
    chosen = min(
        (replace(study, schedule=schedule) for schedule in _schedules(study, fillings)), key=lambda way: _cost(way, FIXED, fillings)
    )
    for policy in (BYSANS, FORESIGHT):
        chosen = min((with_covers(chosen, policy, covers) for covers in COVERS), key=lambda way: _cost(way, policy, fillings))
    return replace(chosen, ratios={policy: _ratio(chosen, policy, fillings, planned) for policy in POLICIES})


def _cost(study: Study, policy: str, fillings: Sequence[Filling]) -> float:
    counts = total(tallies_of(study, policy, fillings, study.pace))
    return figures(counts, study.pace, study.factors, study.prices).cost


def _schedules(study: Study, fillings: Sequence[Filling]) -> Iterator[Schedule]:
    """Yield schedules by target, each with intervals as they are or in powers of two, and starts together or dealt out."""
    town = study.town
    east = {str(number): (point[0] if point else 0.0) for number, point in enumerate(town.points)}
    for target in TARGETS:
        free = {str(number): _interval(town, number, filling, target) for number, filling in enumerate(fillings)}
        for intervals in (free, halved_to_powers(free)):
            for offsets in (dict.fromkeys(intervals, 0), dealt(intervals, east)):
                yield Schedule(intervals=list(intervals.values()), offsets=[offsets[name] for name in intervals], target=target)


def _interval(town: DryTown, number: int, filling: Filling, target: float) -> int:
    start, end = town.stood(number)
    return longest_interval(lambda day: filling.full_at(day, target), range(start, end), end=end, day=1, longest=LONGEST)


def _ratio(study: Study, policy: str, fillings: Sequence[Filling], planned: Planned) -> float:
    """Return how much of the curve's length the planner's tours have, over days spread evenly over the list."""
    curve = tour = 0.0
    for group in study.town.groups:
        rounds = rounds_of(study, policy, group, fillings)
        days = sorted(rounds)
        for day in days[:: max(1, len(days) // _SAMPLE)][:_SAMPLE]:
            length, best = planned(study.town, group, rounds[day])
            curve, tour = curve + length, tour + best
    return tour / curve if curve else 1.0
