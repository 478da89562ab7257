"""Is a plan what it says it is? Worked out again from the request alone, without anything that made the plan."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from domain.waste.routing.distance import Legs
from domain.waste.routing.plan import Candidate, Load, Plan, Problem, Route, Truck


def violations(problem: Problem, plan: Plan, legs: Legs) -> list[str]:
    """Return a sentence for each rule the plan breaks: none for a good one."""
    return [*_selection(problem, plan), *(text for route in plan.routes for text in _route(problem, route, legs))]


def _selection(problem: Problem, plan: Plan) -> Iterator[str]:
    asked = {one.id for one in problem.candidates}
    visits = Counter(visit.id for route in plan.routes for visit in route.visits if visit.kind == "bin")
    left = Counter(one.bin_id for one in plan.unserved)
    for name in sorted(asked | set(visits) | set(left)):
        if name not in asked:
            yield f"bin {name} was not asked for"
        elif visits[name] + left[name] != 1:
            yield f"bin {name} is visited {visits[name]} times and unserved {left[name]} times: together it must be once"
    for vehicle, count in Counter(route.vehicle for route in plan.routes).items():
        if count > 1:
            yield f"vehicle {vehicle} drives {count} routes"


def _route(problem: Problem, route: Route, legs: Legs) -> Iterator[str]:
    truck = next((one for one in problem.trucks if one.vehicle == route.vehicle), None)
    if truck is None:
        yield f"vehicle {route.vehicle} is not in the fleet"
        return
    yield from _times(problem, truck, route, legs)
    yield from _loads(problem, truck, route)


def _times(problem: Problem, truck: Truck, route: Route, legs: Legs) -> Iterator[str]:
    tips = {tip.place.id: tip for tip in problem.tips}
    service = {one.place.id: one.service_s for one in problem.candidates}
    here, clock, metres = truck.start.id, route.start_s, 0
    # A truck on the road that only goes home comes home, however late.
    homewards = truck.start != truck.depot and all(visit.kind == "tip" for visit in route.visits)
    if route.start_s < truck.start_s:
        yield f"vehicle {route.vehicle} starts {truck.start_s - route.start_s} s before it can"
    for visit in route.visits:
        way, duration = legs.between(here, visit.place_id)
        here, metres = visit.place_id, metres + way
        if visit.arrive_s < clock + duration:
            yield f"{here}: reached {clock + duration - visit.arrive_s} s sooner than the way allows"
        tip = tips.get(here)
        begin = max(visit.arrive_s, tip.opens_s) if tip else visit.arrive_s
        if tip and begin > tip.closes_s and not homewards:
            yield f"{here}: it closes {begin - tip.closes_s} s before"
        clock = begin + (tip.service_s if tip else service.get(here, 0))
        if visit.leave_s != clock:
            yield f"{here}: left at {visit.leave_s} s and not at {clock} s"
    way, duration = legs.between(here, truck.depot.id)
    metres, clock = metres + way, clock + duration
    if (route.metres, route.end_s) != (metres, clock):
        yield f"vehicle {route.vehicle}: {route.metres} m until {route.end_s} s is said, {metres} m until {clock} s is driven"
    if clock > truck.end_s and not homewards:
        yield f"vehicle {route.vehicle} is back {clock - truck.end_s} s after its shift"


def _loads(problem: Problem, truck: Truck, route: Route) -> Iterator[str]:
    bins = {one.id: one for one in problem.candidates}
    tips = {tip.place.id: tip for tip in problem.tips}
    aboard = defaultdict(Load, truck.aboard)
    for visit in route.visits:
        if visit.kind == "tip":
            tip = tips.get(visit.place_id)
            if tip is None or not tip.takes(frozenset(truck.capacities)):
                yield f"{visit.place_id} does not take what vehicle {truck.vehicle} carries"
            aboard.clear()
        elif visit.id in bins:
            yield from _load(truck, bins[visit.id], aboard)
    if any(load.litres > 0 for load in aboard.values()):
        yield f"vehicle {truck.vehicle} comes home with waste aboard"


def _load(truck: Truck, one: Candidate, aboard: defaultdict[str, Load]) -> Iterator[str]:
    before = aboard[one.fraction]
    after = Load(litres=before.litres + one.load.litres, kg=before.kg + one.load.kg)
    aboard[one.fraction] = after
    room = truck.capacities.get(one.fraction)
    if room is None:
        yield f"bin {one.id}: vehicle {truck.vehicle} does not take {one.fraction}"
        return
    if after.litres > room.loose_litres + 1e-6:
        yield f"bin {one.id}: {after.litres - room.loose_litres:.0f} l more than vehicle {truck.vehicle} holds"
    if after.kg > room.kg + 1e-6:
        yield f"bin {one.id}: {after.kg - room.kg:.0f} kg more than vehicle {truck.vehicle} may load"
