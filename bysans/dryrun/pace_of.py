"""How a town's ways are driven, from whoever tells it best: an odometer, the town itself, the list's times, else what is assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.plan import PlanFigures
from config.practice import PracticeFigures
from config.toml_file import ConfigError
from domain.dryrun.demand.dice import Dice
from domain.dryrun.driven_order import believed_ways
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.observed_pace import ObservedPace, legs_of, observed_pace
from domain.dryrun.odometer import factor_by_odometer
from domain.dryrun.study import PRACTICE, Origin, PaceDoubt, Study, drawn
from domain.dryrun.town import DryTown, Pace
from domain.dryrun.tuning.planned_ratio import Planned, planned_ratio

CURVE = 0.8  # the curve is about a quarter longer than the best tour (Platzman & Bartholdi 1989), until the planner says better


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPace:
    """The pace, by which share each of its figures may be wrong, and who told it."""

    pace: Pace
    doubt: PaceDoubt
    origins: Mapping[str, Origin]


def known_pace(town: DryTown, listed: EmptyingList, plan: PlanFigures, practice: PracticeFigures) -> KnownPace:
    """Return the pace before any odometer is asked."""
    assumed = Pace(detour_factor=plan.roads.detour_factor, speed_kmh=plan.roads.speed_kmh, stop_s=plan.stop.seconds)
    legs = [leg for group in town.groups for leg in legs_of(town, listed, believed_ways(town, group, listed, assumed, CURVE).items())]
    observed = observed_pace(legs)
    factor, doubt, origin = _roads(observed, plan, practice)
    origins: dict[str, Origin] = {"detour_factor": origin, "speed_kmh": "list" if observed else "plan"}
    if observed is None:
        doubts = PaceDoubt(detour=doubt, speed=practice.doubt.speed, stop=practice.doubt.stop)
        return KnownPace(pace=replace(assumed, detour_factor=factor), doubt=doubts, origins=origins)
    sure = practice.doubt.observed
    return KnownPace(
        pace=Pace(detour_factor=factor, speed_kmh=observed.crow_kmh * factor, stop_s=observed.stop_s),
        doubt=PaceDoubt(detour=doubt, speed=sure, stop=sure, along_line=True),
        origins=origins,
    )


def _roads(observed: ObservedPace | None, plan: PlanFigures, practice: PracticeFigures) -> tuple[float, float, Origin]:
    """Return the road's length by the straight line's, by which share it may be wrong, and who told it."""
    if practice.roads is not None:
        return practice.roads.detour_factor, plan.roads.detour_error, "practice"
    if observed is not None and observed.detour_factor is not None:
        return observed.detour_factor, practice.doubt.straightest, "list"
    return plan.roads.detour_factor, practice.doubt.detour, "plan"


def by_odometer(study: Study, practice: PracticeFigures, planned: Planned, dice: Dice) -> Study:
    """Return the study with the factor that the town's odometers show, if it says what they do. Raises ConfigError."""
    odometer = practice.odometer
    if odometer is None:
        return study
    fillings, first = drawn(study, dice), study.listed.first_day
    study = replace(study, ratios={**study.ratios, PRACTICE: planned_ratio(study, PRACTICE, fillings, planned)})
    days = range(odometer.first_day.toordinal() - first, odometer.last_day.toordinal() - first + 1)
    factor = factor_by_odometer(study, fillings, odometer.km, days)
    if factor is None:
        between = f"from {odometer.first_day} to {odometer.last_day}"
        raise ConfigError(f"practice.toml: odometer: the list has no emptying of a bin with a place {between}; name days of the list")
    longer = factor / study.pace.detour_factor if study.doubt.along_line else 1.0
    return replace(
        study,
        pace=replace(study.pace, detour_factor=factor, speed_kmh=study.pace.speed_kmh * longer),
        doubt=replace(study.doubt, detour=practice.doubt.odometer),
        origins={**study.origins, "detour_factor": "odometer"},
    )
