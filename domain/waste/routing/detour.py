"""What the optional bins add to the routes that were planned."""

from collections.abc import Iterable, Sequence

from domain.waste.routing.distance import Legs
from domain.waste.routing.plan import Detour, Route, RoutingProblem, Truck
from domain.waste.routing.schedule import RouteStop, route_of


def optional_detour(problem: RoutingProblem, routes: Iterable[Route], legs: Legs) -> Detour:
    """Return what is saved if each route leaves its optional bins out and otherwise keeps its order; a route without bins is not driven."""
    trucks = {truck.vehicle: truck for truck in problem.trucks}
    metres = seconds = 0
    for route in routes:
        shorter = _without_optional(route, trucks[route.vehicle], problem, legs)
        metres += route.metres - (shorter.metres if shorter else 0)
        seconds += route.end_s - route.start_s - (shorter.end_s - shorter.start_s if shorter else 0)
    return Detour(metres=metres, seconds=seconds)


def _without_optional(route: Route, truck: Truck, problem: RoutingProblem, legs: Legs) -> Route | None:
    required = {bin_.id for bin_ in problem.candidates if bin_.required}
    kept = [(visit.kind, visit.id) for visit in route.visits if visit.kind == "tip" or visit.id in required]
    stops = _without_idle_unloading(kept, is_loaded=bool(truck.aboard))
    return route_of(truck, stops, problem, legs) if stops or truck.start != truck.depot else None


def _without_idle_unloading(stops: Sequence[RouteStop], *, is_loaded: bool) -> list[RouteStop]:
    """Return the stops without the unloadings at which the truck has nothing aboard."""
    kept: list[RouteStop] = []
    for stop in stops:
        if stop[0] != "tip" or is_loaded:
            kept.append(stop)
        is_loaded = stop[0] != "tip"
    return kept
