"""Fits stops into the shifts, once the times are known to the second: trims what is late, inserts what was left out."""

from collections.abc import Iterator

from domain.waste.routing.distance import Legs
from domain.waste.routing.insertion import Insertion, cheapest
from domain.waste.routing.plan import Candidate, Route, RoutingProblem, Truck
from domain.waste.routing.schedule import RouteStop, StopsByVehicle, route_of


def trim_to_shift(problem: RoutingProblem, legs: Legs, stops: StopsByVehicle) -> dict[str, list[RouteStop]]:
    """Drop bins, optional ones first, until each route fits into its shift and finds its unloading sites open."""
    trimmed = {vehicle: list(own) for vehicle, own in stops.items()}
    for truck in problem.trucks:
        own = trimmed.get(truck.vehicle, [])
        while own and _is_late(route_of(truck, own, problem, legs), problem, truck):
            _drop_least(own, problem)
    return trimmed


def insert_left_out(problem: RoutingProblem, legs: Legs, stops: StopsByVehicle) -> dict[str, list[RouteStop]]:
    """Insert the required bins that were left out and still fit, the cheapest first."""
    filling = _Filling(problem, legs, {truck.vehicle: list(stops.get(truck.vehicle, ())) for truck in problem.trucks})
    visited = {name for own in filling.stops.values() for kind, name in own if kind == "bin"}
    left = [bin_ for bin_ in problem.candidates if bin_.required and bin_.id not in visited]
    costs = [min((insertion.seconds for insertion, _ in filling.insertions(bin_)), default=None) for bin_ in left]
    for _, number in sorted((cost, number) for number, cost in enumerate(costs) if cost is not None):
        filling.add(left[number])
    return {vehicle: own for vehicle, own in filling.stops.items() if own}


class _Filling:
    """The stops of each truck while bins are added to them, and when each truck is home."""

    def __init__(self, problem: RoutingProblem, legs: Legs, stops: dict[str, list[RouteStop]]) -> None:
        self._problem = problem
        self._legs = legs
        self._bins = {bin_.id: bin_ for bin_ in problem.candidates}
        self.stops = stops
        self._ends = {truck.vehicle: route_of(truck, stops[truck.vehicle], problem, legs).end_s for truck in problem.trucks}

    def insertions(self, bin_: Candidate) -> Iterator[tuple[Insertion, Truck]]:
        """Yield the cheapest insertion into each truck's route that its shift is long enough for."""
        for truck in self._problem.trucks:
            insertion = cheapest(bin_, truck, self.stops[truck.vehicle], self._bins, self._problem.unloading_sites, self._legs)
            if insertion is not None and self._ends[truck.vehicle] + insertion.seconds <= truck.end_s:
                yield insertion, truck

    def add(self, bin_: Candidate) -> None:
        """Add the bin to the route in which it costs least, if it still fits into one."""
        for insertion, truck in sorted(self.insertions(bin_), key=lambda pair: pair[0].seconds):
            route = route_of(truck, insertion.stops, self._problem, self._legs)
            if not _is_late(route, self._problem, truck):
                self.stops[truck.vehicle] = list(insertion.stops)
                self._ends[truck.vehicle] = route.end_s
                return


def _drop_least(stops: list[RouteStop], problem: RoutingProblem) -> None:
    """Drop the bin that matters least, of equals the last; a route without bins is dropped whole."""
    bins = {bin_.id: bin_ for bin_ in problem.candidates}
    importance = [(bins[name].required, bins[name].prize_m, -number) for number, (kind, name) in enumerate(stops) if kind == "bin"]
    if importance:
        del stops[-min(importance)[2]]
    else:
        stops.clear()


def _is_late(route: Route, problem: RoutingProblem, truck: Truck) -> bool:
    closes = {site.place.id: site.closes_s for site in problem.unloading_sites}
    return route.end_s > truck.end_s or any(visit.kind == "tip" and visit.arrive_s > closes[visit.place_id] for visit in route.visits)
