"""What a figure is compared with: today's practice, and a fixed schedule tuned on the same history."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from config.plan import PlanFigures, Today, co2_factors
from domain.count_of import count_of
from domain.effects.co2 import co2_kg, fuel_litres
from domain.effects.coverage import is_enough
from domain.effects.effort import Effort, reckoned_effort
from reports.effects.collection_records import CollectionRecords
from reports.effects.figure import Baseline, Figure

_YEAR = 365.25  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What another way of collecting comes to in the period, where that is known from, and of which day it is.

    `reckoned`: it follows from other figures, nobody stated it.
    """

    value: float
    source: str
    date: date
    reckoned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Baselines:
    """Both ways of collecting that a period is compared with, by the figure's name; `tuned_is_enough`: it has most of the bins."""

    today: Mapping[str, Amount]
    tuned: Mapping[str, Amount]
    tuned_is_enough: bool

    def beside(self, figure: Figure) -> Figure:
        """Return the figure with what it is compared with, each for as much of the period as the figure rests on."""
        return replace(
            figure,
            today=_baseline(figure, self.today.get(figure.name), comparable=True),
            tuned_schedule=_baseline(figure, self.tuned.get(figure.name), comparable=self.tuned_is_enough),
        )


def baselines(records: CollectionRecords, plan: PlanFigures) -> Baselines:
    """Return what the period's figures are compared with."""
    schedule = records.schedule
    return Baselines(
        today=_todays_practice(plan, records.days),
        tuned=_tuned_schedule(records, plan),
        tuned_is_enough=schedule is not None and is_enough(schedule.bins / max(1, len(records.bins))),
    )


def change_percent(value: float, of: float) -> float | None:
    """Return by how much a value differs from another, in per cent of that."""
    return round(100 * (value / of - 1), 1) if of else None


def _todays_practice(plan: PlanFigures, days: float) -> dict[str, Amount]:
    """Return what the town says of a year, as much of it as `days` are, and what follows from that."""
    today = plan.today
    stated = {name: getattr(today, name) for name in Today.model_fields}
    amounts = {
        name: Amount(value=figure.value * days / _YEAR, source=figure.source, date=figure.date) for name, figure in stated.items() if figure
    }
    if "km" in amounts and "emptyings" in amounts:
        dated = min(amounts["km"].date, amounts["emptyings"].date)
        source = (
            f"reckoned from today's km and emptyings: {plan.roads.speed_kmh:g} km/h, {plan.stop.seconds} s a stop, without unloading; O"
        )
        amounts = {**_spent(_effort(amounts["km"].value, amounts["emptyings"].value, plan), plan, source, dated), **amounts}
    return amounts


def _tuned_schedule(records: CollectionRecords, plan: PlanFigures) -> dict[str, Amount]:
    schedule = records.schedule
    if schedule is None:
        return {}
    dated = datetime.fromtimestamp(records.end / 1000, UTC).date()
    source = f"an interval for each of {count_of(schedule.bins, 'bin')} with three cycles or more, tuned on the same history"
    counted = {"km": schedule.km, "rounds": float(schedule.rounds), "emptyings": float(schedule.emptyings)}
    amounts = {name: Amount(value=value, source=source, date=dated, reckoned=True) for name, value in counted.items()}
    return amounts | _spent(_effort(schedule.km, schedule.emptyings, plan), plan, source, dated)


def _effort(km: float, emptyings: float, plan: PlanFigures) -> Effort:
    return reckoned_effort(km, emptyings, speed_kmh=plan.roads.speed_kmh, stop_s=plan.stop.seconds)


def _spent(effort: Effort, plan: PlanFigures, source: str, dated: date) -> dict[str, Amount]:
    factors = co2_factors(plan.co2)
    values = {"hours": effort.hours, "litres": fuel_litres(effort, factors), "co2_kg": co2_kg(effort, factors)}
    return {name: Amount(value=value, source=source, date=dated, reckoned=True) for name, value in values.items()}


def _baseline(figure: Figure, amount: Amount | None, *, comparable: bool) -> Baseline | None:
    if amount is None:
        return None
    value = amount.value if figure.coverage is None else amount.value * figure.coverage
    change = change_percent(figure.value, value) if figure.enough and comparable and figure.value is not None else None
    return Baseline(value=round(value, 2), change_percent=change, source=amount.source, date=amount.date, reckoned=amount.reckoned)
