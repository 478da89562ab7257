"""A town of a few bins on a line, with what was thrown into them."""

from collections.abc import Sequence
from dataclasses import replace

from config.plan import co2_factors, load_plan
from config.practice import load_practice, prices
from config.waste import load_waste
from domain.dryrun.demand.cycle import history_of
from domain.dryrun.demand.fill_rate import fill_rates
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.emptying_list import EmptyingList, ListedBin, Visit, seen_fill
from domain.dryrun.policy import Schedule, Sending
from domain.dryrun.study import BYSANS, FORESIGHT, POLICIES, PaceDoubt, Study
from domain.dryrun.town import DryTown, Group, Pace, Trucks

PACE = Pace(detour_factor=1.0, speed_kmh=30.0, stop_s=60.0)
TRUCKS = Trucks(depot=(0.0, 0.0), unloading=(0.0, 0.0), litres=10_000.0, shift_h=8.0, unload_h=0.25)


def steady(rate: float, days: int) -> Filling:
    """Return a bin into which as much comes every day."""
    return Filling(tuple(rate * day for day in range(days + 1)))


def everywhere(bins: Sequence[ListedBin], days: int, schedule: Schedule, limit: float) -> Sending:
    """Return a sending on any day, all bins watched."""
    return Sending(days={"rest": range(days)}, limit=limit, sensors=frozenset(range(len(bins))), schedule=schedule)


def small_study(rates: Sequence[float], days: int, every: int) -> Study:
    """Return a study of bins 100 m apart that practice empties every so many days."""
    bins = [ListedBin(id=f"b{number}", place=None, capacity_l=660, fraction="rest") for number in range(len(rates))]
    visits = {
        bin_.id: [Visit(day=day, line=day, fill=seen_fill(min(1.0, rate * every), 0.1)) for day in range(every, days, every)]
        for bin_, rate in zip(bins, rates, strict=True)
    }
    histories = {name: replace(history_of(own, days), start=0, end=days) for name, own in visits.items()}
    town = DryTown(
        bins=bins, points=[(100.0 * (number + 1), 0.0) for number in range(len(bins))], along=range(len(bins)), histories=histories,
        groups=[Group(fraction="rest", bins=range(len(bins)), trucks=TRUCKS, departures=range(days))], days=days, months=[0] * days,
    )  # fmt: skip
    waste, plan = load_waste(), load_plan()
    schedule = Schedule([range(every, days, every)] * len(bins))
    return Study(
        town=town, listed=EmptyingList(bins=bins, visits=visits, first_day=739_000, days=days),
        rates=fill_rates(histories, interval_fill=0.8, dispersion=0.1), pace=PACE, doubt=PaceDoubt(detour=0, speed=0, stop=0),
        factors=co2_factors(plan.co2), prices=prices(load_practice().prices), demand=waste.demand, decision=waste.decision,
        schedule=schedule, ratios=dict.fromkeys(POLICIES, 1.0),
        sending={BYSANS: everywhere(bins, days, schedule, 0.1), FORESIGHT: everywhere(bins, days, schedule, 0.0)},
    )  # fmt: skip
