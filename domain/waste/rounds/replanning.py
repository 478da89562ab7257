"""What a new plan keeps of the one before: settled stops stay as they happened, and a stop that is planned again keeps its id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from domain.waste.rounds.round_plan import RoundPlan, Stop, Unloading, VehicleRoute
from domain.waste.rounds.round_problem import RequestedBin
from domain.waste.rounds.stop_state import StopOutcome, all_settled
from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Candidate, Plan, Route, RoutingProblem, Visit

Outcomes = Mapping[str, StopOutcome]  # by stop id


def bins_to_visit(requested: Iterable[RequestedBin], before: RoundPlan | None, outcomes: Outcomes) -> list[RequestedBin]:
    """Return the bins that still need a visit: those not settled, and those that a full truck had to leave."""
    settled = visited_bins(before, outcomes) if before else set()
    return [bin_ for bin_ in requested if bin_.bin_id not in settled]


def visited_bins(plan: RoundPlan, outcomes: Outcomes) -> set[str]:
    """Return the bins that were settled, except those that a full truck had to leave."""
    settled = _settled((*plan.stops, *plan.dropped), outcomes)
    return {stop.bin_id for stop in settled if outcomes[stop.stop_id].reason != "truck_full"}


def round_plan(
    plan: Plan, problem: RoutingProblem, before: RoundPlan | None, outcomes: Outcomes, *, next_stop: int, detour_factor: float
) -> tuple[RoundPlan, int]:
    """Return what is to be driven from now on, and the number of the next stop to get an id."""
    earlier = (*before.dropped, *before.stops) if before else ()
    ids = _StopIds({stop.bin_id: stop.stop_id for stop in earlier if not _is_settled(stop, outcomes)}, next_stop)
    driven = {route.vehicle: _driven(route, outcomes) for route in before.routes} if before else {}
    routes = [_vehicle_route(route, problem, driven.pop(route.vehicle, None), ids, detour_factor) for route in plan.routes]
    routes += [_sent_home(route, detour_factor) for route in driven.values() if route.stops]
    planned = {stop.stop_id for route in routes for stop in route.stops}
    dropped = tuple(stop for stop in (*before.stops, *before.dropped) if stop.stop_id not in planned) if before else ()
    driven_plan = RoundPlan(
        distance_source=plan.distance_source,
        routes=tuple(routes),
        unserved=plan.unserved,
        dropped=dropped,
        notes=plan.notes,
        optional=plan.optional,
    )
    return driven_plan, ids.next


def cut_short(route: VehicleRoute, outcomes: Outcomes, detour_factor: float) -> VehicleRoute:
    """Return what was driven of a route that was called off, with the leg home."""
    driven = _driven(route, outcomes)
    return _sent_home(driven, detour_factor) if driven.stops else driven


def driven_so_far(route: VehicleRoute, outcomes: Outcomes, detour_factor: float) -> VehicleRoute:
    """Return what was driven of a route that is under way, until its last settled stop."""
    driven = _driven(route, outcomes)
    return replace(driven, end=driven.stops[-1].eta, metres=_driven_m(driven, detour_factor)) if driven.stops else driven


def driven_part(route: VehicleRoute, outcomes: Outcomes, *, is_done: bool, is_cancelled: bool, detour_factor: float) -> VehicleRoute:
    """Return what was driven of a route: all of it, until it was called off, or so far."""
    if is_done or all_settled([stop.stop_id for stop in route.stops], outcomes):
        return route
    return cut_short(route, outcomes, detour_factor) if is_cancelled else driven_so_far(route, outcomes, detour_factor)


class _StopIds:
    """Gives each bin its stop's id: the one it has, or the next that no stop ever had."""

    def __init__(self, by_bin: Mapping[str, str], next_stop: int) -> None:
        self._by_bin = by_bin
        self.next = next_stop

    def of(self, bin_id: str) -> str:
        if bin_id in self._by_bin:
            return self._by_bin[bin_id]
        self.next += 1
        return f"s{self.next - 1}"


def _vehicle_route(route: Route, problem: RoutingProblem, driven: VehicleRoute | None, ids: _StopIds, detour_factor: float) -> VehicleRoute:
    truck = next(truck for truck in problem.trucks if truck.vehicle == route.vehicle)
    bins = {bin_.id: bin_ for bin_ in problem.candidates}
    sites = {site.place.id: site.place for site in problem.unloading_sites}
    stops, tips = list(driven.stops) if driven else [], list(driven.tips) if driven else []
    for visit in route.visits:
        eta = problem.day_start + visit.arrive_s * 1000
        if visit.kind == "tip":
            tips.append(Unloading(place=replace(sites[visit.place_id], id=visit.id), eta=eta, after=len(stops)))
        else:
            stops.append(_stop(ids.of(visit.id), bins[visit.id], visit, eta))
    return VehicleRoute(
        vehicle=route.vehicle,
        depot=replace(truck.depot, id=truck.depot.id.removeprefix("depot:")),
        start=driven.start if driven and driven.stops else problem.day_start + route.start_s * 1000,
        end=problem.day_start + route.end_s * 1000,
        metres=route.metres + (_driven_m(driven, detour_factor) if driven else 0),
        stops=tuple(stops),
        tips=tuple(tips),
    )


def _stop(stop_id: str, bin_: Candidate, visit: Visit, eta: int) -> Stop:
    return Stop(
        stop_id=stop_id,
        bin_id=bin_.id,
        lat=bin_.lat,
        lon=bin_.lon,
        fraction=bin_.fraction,
        load=bin_.load,
        eta=eta,
        required=bin_.required,
        reason=bin_.reason,
        marginal_m=max(0, visit.marginal_m),  # whole metres round below 0 on a straight leg
    )


def _driven(route: VehicleRoute, outcomes: Outcomes) -> VehicleRoute:
    """Return what of a route has happened, at the times at which it did."""
    settled = [replace(stop, eta=outcomes[stop.stop_id].time or stop.eta) for stop in _settled(route.stops, outcomes)]
    stops = tuple(sorted(settled, key=lambda stop: stop.eta))
    last = stops[-1].eta if stops else route.start
    # An unloading planned before a settled stop is taken as done: crews need not report it.
    tips = tuple(
        replace(unloading, after=min(unloading.after, len(stops)))
        for unloading in route.tips
        if unloading.after < len(stops) and unloading.eta < last
    )
    return replace(route, stops=stops, tips=tips)


def _sent_home(route: VehicleRoute, detour_factor: float) -> VehicleRoute:
    """Return a route of which nothing is left but the leg home."""
    home_m = _length_m((route.stops[-1].place, route.depot), detour_factor)
    return replace(route, end=route.stops[-1].eta, metres=_driven_m(route, detour_factor) + home_m)


def _driven_m(route: VehicleRoute, detour_factor: float) -> int:
    """Return the metres behind a truck, by straight lines: nobody follows where trucks drive."""
    return _length_m((route.depot, *(stop.place for stop in route.stops)), detour_factor)


def _length_m(places: Sequence[Place], detour_factor: float) -> int:
    return round(sum(straight_metres(origin, target) for origin, target in pairwise(places)) * detour_factor)


def _settled(stops: Iterable[Stop], outcomes: Outcomes) -> list[Stop]:
    return [stop for stop in stops if _is_settled(stop, outcomes)]


def _is_settled(stop: Stop, outcomes: Outcomes) -> bool:
    return stop.stop_id in outcomes and outcomes[stop.stop_id].state != "planned"
