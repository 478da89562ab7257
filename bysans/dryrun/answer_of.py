"""Puts the answer together from what the draws came to, and says what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bysans.dryrun.inputs import Inputs
from bysans.dryrun.sources import sources_of
from domain.dryrun.bin_verdict import verdicts
from domain.dryrun.driven_order import practice_of
from domain.dryrun.study import BYSANS, PRACTICE, DrawResult, Study
from domain.dryrun.town import DryTown
from reports.dryrun.answer import Answer, Basis, RankedBin, money_of, policy_figures, sensor_points, unknown_because


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorAnswer:
    """What a sensor in each bin is worth, and the curve: of each draw what the first `counts` of them save."""

    worth: Mapping[int, float]
    counts: Sequence[int]
    curve: Sequence[Sequence[float]]


NOTHING_YET = SensorAnswer(worth={}, counts=[], curve=[])


def answer_of(
    inputs: Inputs, study: Study, seed: int, results: Sequence[DrawResult], parts: Sequence[str], sensors: SensorAnswer
) -> Answer:
    """Return the answer; without what sensors are worth it is a rough one."""
    basis = _basis(inputs, study, seed, len(results), is_rough=not sensors.worth)
    unknown, names = unknown_because(basis), study.town.names
    ranking = [RankedBin(bin_id=names[at], saving_year=value / study.years) for at, value in sensors.worth.items()]
    return Answer(
        basis=basis,
        unknown=unknown,
        policies=policy_figures(results, "", unknown),
        parts={part: policy_figures(results, part, unknown) for part in parts},
        money=money_of(study, results, len(names), unknown),
        sensors=sensor_points(study, sensors.counts, sensors.curve) if not unknown and sensors.curve else [],
        ranking=[] if unknown else ranking,
        verdicts=[] if unknown else verdicts(study, results),
        doubts=inputs.doubts,
        sources=sources_of(study, inputs.plan, inputs.practice, inputs.fleet),
    )


def _basis(inputs: Inputs, study: Study, seed: int, draws: int, *, is_rough: bool) -> Basis:
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
        seed=seed,
        draws=draws,
        currency=inputs.practice.currency,
        risk_limit=study.sending[BYSANS].limit,
        collection_days={group.fraction: sorted({listed.weekday(day) for day in group.departures}) for group in town.groups},
        is_rough=is_rough,
    )


def _known_order(study: Study, town: DryTown) -> float:
    shares = [(len(group.bins), practice_of(town, group, study.listed, study.pace, study.ratios[PRACTICE]).known) for group in town.groups]
    return sum(count * known for count, known in shares) / max(sum(count for count, _ in shares), 1)
