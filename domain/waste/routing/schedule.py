"""Arrival and departure times of a truck that visits stops in a given order."""

from collections.abc import Mapping, Sequence

from domain.waste.routing.distance import Legs
from domain.waste.routing.plan import Route, RoutingProblem, Truck, Visit

RouteStop = tuple[str, str]  # kind ("bin" or "tip", an unloading site) and id
StopsByVehicle = Mapping[str, Sequence[RouteStop]]  # in order


def place_of(stop: RouteStop) -> str:
    """Return the id of a stop's place."""
    kind, name = stop
    return f"{kind}:{name}"


def route_of(truck: Truck, stops: Sequence[RouteStop], problem: RoutingProblem, legs: Legs) -> Route:
    """Return the route that visits `stops` in this order; the truck waits where an unloading site is not yet open."""
    sites = {site.place.id: site for site in problem.unloading_sites}
    bins = {bin_.place.id: bin_ for bin_ in problem.candidates}
    position, clock, metres = truck.start.id, truck.start_s, 0
    visits = []
    for number, (kind, name) in enumerate(stops):
        place = place_of((kind, name))
        leg_m, leg_s = legs.between(position, place)
        arrive = clock + leg_s
        begin, service = (max(arrive, sites[place].opens_s), sites[place].service_s) if kind == "tip" else (arrive, bins[place].service_s)
        clock = begin + service
        following = place_of(stops[number + 1]) if number + 1 < len(stops) else truck.depot.id
        saved = leg_m + legs.between(place, following)[0] - legs.between(position, following)[0]
        visits.append(Visit(kind="bin" if kind == "bin" else "tip", id=name, arrive_s=arrive, leave_s=clock, marginal_m=saved))
        position, metres = place, metres + leg_m
    leg_m, leg_s = legs.between(position, truck.depot.id)
    return Route(vehicle=truck.vehicle, visits=tuple(visits), metres=metres + leg_m, start_s=truck.start_s, end_s=clock + leg_s)


def nearest_unloading_site(position: str, truck: Truck, problem: RoutingProblem, legs: Legs) -> str | None:
    """Return the unloading site (place id) with the shortest detour from `position` to the depot, or None where none takes the load."""
    fitting = [site.place.id for site in problem.unloading_sites if site.takes(frozenset(truck.capacities))]
    return min(fitting, key=lambda site: (legs.between(position, site)[0] + legs.between(site, truck.depot.id)[0], site), default=None)
