"""Which bins deserve a sensor: what each bin costs by its schedule and with a sensor, and what the first so many save together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.dryrun.demand.dice import Dice
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.money import Figures, figures
from domain.dryrun.policy import Sending, Sight, decided
from domain.dryrun.study import BYSANS, FIXED, Study, drawn, sensor_sight, tallies_of, with_sending
from domain.dryrun.tally import Counts, Tally, along_the_curve, sums, tally, total
from domain.dryrun.town import Group

SHARES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)


Saving = Sequence[float]  # of money, with trucks on days of their own and on the schedule's


def bin_values(study: Study, dice: Dice) -> Mapping[int, float]:
    """Return what a sensor in each bin saves on one draw (money over the list's time), from runs with and without it."""
    fillings = drawn(study, dice)
    fixed = _by_bin(tallies_of(study, FIXED, fillings, study.pace))
    values: dict[int, float] = {}
    sight = sensor_sight(study, fillings)
    for group in study.town.groups:
        riding = replace(group, departures=sorted(study.schedule.rounds(study.town, group)))
        for number in group.bins:
            before = fixed.get(number, Counts())
            if before.emptyings:
                after = _alone(study, replace(riding, bins=[number]), sight, fillings)
                values[number] = _cost(study, before).cost - _cost(study, _at_its_way(after, before)).cost
    return values


def savings(study: Study, ranked: Sequence[int], dice: Dice, counts: Sequence[int]) -> Sequence[Saving]:
    """Return what the first so many of the ranked bins save against the fixed schedule on one draw, sensors not yet paid (money)."""
    return saved(study, ranked, drawn(study, dice), counts)


def saved(study: Study, ranked: Sequence[int], fillings: Sequence[Filling], counts: Sequence[int]) -> Sequence[Saving]:
    """Return the same for what came in, drawn or known."""
    without = _all(study, FIXED, fillings, None).cost
    rows = []
    for count in counts:
        mixed, sensors = _mixed(study, count), frozenset(ranked[:count])
        sendings = (study.sending[BYSANS], replace(study.sending[BYSANS], by_schedule=True))
        rows.append(tuple(without - _all(with_sending(mixed, BYSANS, way), BYSANS, fillings, sensors).cost for way in sendings))
    return rows


def better_sending(draws: Sequence[Sequence[Saving]]) -> Sequence[int]:
    """Return for each count which sending saves more over all draws: 0 on its own days, 1 on the schedule's."""
    return [max((0, 1), key=lambda way: sum(saving[way] for saving in column)) for column in zip(*draws, strict=True)]


def _mixed(study: Study, sensors: int) -> Study:
    """Return the study with tours between the schedule's and those of Bysans, as many bins as have a sensor."""
    share = sensors / len(study.town.bins)
    ratio = study.ratios[FIXED] * (1 - share) + study.ratios[BYSANS] * share
    return replace(study, ratios={**study.ratios, BYSANS: ratio})


def _all(study: Study, policy: str, fillings: Sequence[Filling], sensors: frozenset[int] | None) -> Figures:
    return _cost(study, total(tallies_of(study, policy, fillings, study.pace, sensors)))


def _alone(study: Study, own: Group, sight: Sight, fillings: Sequence[Filling]) -> Counts:
    """Return what a bin comes to with a sensor, emptied by the trucks that the schedule sends out anyway."""
    rounds = decided(study.town, own, sight, Sending())
    tour_of = along_the_curve(study.town, own, study.pace, 1.0)
    return total([tally(study.town, own, rounds, fillings, study.pace, tour_of)])


def _at_its_way(after: Counts, before: Counts) -> Counts:
    """Return the counts with the way of an emptying as it is within the schedule's rounds: alone every one would be a round."""
    share = after.emptyings / before.emptyings
    return replace(after, km=before.km * share, unload_hours=before.unload_hours * share)


def _cost(study: Study, counts: Counts) -> Figures:
    return figures(counts, study.pace, study.factors, study.prices)


def _by_bin(rows: Sequence[Tally]) -> Mapping[int, Counts]:
    return {int(name): counts for name, counts in sums(rows, lambda number, _month: (str(number),)).items()}
