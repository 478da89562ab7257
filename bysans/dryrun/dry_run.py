"""Runs the dry year: learns the rates, tunes, draws the unknown demand many times over, and puts the answer together."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from random import Random

from bysans.dryrun import draws as worker
from bysans.dryrun.inputs import Inputs
from bysans.dryrun.pace_of import CURVE, by_odometer, known_pace
from bysans.dryrun.parts import parts_of
from bysans.dryrun.planned_tour import planned
from bysans.dryrun.sources import sources_of
from bysans.dryrun.town_of import town_of
from config.plan import PlanFigures, co2_factors
from config.practice import PracticeFigures, prices
from config.waste import WasteRules, load_waste
from domain.dryrun.bin_verdict import verdicts
from domain.dryrun.demand.fill_rate import fill_rates
from domain.dryrun.driven_order import practice_of
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.policy import Schedule, listed_days
from domain.dryrun.sensor_value import SHARES, Saving, better_way, by_spared_way, sendings, sensor_worth
from domain.dryrun.study import BYSANS, POLICIES, PRACTICE, DrawResult, Study
from domain.dryrun.town import DryTown
from domain.dryrun.tuning import Measured, Tuned, mean_of, tuned
from domain.waste.routing.fleet import Fleet
from reports.dryrun.answer import Answer, Basis, RankedBin, money_of, policy_figures, sensor_points, unknown_because

ROUGH, TUNED, SAMPLED, CURVED = 3, 12, 2, 6  # draws of the first answer, to tune on, of these run whole, of the curve
ROUGH_DAYS = 2  # that the planner plans for the first answer
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
    progress("tuning", 0.05)
    study = by_odometer(study, inputs.practice, planned, Random(f"{effort.seed}/odometer"))  # noqa: S311 - a seeded draw, no secret
    first = worker.measured_in(study, effort.seed, 0)
    rough(_rough_answer(inputs, study, effort, first))
    choices = _tuned(study, effort, first, progress)
    study, parts = choices.study, parts_of(study.town)
    results: list[DrawResult] = []
    with ProcessPoolExecutor(effort.processes, initializer=worker.begin, initargs=(study, parts, effort.seed)) as pool:
        for number, result in enumerate(pool.map(worker.draw, range(effort.draws)), 1):
            results.append(result)
            progress("draws", 0.4 + 0.4 * number / effort.draws)
        progress("sensors", 0.8)
        counts = sorted({round(share * len(study.town.bins)) for share in SHARES})
        worth = sensor_worth(choices, counts)
        by_count = sendings(choices, list(worth), counts)
        curve = _chosen(list(pool.map(worker.saved_on, [(number, by_count) for number in range(min(CURVED, effort.draws))])))
    progress("done", 1.0)
    return _answer(inputs, study, effort, results, parts.names(), worth=worth, curve=curve, counts=counts)


def _rough_answer(inputs: Inputs, study: Study, effort: Effort, first: Measured) -> Answer:
    """Return an answer after a few draws, tuned on one, with few days planned by the planner."""
    study = tuned(study, first, [worker.tuning_draw(study, effort.seed, 0)], planned, ROUGH_DAYS).study
    parts = parts_of(study.town)
    results = [worker.draw_of(study, parts, effort.seed, number) for number in range(ROUGH)]
    return _answer(inputs, study, effort, results, parts.names(), worth={}, curve=[], counts=[])


def _tuned(study: Study, effort: Effort, first: Measured, progress: Progress) -> Tuned:
    """Return the study tuned on draws of its own, of which the first is measured."""
    measures = [first]
    with ProcessPoolExecutor(effort.processes, initializer=worker.begin, initargs=(study, parts_of(study.town), effort.seed)) as pool:
        for number, draw in enumerate(pool.map(worker.measured_on, range(1, TUNED)), 2):
            measures.append(draw)
            progress("tuning", 0.1 + 0.2 * number / TUNED)
    samples = [worker.tuning_draw(study, effort.seed, number) for number in range(SAMPLED)]
    return by_spared_way(tuned(study, mean_of(measures), samples, planned), samples)


def _chosen(draws: Sequence[Sequence[Saving]]) -> Sequence[Sequence[float]]:
    """Return each draw's savings with the truck days that are better for each count."""
    ways = better_way(draws)
    return [[saving[way] for saving, way in zip(draw, ways, strict=True)] for draw in draws]


def _answer(
    inputs: Inputs,
    study: Study,
    effort: Effort,
    results: Sequence[DrawResult],
    parts: Sequence[str],
    *,
    worth: Mapping[int, float],
    curve: Sequence[Sequence[float]],
    counts: Sequence[int],
) -> Answer:
    basis = _basis(inputs, study, effort, is_rough=not worth)
    unknown = unknown_because(basis)
    return Answer(
        basis=basis,
        unknown=unknown,
        policies=policy_figures(results, "", unknown),
        parts={part: policy_figures(results, part, unknown) for part in parts},
        money=money_of(study, results, len(study.town.bins), unknown),
        sensors=sensor_points(study, counts, curve) if not unknown and curve else [],
        ranking=[] if unknown else [RankedBin(bin_id=study.town.names[at], saving_year=value / study.years) for at, value in worth.items()],
        verdicts=[] if unknown else verdicts(study, results),
        doubts=inputs.doubts,
        sources=sources_of(study, inputs.plan, inputs.practice, inputs.fleet),
    )


def _basis(inputs: Inputs, study: Study, effort: Effort, *, is_rough: bool) -> Basis:
    town, listed = study.town, inputs.listed
    cycles = [cycle for history in town.histories.values() for cycle in history.cycles]
    return Basis(
        first_day=date.fromordinal(listed.first_day).isoformat(),
        days=listed.days,
        bins=len(listed.bins),
        emptyings=sum(visit.emptied for visits in listed.visits.values() for visit in visits),
        known_fills=sum(cycle.fill is not None for cycle in cycles) / max(len(cycles), 1),
        known_places=sum(point is not None for point in town.points) / len(town.points),
        known_order=_known_order(study, town),
        seed=effort.seed,
        draws=ROUGH if is_rough else effort.draws,
        currency=inputs.practice.currency,
        risk_limit=study.sending[BYSANS].limit,
        collection_days={group.fraction: sorted({listed.weekday(day) for day in group.departures}) for group in town.groups},
        is_rough=is_rough,
    )


def _known_order(study: Study, town: DryTown) -> float:
    shares = [(len(group.bins), practice_of(town, group, study.listed, study.pace, study.ratios[PRACTICE]).known) for group in town.groups]
    return sum(count * known for count, known in shares) / max(sum(count for count, _ in shares), 1)
