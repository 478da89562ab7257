"""What stays of an old round: what it came to and what became of each bin, but not which truck was where, when and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.duration import DAY
from domain.waste.rounds.replanning import driven_part
from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.stop_state import StopEvent, StopOutcome, stop_outcomes

KEPT_WHOLE_MS = 30 * DAY  # after it was to depart: long enough to settle what crews and sensors contradict each other on
ANONYMISED = "this round is more than 30 days old: which truck drove it, in which order and when, is no longer kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymisedRound:
    """A plan without trucks and order, and by the number of each report that stays, the time (ms UTC) that it says from now on."""

    plan: RoundPlan
    times: Mapping[int, int]


def anonymised(
    plan: RoundPlan, events: Mapping[int, StopEvent], *, is_done: bool, is_cancelled: bool, detour_factor: float
) -> AnonymisedRound:
    """Return what stays of a round and its reports (by number, in order of time).

    What it came to is as before: metres, time, litres, stops and when each truck set out. Stops stand in the order of their bins' ids. One
    report of a route says when the first was made, the others when the last was; which one, the ids decide.
    """
    outcomes = stop_outcomes(events.values())
    routes: list[VehicleRoute] = []
    times: dict[int, int] = {}
    for route in sorted(plan.routes, key=lambda route: (route.start, route.metres, route.vehicle)):
        driven = driven_part(route, outcomes, is_done=is_done, is_cancelled=is_cancelled, detour_factor=detour_factor)
        settled = [stop for stop in route.stops if outcomes.get(stop.stop_id, StopOutcome()).state != "planned"]
        stops = sorted(settled or route.stops, key=lambda stop: (stop.bin_id, stop.stop_id))
        routes.append(_without_order(driven if settled else route, stops, f"#{len(routes) + 1}"))
        times.update(_times(route, [stop.stop_id for stop in stops if settled], events, outcomes))
    kept = {stop.stop_id for route in routes for stop in route.stops}
    left = sorted((stop for stop in (*plan.stops, *plan.dropped) if stop.stop_id not in kept), key=lambda stop: stop.stop_id)
    start = min((route.start for route in routes), default=0)
    bare = RoundPlan(
        distance_source=plan.distance_source,
        routes=tuple(routes),
        unserved=plan.unserved,
        dropped=tuple(_at(stop, start) for stop in left),
        notes=(ANONYMISED,),
        optional=plan.optional,
    )
    return AnonymisedRound(plan=bare, times=times)


def _without_order(route: VehicleRoute, stops: list[Stop], name: str) -> VehicleRoute:
    return replace(route, vehicle=name, stops=tuple(_at(stop, route.start) for stop in stops), tips=())


def _at(stop: Stop, time: int) -> Stop:
    return replace(stop, eta=time, marginal_m=0)


def _times(
    route: VehicleRoute, stop_ids: list[str], events: Mapping[int, StopEvent], outcomes: Mapping[str, StopOutcome]
) -> dict[int, int]:
    """Return the time that each stop's standing report says from now on."""
    standing = {
        stop_id: number for number, event in events.items() if (stop_id := event.stop_id) in stop_ids and _says(event, outcomes[stop_id])
    }
    times = [events[number].time for number in standing.values()]
    unloaded = [event.time for event in events.values() if event.type == "tipped" and event.vehicle == route.vehicle]
    last = max([*times, *unloaded], default=0)
    return {standing[stop_id]: last if place else min(times) for place, stop_id in enumerate(stop_ids)}


def _says(event: StopEvent, outcome: StopOutcome) -> bool:
    state = "could_not" if event.type == "could_not" else "emptied"
    return event.type != "undo" and (state, event.reason, event.time) == (outcome.state, outcome.reason, outcome.time)
