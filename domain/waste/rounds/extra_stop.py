"""A stop that nobody planned: a crew emptied the bin all the same. It joins the plan, and leaves it when the report is undone."""

from collections.abc import Mapping
from dataclasses import replace

from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.stop_state import StopOutcome

EXTRA = "extra"  # the reason of such a stop


def with_extra_stop(plan: RoundPlan, vehicle: str, stop: Stop) -> RoundPlan:
    """Return the plan with an extra stop at its time; unloadings stay between the stops that they were between."""
    return replace(plan, routes=tuple(_with(route, stop) if route.vehicle == vehicle else route for route in plan.routes))


def without_undone_extras(plan: RoundPlan, outcomes: Mapping[str, StopOutcome]) -> RoundPlan:
    """Return the plan without the extra stops whose report was undone: nobody waits for them."""
    return replace(plan, routes=tuple(_without_undone(route, outcomes) for route in plan.routes))


def _with(route: VehicleRoute, extra: Stop) -> VehicleRoute:
    before = sum(stop.eta <= extra.eta for stop in route.stops)
    ordered = sorted(route.stops, key=lambda stop: stop.eta)
    tips = tuple(
        replace(unloading, after=unloading.after + 1)
        if unloading.after > before or (unloading.after == before and unloading.eta > extra.eta)
        else unloading
        for unloading in route.tips
    )
    return replace(route, stops=(*ordered[:before], extra, *ordered[before:]), tips=tips)


def _without_undone(route: VehicleRoute, outcomes: Mapping[str, StopOutcome]) -> VehicleRoute:
    undone = {number for number, stop in enumerate(route.stops) if stop.reason == EXTRA and _is_open(stop, outcomes)}
    stops = tuple(stop for number, stop in enumerate(route.stops) if number not in undone)
    tips = tuple(replace(unloading, after=unloading.after - sum(number < unloading.after for number in undone)) for unloading in route.tips)
    return replace(route, stops=stops, tips=tips)


def _is_open(stop: Stop, outcomes: Mapping[str, StopOutcome]) -> bool:
    return outcomes.get(stop.stop_id, StopOutcome()).state == "planned"
