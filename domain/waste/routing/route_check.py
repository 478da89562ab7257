"""An independent check of a plan: every figure is worked out again from the problem alone, without the planner's code."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from domain.count_of import count_of
from domain.waste.routing.distance import Legs
from domain.waste.routing.plan import Candidate, Load, Plan, Route, RoutingProblem, Truck


def violations(problem: RoutingProblem, plan: Plan, legs: Legs) -> list[str]:
    """Return a sentence for each rule the plan breaks: none for a good one."""
    return [*_selection(problem, plan), *(text for route in plan.routes for text in _route(problem, route, legs))]


def _selection(problem: RoutingProblem, plan: Plan) -> Iterator[str]:
    requested = {bin_.id for bin_ in problem.candidates}
    visits = Counter(visit.id for route in plan.routes for visit in route.visits if visit.kind == "bin")
    left = Counter(bin_.bin_id for bin_ in plan.unserved)
    for name in sorted(requested | set(visits) | set(left)):
        if name not in requested:
            yield f"bin {name} was not requested"
        elif visits[name] + left[name] != 1:
            visited, unserved = count_of(visits[name], "time"), count_of(left[name], "time")
            yield f"bin {name} is visited {visited} and unserved {unserved}: together it must be once"
    for vehicle, count in Counter(route.vehicle for route in plan.routes).items():
        if count > 1:
            yield f"vehicle {vehicle} drives {count} routes"


def _route(problem: RoutingProblem, route: Route, legs: Legs) -> Iterator[str]:
    truck = next((truck for truck in problem.trucks if truck.vehicle == route.vehicle), None)
    if truck is None:
        yield f"vehicle {route.vehicle} is not in the fleet"
        return
    yield from _times(problem, truck, route, legs)
    yield from _loads(problem, truck, route)


def _times(problem: RoutingProblem, truck: Truck, route: Route, legs: Legs) -> Iterator[str]:
    sites = {site.place.id: site for site in problem.unloading_sites}
    service = {bin_.place.id: bin_.service_s for bin_ in problem.candidates}
    position, clock, metres = truck.start.id, route.start_s, 0
    # A truck on the road with nothing left to empty drives home, however late.
    homewards = truck.start != truck.depot and all(visit.kind == "tip" for visit in route.visits)
    if route.start_s < truck.start_s:
        yield f"vehicle {route.vehicle} starts {truck.start_s - route.start_s} s before it can"
    for visit in route.visits:
        leg_m, leg_s = legs.between(position, visit.place_id)
        position, metres = visit.place_id, metres + leg_m
        if visit.arrive_s < clock + leg_s:
            yield f"{position}: reached {clock + leg_s - visit.arrive_s} s sooner than the distance allows"
        site = sites.get(position)
        begin = max(visit.arrive_s, site.opens_s) if site else visit.arrive_s
        if site and begin > site.closes_s and not homewards:
            yield f"{position}: it closes {begin - site.closes_s} s before"
        clock = begin + (site.service_s if site else service.get(position, 0))
        if visit.leave_s != clock:
            yield f"{position}: left at {visit.leave_s} s and not at {clock} s"
    leg_m, leg_s = legs.between(position, truck.depot.id)
    metres, clock = metres + leg_m, clock + leg_s
    if (route.metres, route.end_s) != (metres, clock):
        yield f"vehicle {route.vehicle}: {route.metres} m until {route.end_s} s is stated, {metres} m until {clock} s is right"
    if clock > truck.end_s and not homewards:
        yield f"vehicle {route.vehicle} is back {clock - truck.end_s} s after its shift"


def _loads(problem: RoutingProblem, truck: Truck, route: Route) -> Iterator[str]:
    bins = {bin_.id: bin_ for bin_ in problem.candidates}
    sites = {site.place.id: site for site in problem.unloading_sites}
    aboard = defaultdict(Load, truck.aboard)
    for visit in route.visits:
        if visit.kind == "tip":
            site = sites.get(visit.place_id)
            if site is None or not site.takes(frozenset(truck.capacities)):
                yield f"{visit.place_id} does not take what vehicle {truck.vehicle} carries"
            aboard.clear()
        elif visit.id in bins:
            yield from _load(truck, bins[visit.id], aboard)
    if any(load.litres > 0 for load in aboard.values()):
        yield f"vehicle {truck.vehicle} comes home with waste aboard"


def _load(truck: Truck, bin_: Candidate, aboard: defaultdict[str, Load]) -> Iterator[str]:
    before = aboard[bin_.fraction]
    after = Load(litres=before.litres + bin_.load.litres, kg=before.kg + bin_.load.kg)
    aboard[bin_.fraction] = after
    room = truck.capacities.get(bin_.fraction)
    if room is None:
        yield f"bin {bin_.id}: vehicle {truck.vehicle} does not take {bin_.fraction}"
        return
    if after.litres > room.loose_litres + 1e-6:
        yield f"bin {bin_.id}: {after.litres - room.loose_litres:.0f} l more than vehicle {truck.vehicle} holds"
    if after.kg > room.kg + 1e-6:
        yield f"bin {bin_.id}: {after.kg - room.kg:.0f} kg more than vehicle {truck.vehicle} may load"
