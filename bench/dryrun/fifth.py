"""What sensors in a fifth of the bins truly save of what sensors in all of them do: ours, the busiest, and by chance.

Chosen is by what the list tells alone. What truly came in, and the planner's own tour on every day, only judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

from bench.dryrun.true_cost import TrueCost
from bysans.dryrun.dry_run import SAMPLED, TUNED
from bysans.dryrun.planned_tour import planned
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.policy import Sending
from domain.dryrun.sensor_value import SHARES, better_way, by_spared_way, saved, sendings, sensor_worth
from domain.dryrun.study import FIXED, REORDERED, Study, drawn
from domain.dryrun.tuning.measured import mean_of, measured
from domain.dryrun.tuning.tuned import Tuned, tuned

_CURVED, _CHANCES = 3, 5
CHOICES = ("ours", "busiest", "chance", "ours_driven")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fifth:
    """What each choice of a fifth saves (money), against the schedule, `ours_driven` against the practice; and what all sensors do."""

    ours: float
    busiest: float
    chance: float
    full: float
    scheduled: float

    def of_full(self, choice: str) -> tuple[float, float]:
        """Return a choice's saving and the full one."""
        if choice == "ours_driven":
            return self.ours + self.scheduled, self.full + self.scheduled
        return getattr(self, choice), self.full


def tuned_by_list(study: Study, seed: int) -> Tuned:
    """Return a study tuned as a dry run tunes it."""
    draws = [drawn(study, Random(f"{seed}/tuning/{number}")) for number in range(TUNED)]
    samples = draws[:SAMPLED]
    return by_spared_way(tuned(study, mean_of([measured(study, draw) for draw in draws]), samples, planned), samples)


def fifth(choices: Tuned, fillings: Sequence[Filling], seed: int) -> Fifth:
    """Return what a fifth saves in a town of which is known what came in."""
    study = choices.study
    names, cost = study.town.names, TrueCost(study, fillings)
    count = round(len(names) / 5)
    ours = list(sensor_worth(choices, [round(share * len(names)) for share in SHARES]))
    busiest = sorted(range(len(names)), key=lambda number: -study.rates[names[number]].mean)
    chances = [Random(f"{seed}/chance/{number}").sample(range(len(names)), len(names)) for number in range(_CHANCES)]
    fixed = cost.of(FIXED)

    def saving(ranked: Sequence[int], of: int) -> float:
        return fixed - cost.of("bysans", _best_by_list(choices, ranked, of, seed))

    return Fifth(
        ours=saving(ours, count),
        busiest=saving(busiest, count),
        chance=fmean(saving(ranked, count) for ranked in chances),
        full=saving(ours, len(names)),
        scheduled=cost.of(REORDERED) - fixed,
    )


def _best_by_list(choices: Tuned, ranked: Sequence[int], count: int, seed: int) -> Sending:
    """Return how the first bins of a ranking are sent for, on the truck days that are better on the list's own draws."""
    by_count = sendings(choices, ranked, [count])
    draws = [drawn(choices.study, Random(f"{seed}/curve/{number}")) for number in range(_CURVED)]
    return by_count[0][better_way([saved(choices.study, by_count, draw) for draw in draws])[0]]
