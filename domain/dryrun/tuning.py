"""Chooses on one draw, which counts nowhere else, the best fixed schedule and how long a round of Bysans is to last."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from domain.dryrun.best_interval import dealt, halved_to_powers, in_multiples, longest_interval
from domain.dryrun.demand.dice import Dice
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.money import Figures, figures
from domain.dryrun.policy import Schedule, Sending, listed_days
from domain.dryrun.study import BYSANS, FIXED, FORESIGHT, POLICIES, PRACTICE, Study, drawn, rounds_of, tallies_of, with_sending
from domain.dryrun.tally import total
from domain.dryrun.town import DryTown, Group

LONGEST = 28  # days
TARGETS = (0.95, 0.8, 0.6)  # of a full bin: levels to which schedules are tuned, of which the cheapest is taken
BASES = (2, 3, 4, 7)  # days between which no truck leaves
NAIVE = (1, 2, 3, 4, 5, 7, 14)  # days: all bins together
SENDING = tuple(Sending(every=every, covers=covers) for every in (1, 2, 3) for covers in (1, 2))
RISKS = (0.03, 0.1, 0.3)
TOLERATED = 0.001  # of the time that all bins stand there: less overflow than that nobody sees
_ABOUT = 1.1  # times the practice's overflow: rounds on other days come to that
_SAMPLE = 8  # days planned by the planner for each fraction and policy
Planned = Callable[[DryTown, Group, Sequence[int]], tuple[float, float]]  # metres of the curve and of the planner's tour


def tuned(study: Study, dice: Dice, planned: Planned) -> Study:
    """Return the study with its schedule, its sending and its ratios chosen on one draw.

    Chosen is the cheapest that overflows no longer than practice did, so that no saving is paid for with service.
    """
    fillings = drawn(study, dice)
    allowed = max(_ABOUT * _run(study, PRACTICE, fillings).overflow_hours, TOLERATED * 24 * study.town.days * len(study.town.bins))
    chosen = _best((replace(study, schedule=schedule) for schedule in _schedules(study, fillings)), FIXED, fillings, allowed)
    risky = [replace(sending, risk_limit=limit) for sending in SENDING for limit in RISKS]
    for policy, sendings in ((BYSANS, risky), (FORESIGHT, SENDING)):
        chosen = _best((with_sending(chosen, policy, sending) for sending in sendings), policy, fillings, allowed)
    return replace(chosen, ratios={policy: planned_ratio(chosen, policy, fillings, planned) for policy in POLICIES})


def _best(studies: Iterable[Study], policy: str, fillings: Sequence[Filling], allowed: float) -> Study:
    """Return the cheapest study that overflows no more hours than allowed; where all do, the one that does least."""

    def rank(study: Study) -> tuple[bool, float]:
        run = _run(study, policy, fillings)
        return (True, run.overflow_hours) if run.overflow_hours > allowed else (False, run.cost)

    return min(studies, key=rank)


def _run(study: Study, policy: str, fillings: Sequence[Filling]) -> Figures:
    return figures(total(tallies_of(study, policy, fillings, study.pace)), study.pace, study.factors, study.prices)


def _schedules(study: Study, fillings: Sequence[Filling]) -> Iterator[Schedule]:
    """Yield the practice's own days and intervals, all bins together, and what each target gives: free, in powers of two, in multiples."""
    town = study.town
    names = [str(number) for number in range(len(town.bins))]
    usual = {name: max(1, round(town.histories[bin_.id].usual_days)) for name, bin_ in zip(names, town.bins, strict=True)}
    east = {name: (point[0] if point else 0.0) for name, point in zip(names, town.points, strict=True)}
    yield replace(_schedule(usual, 0.0), listed=listed_days(town, study.listed))
    yield from _both(usual, 0.0)
    yield from (_schedule(dict.fromkeys(names, days), 0.0) for days in NAIVE)
    for target in TARGETS:
        free = {name: _interval(town, number, fillings[number], target) for number, name in enumerate(names)}
        for intervals in (free, halved_to_powers(free)):
            yield from _both(intervals, target)
            yield _schedule(intervals, target, dealt(intervals, east))
        yield from (_schedule(in_multiples(free, base), target) for base in BASES)


def _both(intervals: Mapping[str, int], target: float) -> Iterator[Schedule]:
    """Yield the schedule with days without collecting brought forward, and put off."""
    early = _schedule(intervals, target)
    yield from (early, replace(early, late=True))


def _schedule(intervals: Mapping[str, int], target: float, offsets: Mapping[str, int] | None = None) -> Schedule:
    return Schedule(intervals=list(intervals.values()), offsets=[offsets[name] if offsets else 0 for name in intervals], target=target)


def _interval(town: DryTown, number: int, filling: Filling, target: float) -> int:
    start, end = town.stood(number)
    return longest_interval(lambda day: filling.full_at(day, target), range(start, end), end=end, day=1, longest=LONGEST)


def planned_ratio(study: Study, policy: str, fillings: Sequence[Filling], planned: Planned) -> float:
    """Return how much of the curve's length the planner's tours have, over days spread evenly over the list."""
    curve = tour = 0.0
    for group in study.town.groups:
        rounds = rounds_of(study, policy, group, fillings)
        days = sorted(rounds)
        for day in days[:: max(1, len(days) // _SAMPLE)][:_SAMPLE]:
            length, best = planned(study.town, group, rounds[day])
            curve, tour = curve + length, tour + best
    return tour / curve if curve else 1.0
