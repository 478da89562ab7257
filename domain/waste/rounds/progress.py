"""How far a round is, where each of its vehicles is, and what they have aboard."""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.round_problem import VehiclePosition
from domain.waste.rounds.stop_state import StopEvent, StopOutcome, all_settled, stop_outcomes
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load

Progress = Literal["planned", "under_way", "done"]


def progress(stop_ids: Collection[str], events: Collection[StopEvent]) -> Progress:
    """Return how far a round is: done when every stop is settled; a report that was undone does not count."""
    outcomes = stop_outcomes(events)
    if all_settled(stop_ids, outcomes):
        return "done"
    begun = any(outcome.state != "planned" for outcome in outcomes.values())
    return "under_way" if begun or any(event.type == "tipped" for event in events) else "planned"


def vehicle_positions(plan: RoundPlan | None, events: Collection[StopEvent]) -> dict[str, VehiclePosition]:
    """Return where each vehicle that has set out is: at its last settled stop or unloading, with what it emptied since it last unloaded."""
    outcomes = stop_outcomes(events)
    unloaded = {event.vehicle: event.time for event in sorted(events, key=lambda event: event.time) if event.type == "tipped"}
    positions = ((route.vehicle, _position(route, outcomes, unloaded.get(route.vehicle))) for route in (plan.routes if plan else ()))
    return {vehicle: position for vehicle, position in positions if position is not None}


def _position(route: VehicleRoute, outcomes: Mapping[str, StopOutcome], unloaded: int | None) -> VehiclePosition | None:
    settled = _settled(route, outcomes)
    aboard = _aboard([stop for time, stop in settled if unloaded is None or time > unloaded], outcomes)
    if unloaded is not None and route.tips and (not settled or unloaded >= settled[-1][0]):
        return VehiclePosition(place=_next_site(route, len(settled)), since=unloaded, aboard=aboard)
    return VehiclePosition(place=settled[-1][1].place, since=settled[-1][0], aboard=aboard) if settled else None


def _settled(route: VehicleRoute, outcomes: Mapping[str, StopOutcome]) -> list[tuple[int, Stop]]:
    """Return the settled stops with their times (ms UTC), in the order in which they were settled."""
    times = ((outcomes.get(stop.stop_id, StopOutcome()).time, stop) for stop in route.stops)
    return sorted(((time, stop) for time, stop in times if time is not None), key=lambda pair: pair[0])


def _aboard(stops: Iterable[Stop], outcomes: Mapping[str, StopOutcome]) -> dict[str, Load]:
    aboard: dict[str, Load] = {}
    for stop in stops:
        if outcomes[stop.stop_id].state == "emptied":
            before = aboard.get(stop.fraction, Load())
            aboard[stop.fraction] = Load(litres=before.litres + stop.load.litres, kg=before.kg + stop.load.kg)
    return aboard


def _next_site(route: VehicleRoute, settled: int) -> Place:
    """Return the unloading site that the route visits after so many stops, or its last."""
    return next((unloading.place for unloading in route.tips if unloading.after >= settled), route.tips[-1].place)
