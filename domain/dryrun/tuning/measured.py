"""What every bin comes to alone, on each choice of truck days, with its turns and with a sensor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.study import PRACTICE, Study, sensors_of, tallies_of
from domain.dryrun.tally import total
from domain.dryrun.truck_days import truck_days
from domain.dryrun.tuning.bin_outcome import Outcome, by_sensor, by_turns, fulls_of, mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What each bin comes to on each choice of truck days, with its turns and with a sensor, and the practice's hours over full."""

    turns: Sequence[Mapping[int, Sequence[Outcome]]]
    sensor: Sequence[Mapping[int, Sequence[Outcome]]]
    practice_overflow: float


def measured(study: Study, fillings: Sequence[Filling]) -> Measured:
    """Return what every bin comes to on one draw."""
    choices, sensors = truck_days(study.town, study.listed), sensors_of(study, fillings)
    fulls = [fulls_of(filling) for filling in fillings]
    bins = [(number, group.fraction, study.town.stood(number)) for group in study.town.groups for number in group.bins]
    return Measured(
        turns=[{number: by_turns(fulls[number], days[name], stood) for number, name, stood in bins} for days in choices],
        sensor=[{number: by_sensor(number, fulls[number], days[name], stood, sensors) for number, name, stood in bins} for days in choices],
        practice_overflow=overflow_of(study, PRACTICE, fillings),
    )


def mean_of(draws: Sequence[Measured]) -> Measured:
    """Return the mean over draws."""
    return Measured(
        turns=[_means(same) for same in zip(*(draw.turns for draw in draws), strict=True)],
        sensor=[_means(same) for same in zip(*(draw.sensor for draw in draws), strict=True)],
        practice_overflow=sum(draw.practice_overflow for draw in draws) / len(draws),
    )


def _means(draws: Sequence[Mapping[int, Sequence[Outcome]]]) -> Mapping[int, Sequence[Outcome]]:
    return {number: mean([draw[number] for draw in draws]) for number in draws[0]}


def overflow_of(study: Study, policy: str, fillings: Sequence[Filling]) -> float:
    """Return the hours that bins were over full under a policy."""
    return total(tallies_of(study, policy, fillings, study.pace)).overflow_hours
