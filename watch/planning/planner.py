"""From a request to a checked plan: distances, what is impossible, the search, the times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.count_of import count_of
from domain.waste.routing.detour import optional_detour
from domain.waste.routing.distance import STRAIGHT_LINES, Legs, straight_legs
from domain.waste.routing.plan import Plan, Route, RoutingProblem, Truck
from domain.waste.routing.route_check import violations
from domain.waste.routing.schedule import RouteStop, StopsByVehicle, nearest_unloading_site, route_of
from domain.waste.routing.unserved import impossible, left_out
from watch.planning.clusters import join_neighbours, split_groups
from watch.planning.fitting import insert_left_out, trim_to_shift
from watch.planning.osrm import OsrmAwayError, osrm_legs
from watch.planning.solver import Effort, search

_STRAIGHT = f"{STRAIGHT_LINES} × {{factor:g}}: fjords, bridges and ferries are not seen; a table service (planning.osrm_url) knows roads"


class BrokenPlanError(Exception):
    """The plan breaks a rule that it should keep: a fault of ours, it is not handed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """Source of distances: an OSRM at `osrm_url`, else straight lines × `detour_factor` at `speed_kmh`."""

    detour_factor: float
    speed_kmh: float
    osrm_url: str | None = None
    osrm_timeout_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """One plan to make. `warm`: bins in the order of an earlier route, by vehicle; beyond `largest` bins neighbours are joined."""

    problem: RoutingProblem
    roads: Roads
    effort: Effort
    largest: int
    warm: Mapping[str, tuple[str, ...]]


def plan(request: PlanRequest) -> Plan:
    """Return the plan. Raises BrokenPlanError when it does not hold what it promises."""
    legs, notes = _legs(request.problem, request.roads)
    unserved = impossible(request.problem, legs)
    hopeless = {bin_.bin_id for bin_ in unserved}
    problem = replace(request.problem, candidates=tuple(bin_ for bin_ in request.problem.candidates if bin_.id not in hopeless))
    routes, joined = _routes(problem, legs, request)
    plan_ = Plan(
        routes=routes,
        unserved=(*unserved, *left_out(problem, routes, legs)),
        distance_source=legs.source,
        notes=(*notes, *joined),
        optional=optional_detour(problem, routes, legs),
    )
    broken = violations(request.problem, plan_, legs)
    if broken:
        raise BrokenPlanError("; ".join(broken[:5]))
    return plan_


def _legs(problem: RoutingProblem, roads: Roads) -> tuple[Legs, tuple[str, ...]]:
    away: tuple[str, ...] = ()
    if roads.osrm_url is not None:
        try:
            return osrm_legs(problem.places, url=roads.osrm_url, timeout_s=roads.osrm_timeout_s), ()
        except OsrmAwayError as error:
            away = (str(error),)
    legs = straight_legs(problem.places, detour_factor=roads.detour_factor, speed_kmh=roads.speed_kmh)
    return legs, (*away, _STRAIGHT.format(factor=roads.detour_factor))


def _routes(problem: RoutingProblem, legs: Legs, request: PlanRequest) -> tuple[tuple[Route, ...], tuple[str, ...]]:
    warm: dict[str, list[RouteStop]] = {vehicle: [("bin", name) for name in bins] for vehicle, bins in request.warm.items()}
    if len(problem.candidates) <= request.largest:
        return _timed(problem, legs, insert_left_out(problem, legs, _searched(problem, legs, request.effort, warm))), ()
    fewer, members = join_neighbours(problem, request.largest)
    positions = {bin_.id: (bin_.lat, bin_.lon) for bin_ in problem.candidates}
    stops = {vehicle: split_groups(own, members, positions) for vehicle, own in search(fewer, legs, request.effort, warm).items()}
    note = f"{len(problem.candidates)} bins were planned as {count_of(len(fewer.candidates), 'group')} of neighbours"
    return _timed(problem, legs, insert_left_out(problem, legs, trim_to_shift(problem, legs, stops))), (note,)


def _searched(problem: RoutingProblem, legs: Legs, effort: Effort, warm: StopsByVehicle) -> dict[str, list[RouteStop]]:
    """Return the stops; where a required bin is left out and trucks carry waste, try also with these unloading before anything else."""
    stops = search(problem, legs, effort, warm)
    loaded = (truck for truck in problem.trucks if truck.aboard)
    sites = {truck.vehicle: site for truck in loaded if (site := nearest_unloading_site(truck.start.id, truck, problem, legs))}
    if not sites or _required(problem, stops) == sum(bin_.required for bin_ in problem.candidates):
        return stops
    emptied = replace(problem, trucks=tuple(_unloaded(truck, sites.get(truck.vehicle), problem, legs) for truck in problem.trucks))
    routes = search(emptied, legs, effort, warm)
    others = {vehicle: [*_unload_first(sites.get(vehicle)), *own] for vehicle, own in routes.items()}
    return max(stops, others, key=lambda by_vehicle: _required(problem, by_vehicle))


def _required(problem: RoutingProblem, stops: StopsByVehicle) -> int:
    """Return how many required bins are visited."""
    visited = {name for own in stops.values() for kind, name in own if kind == "bin"}
    return sum(bin_.required and bin_.id in visited for bin_ in problem.candidates)


def _unload_first(site: str | None) -> list[RouteStop]:
    return [] if site is None else [("tip", site.removeprefix("tip:"))]


def _unloaded(truck: Truck, place: str | None, problem: RoutingProblem, legs: Legs) -> Truck:
    """Return the truck as it leaves the unloading site."""
    site = next((site for site in problem.unloading_sites if site.place.id == place), None)
    if site is None:
        return truck
    leaves = max(truck.start_s + legs.between(truck.start.id, site.place.id)[1], site.opens_s) + site.service_s
    return replace(truck, start=site.place, start_s=leaves, aboard={})


def _timed(problem: RoutingProblem, legs: Legs, stops: StopsByVehicle) -> tuple[Route, ...]:
    by_truck = [(truck, stops.get(truck.vehicle) or _home(truck, problem, legs)) for truck in problem.trucks]
    return tuple(route_of(truck, own, problem, legs) for truck, own in by_truck if own or truck.start != truck.depot)


def _home(truck: Truck, problem: RoutingProblem, legs: Legs) -> list[RouteStop]:
    """Return the stops of a truck that empties nothing more: an unloading site when it has waste aboard."""
    return _unload_first(nearest_unloading_site(truck.start.id, truck, problem, legs) if truck.aboard else None)
