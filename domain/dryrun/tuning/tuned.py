"""Chooses on draws that count nowhere else the best fixed schedule, how Bysans sends, and what sensors in some bins change.

Chosen is the cheapest that overflows no longer than practice did, so that no saving is paid for with service.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.dryrun.course import UNHEARD, Course
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.money import figures
from domain.dryrun.policy import Schedule, Sending, listed_days
from domain.dryrun.study import BYSANS, FIXED, FORESIGHT, POLICIES, PRACTICE, Study, tallies_of, with_sending
from domain.dryrun.tally import Counts, total
from domain.dryrun.truck_days import TruckDays, truck_days
from domain.dryrun.tuning.bin_outcome import RISKS, Outcome, turns_of
from domain.dryrun.tuning.bin_plan import BinChoices, BinPlan, Terms, best_plan, undominated
from domain.dryrun.tuning.measured import Measured, overflow_of
from domain.dryrun.tuning.planned_ratio import DAYS, Planned, once, planned_ratio
from domain.dryrun.tuning.visit_cost import SPARED, spared, visit_costs

TOLERATED = 0.001  # of the time that all bins stand there: less overflow than that nobody sees
ABOVE = (0.0, 0.1, 0.3)  # full bins that may stand above full where the future is known
_ABOUT = 1.1  # times the practice's overflow: rounds on other days come to that
Option = tuple[TruckDays, Mapping[int, BinChoices]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """How much is tried: `days` as for `planned_ratio`, `shares` of a visit's way for the schedule; `course` hears how far it is."""

    days: int = DAYS
    shares: Sequence[float] = SPARED
    course: Course = UNHEARD


ALL = Trials()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """The study as tuned, and what sensors in some bins only are chosen from: truck days of the schedule, and of Bysans if they differ."""

    study: Study
    terms: Terms
    choices: Sequence[Option]


def tuned(study: Study, draws: Measured, samples: Sequence[Sequence[Filling]], planned: Planned, trials: Trials = ALL) -> Tuned:
    """Return the study with its schedule, its sending and its ratios, chosen by runs over `samples`, draws among those measured."""
    unseen = TOLERATED * 24 * study.town.days * len(study.town.bins)
    terms = Terms(price=study.prices.overflow_hour, allowed=max(_ABOUT * draws.practice_overflow, unseen))
    course = trials.course
    options = _options(study, draws, terms, course.part(0.0, 0.05))
    schedules = list(_schedules(study, options, terms, trials.shares))
    fixed, study = _best_schedule(study, schedules, samples, course.part(0.05, 0.25))
    own, study = _best_sending(study, options, terms, samples, course.part(0.25, 0.35))
    study = _with_foresight(study, [option[0] for option in options], terms, samples, course.part(0.35, 0.6))
    no_day_twice, policies = once(planned), course.part(0.6, 1.0).through(POLICIES, len(POLICIES))
    study = replace(study, ratios={policy: planned_ratio(study, policy, samples[0], no_day_twice, trials.days) for policy in policies})
    return Tuned(study=study, terms=terms, choices=[options[at] for at in dict.fromkeys((fixed, own))])


def _options(study: Study, draws: Measured, terms: Terms, course: Course) -> Sequence[Option]:
    """Return each choice of truck days, the practice's own first, with what every bin may come to on them."""
    choices = list(zip(truck_days(study.town, study.listed), draws.turns, draws.sensor, strict=True))
    return [(days, _choices(study, days, turns, sensor, terms)) for days, turns, sensor in course.through(choices, len(choices))]


def _choices(
    study: Study,
    days: TruckDays,
    turns: Mapping[int, Sequence[Outcome]],
    sensor: Mapping[int, Sequence[Outcome]],
    terms: Terms,
) -> Mapping[int, BinChoices]:
    """Return each bin's choices; a visit's cost follows from the rounds of a first plan, to which all visits cost alike."""
    bins = {number: BinChoices(turns=undominated(turns[number]), sensor=sensor[number], visit=1.0) for number in turns}
    schedule = schedule_of(study, days, best_plan(bins, replace(terms, price=0.0), 0))
    for group in study.town.groups:
        for number, visit in visit_costs(study, group, schedule.rounds(group), study.ratios[FIXED]).items():
            bins[number] = replace(bins[number], visit=visit)
    return bins


def schedule_of(study: Study, days: TruckDays, plan: BinPlan) -> Schedule:
    """Return the schedule by a plan's turns."""
    town, bins = study.town, dict[int, Sequence[int]]()
    for group in town.groups:
        own = days[group.fraction]
        turns = turns_of(own)
        bins |= {number: turns[plan.turns[number]].days(own, town.stood(number)) for number in group.bins}
    return Schedule([bins[number] for number in range(len(town.bins))])


def sending_of(study: Study, days: TruckDays, plan: BinPlan) -> Sending:
    """Return how Bysans sends by a plan."""
    return Sending(days=days, limit=RISKS[plan.risk], sensors=plan.used, schedule=schedule_of(study, days, plan))


def _schedules(study: Study, options: Sequence[Option], terms: Terms, shares: Sequence[float]) -> Iterator[tuple[int, Schedule]]:
    """Yield the practice's own schedule and each choice's best, each with the number of its truck days."""
    yield 0, Schedule(listed_days(study.town, study.listed))
    for at, (days, bins) in enumerate(options):
        plans = [best_plan(spared(study, bins, share), terms, 0) for share in shares]
        yield from ((at, schedule_of(study, days, plan)) for plan in plans if plan.overflow_hours <= terms.allowed)


def _best_schedule(
    study: Study, schedules: Sequence[tuple[int, Schedule]], samples: Sequence[Sequence[Filling]], course: Course
) -> tuple[int, Study]:
    """Return the study with the cheapest schedule, and on which truck days it is."""
    studies = [(at, replace(study, schedule=schedule)) for at, schedule in schedules]
    return min(course.through(studies, len(studies)), key=lambda pair: _cost(pair[1], FIXED, samples))


def _best_sending(
    study: Study, options: Sequence[Option], terms: Terms, samples: Sequence[Sequence[Filling]], course: Course
) -> tuple[int, Study]:
    """Return the study with the cheapest way in which Bysans sends, all bins with sensors, and on which truck days that is."""
    plans = [best_plan(bins, terms, len(bins)) for _, bins in options]
    kept = [at for at, plan in enumerate(plans) if plan.overflow_hours <= terms.allowed]
    kept = kept or [min(range(len(plans)), key=lambda at: plans[at].overflow_hours)]
    studies = [(at, with_sending(study, BYSANS, sending_of(study, options[at][0], plans[at]))) for at in kept]
    return min(course.through(studies, len(studies)), key=lambda pair: _cost(pair[1], BYSANS, samples))


def _with_foresight(
    study: Study, choices: Sequence[TruckDays], terms: Terms, samples: Sequence[Sequence[Filling]], course: Course
) -> Study:
    everywhere = frozenset(range(len(study.town.bins)))
    studies = [
        with_sending(study, FORESIGHT, Sending(days=days, limit=above, sensors=everywhere, schedule=study.schedule))
        for days in choices
        for above in ABOVE
    ]
    allowed = max(terms.allowed * len(samples), _ABOUT * sum(overflow_of(study, PRACTICE, fillings) for fillings in samples))

    def rank(study: Study) -> tuple[bool, float]:
        runs = [total(tallies_of(study, FORESIGHT, fillings, study.pace)) for fillings in samples]
        overflow = sum(run.overflow_hours for run in runs)
        return (True, overflow) if overflow > allowed else (False, _cost_of(study, runs))

    return min(course.through(studies, len(studies)), key=rank)


def _cost(study: Study, policy: str, samples: Sequence[Sequence[Filling]]) -> float:
    return _cost_of(study, [total(tallies_of(study, policy, fillings, study.pace)) for fillings in samples])


def _cost_of(study: Study, runs: Sequence[Counts]) -> float:
    return sum(figures(run, study.pace, study.factors, study.prices).cost for run in runs)
