"""Which bins deserve a sensor, and what the first so many save together: schedule, risk and sensors are chosen anew for each number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.money import figures
from domain.dryrun.policy import Sending
from domain.dryrun.study import BYSANS, FIXED, Study, tallies_of, with_sending
from domain.dryrun.tally import total
from domain.dryrun.tuning.bin_plan import best_plan
from domain.dryrun.tuning.tuned import Tuned, sending_of
from domain.dryrun.tuning.visit_cost import SPARED, spared

SHARES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
FEW = 0.2  # of the bins
Saving = Sequence[float]  # of money, with trucks on the schedule's days, and on those of Bysans if they differ


def by_spared_way(tuned: Tuned, samples: Sequence[Sequence[Filling]]) -> Tuned:
    """Return the same with as much of a visit's way counted as lets a few sensors save most in runs of the whole town over `samples`."""
    shares = [replace(tuned, choices=[(days, spared(tuned.study, bins, share)) for days, bins in tuned.choices]) for share in SPARED]
    return max(shares, key=lambda choices: _saved_by_few(choices, samples))


def _saved_by_few(tuned: Tuned, samples: Sequence[Sequence[Filling]]) -> float:
    _, bins = tuned.choices[0]
    few = max(1, round(FEW * len(bins)))
    by_count = sendings(tuned, best_plan(bins, tuned.terms, few).sensors, [few])
    return max(map(sum, zip(*(saved(tuned.study, by_count, fillings)[0] for fillings in samples), strict=True)))


def sensor_worth(tuned: Tuned, counts: Sequence[int]) -> Mapping[int, float]:
    """Return what a sensor in each bin saves (money over the list's time), worth most first.

    For each number of sensors those of the numbers before it stay where they are, so that one ranking holds for all of them.
    """
    _, bins = tuned.choices[0]
    worth: dict[int, float] = {}
    for count in sorted({*counts, len(bins)}):
        plan = best_plan(bins, tuned.terms, count, list(worth))
        worth |= {number: plan.worth[number] for number in plan.sensors[len(worth) :]}
    return worth


def sendings(tuned: Tuned, ranked: Sequence[int], counts: Sequence[int]) -> Sequence[Sequence[Sending]]:
    """Return for each count the best that sensors in the first so many of the ranked bins allow, on either truck days."""
    return [[_sending(tuned, ranked[:count], way) for way in range(len(tuned.choices))] for count in counts]


def _sending(tuned: Tuned, sensors: Sequence[int], way: int) -> Sending:
    days, bins = tuned.choices[way]
    if not sensors:
        return Sending(days=days, limit=0.0, sensors=frozenset(), schedule=tuned.study.schedule)
    if len(sensors) == len(bins):
        return tuned.study.sending[BYSANS]
    return sending_of(tuned.study, days, best_plan(bins, tuned.terms, len(sensors), sensors))


def saved(study: Study, by_count: Sequence[Sequence[Sending]], fillings: Sequence[Filling]) -> Sequence[Saving]:
    """Return what each sending saves against the fixed schedule on what came in, drawn or known, sensors not yet paid (money)."""
    without = _cost(study, FIXED, fillings)
    return [tuple(without - _cost(_mixed(study, sending), BYSANS, fillings) for sending in same) for same in by_count]


def better_way(draws: Sequence[Sequence[Saving]]) -> Sequence[int]:
    """Return for each count which truck days save more over all draws: by its place in `Tuned.choices`."""
    return [max(range(len(column[0])), key=lambda way: sum(saving[way] for saving in column)) for column in zip(*draws, strict=True)]


def _mixed(study: Study, sending: Sending) -> Study:
    """Return the study with a sending, its tours between the schedule's and those of Bysans as many bins as are watched."""
    share = len(sending.sensors) / max(len(study.sending[BYSANS].sensors), len(sending.sensors), 1)
    ratio = study.ratios[FIXED] * (1 - share) + study.ratios[BYSANS] * share
    return replace(with_sending(study, BYSANS, sending), ratios={**study.ratios, BYSANS: ratio})


def _cost(study: Study, policy: str, fillings: Sequence[Filling]) -> float:
    counts = total(tallies_of(study, policy, fillings, study.pace))
    return figures(counts, study.pace, study.factors, study.prices).cost
