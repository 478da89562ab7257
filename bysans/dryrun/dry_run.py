"""Runs the dry year: learns the rates, tunes, draws the unknown demand many times over, and puts the answer together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random

from bysans.dryrun import draws as worker
from bysans.dryrun.answer_of import NOTHING_YET, SensorAnswer, answer_of
from bysans.dryrun.inputs import Inputs
from bysans.dryrun.pace_of import CURVE, by_odometer, known_pace
from bysans.dryrun.parts import parts_of
from bysans.dryrun.planned_tour import planned
from bysans.dryrun.town_of import town_of
from config.plan import PlanFigures, co2_factors
from config.practice import PracticeFigures, prices
from config.waste import WasteRules, load_waste
from domain.dryrun.course import Course
from domain.dryrun.demand.fill_rate import fill_rates
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.policy import Schedule, listed_days
from domain.dryrun.sensor_value import SHARES, Saving, better_way, by_spared_way, sendings, sensor_worth
from domain.dryrun.study import POLICIES, Study
from domain.dryrun.tuning.measured import Measured, mean_of
from domain.dryrun.tuning.tuned import Trials, Tuned, tuned
from domain.waste.routing.fleet import Fleet
from reports.dryrun.answer import Answer

ROUGH, TUNED, SAMPLED, CURVED = 3, 12, 2, 6  # draws of the first answer, to tune on, of these run whole, of the curve
ROUGH_DAYS, ROUGH_SHARES = 1, (0.5,)  # that the planner plans, and of a visit's way, for the first answer
Progress = Callable[[str, float], None]
Rough = Callable[[Answer], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How often the unknown demand is drawn, from which seed, and in how many processes."""

    seed: int
    draws: int
    processes: int


def study_for(
    listed: EmptyingList, fleet: Fleet | None, plan: PlanFigures, practice: PracticeFigures, waste: WasteRules | None = None
) -> Study:
    """Return what every draw shares, not tuned yet."""
    waste, town = waste or load_waste(), town_of(listed, fleet, practice.assumed)
    known = known_pace(town, listed, plan, practice)
    return Study(
        town=town,
        listed=listed,
        rates=fill_rates(town.histories, interval_fill=waste.decision.interval_fill, dispersion=waste.demand.first_dispersion),
        pace=known.pace,
        doubt=known.doubt,
        origins=known.origins,
        factors=co2_factors(plan.co2),
        prices=prices(practice.prices),
        demand=waste.demand,
        decision=waste.decision,
        schedule=Schedule(listed_days(town, listed)),
        ratios=dict.fromkeys(POLICIES, CURVE),
        sending={},
    )


def run(inputs: Inputs, effort: Effort, progress: Progress, rough: Rough) -> Answer:
    """Return the answer; `progress` hears each step with the share done (0–1), `rough` a first answer after few draws."""
    progress("rates", 0.02)
    study = study_for(inputs.listed, inputs.fleet, inputs.plan, inputs.practice, inputs.waste)
    study = by_odometer(study, inputs.practice, planned, Random(f"{effort.seed}/odometer"))  # noqa: S311 - a seeded draw, no secret
    progress("rough", 0.04)
    first = worker.measured_in(study, effort.seed, 0)
    rough(_rough_answer(inputs, study, effort, first, Course(partial(progress, "rough"), 0.06, 0.16)))
    choices = _tuned(study, effort, first, Course(partial(progress, "tuning"), 0.16, 0.62))
    study, parts = choices.study, parts_of(study.town)
    with ProcessPoolExecutor(effort.processes, initializer=worker.begin, initargs=(study, parts, effort.seed)) as pool:
        draws = Course(partial(progress, "draws"), 0.62, 0.8)
        results = list(draws.through(pool.map(worker.draw, range(effort.draws)), effort.draws))
        sensors = _sensors(choices, pool, min(CURVED, effort.draws), Course(partial(progress, "sensors"), 0.8, 1.0))
    progress("done", 1.0)
    return answer_of(inputs, study, effort.seed, results, parts.names(), sensors)


def _rough_answer(inputs: Inputs, study: Study, effort: Effort, first: Measured, course: Course) -> Answer:
    """Return an answer after a few draws, tuned on one, with few days planned by the planner."""
    trials = Trials(days=ROUGH_DAYS, shares=ROUGH_SHARES, course=course.part(0.0, 0.6))
    study = tuned(study, first, [worker.tuning_draw(study, effort.seed, 0)], planned, trials).study
    parts = parts_of(study.town)
    with ProcessPoolExecutor(effort.processes, initializer=worker.begin, initargs=(study, parts, effort.seed)) as pool:
        results = list(course.part(0.6, 1.0).through(pool.map(worker.draw, range(ROUGH)), ROUGH))
    return answer_of(inputs, study, effort.seed, results, parts.names(), NOTHING_YET)


def _tuned(study: Study, effort: Effort, first: Measured, course: Course) -> Tuned:
    """Return the study tuned on draws of its own, of which the first is measured."""
    with ProcessPoolExecutor(effort.processes, initializer=worker.begin, initargs=(study, parts_of(study.town), effort.seed)) as pool:
        others = course.part(0.0, 0.3).through(pool.map(worker.measured_on, range(1, TUNED)), TUNED - 1)
        measures = mean_of([first, *others])
    samples = [worker.tuning_draw(study, effort.seed, number) for number in range(SAMPLED)]
    return by_spared_way(tuned(study, measures, samples, planned, Trials(course=course.part(0.3, 1.0))), samples)


def _sensors(choices: Tuned, pool: ProcessPoolExecutor, draws: int, course: Course) -> SensorAnswer:
    """Return what sensors are worth, and the curve on so many draws of its own."""
    course.hear(course.start)
    bins = len(choices.study.town.bins)
    counts = sorted({round(share * bins) for share in SHARES})
    worth = sensor_worth(choices, counts)
    by_count = sendings(choices, list(worth), counts)
    tasks = [(number, by_count) for number in range(draws)]
    curve = list(course.part(0.3, 1.0).through(pool.map(worker.saved_on, tasks), draws))
    return SensorAnswer(worth=worth, counts=counts, curve=_chosen(curve))


def _chosen(draws: Sequence[Sequence[Saving]]) -> Sequence[Sequence[float]]:
    """Return each draw's savings with the truck days that are better for each count."""
    ways = better_way(draws)
    return [[saving[way] for saving, way in zip(draw, ways, strict=True)] for draw in draws]
