"""When is a truck where, if it halts in a given order?"""

from collections.abc import Sequence

from domain.waste.routing.distance import Legs
from domain.waste.routing.plan import Problem, Route, Truck, Visit

Halt = tuple[str, str]  # kind ("bin" or "tip") and id


def route_of(truck: Truck, halts: Sequence[Halt], problem: Problem, legs: Legs) -> Route:
    """Return the route that leaves at the truck's start and halts in this order, waiting where a tip is not yet open."""
    tips = {tip.place.id: tip for tip in problem.tips}
    bins = {one.place.id: one for one in problem.candidates}
    here, clock, metres = truck.start.id, truck.start_s, 0
    visits = []
    for number, (kind, name) in enumerate(halts):
        place = f"{kind}:{name}"
        way, duration = legs.between(here, place)
        arrive = clock + duration
        begin, service = (max(arrive, tips[place].opens_s), tips[place].service_s) if kind == "tip" else (arrive, bins[place].service_s)
        clock = begin + service
        following = f"{halts[number + 1][0]}:{halts[number + 1][1]}" if number + 1 < len(halts) else truck.depot.id
        saved = way + legs.between(place, following)[0] - legs.between(here, following)[0]
        visits.append(Visit(kind="bin" if kind == "bin" else "tip", id=name, arrive_s=arrive, leave_s=clock, marginal_m=saved))
        here, metres = place, metres + way
    way, duration = legs.between(here, truck.depot.id)
    return Route(vehicle=truck.vehicle, visits=tuple(visits), metres=metres + way, start_s=truck.start_s, end_s=clock + duration)


def tip_on_the_way(here: str, truck: Truck, problem: Problem, legs: Legs) -> str | None:
    """Return the place of the tip that is nearest on the way from `here` to the depot, or None where none takes what the truck carries."""
    fitting = [tip.place.id for tip in problem.tips if tip.takes(frozenset(truck.capacities))]
    return min(fitting, key=lambda tip: (legs.between(here, tip)[0] + legs.between(tip, truck.depot.id)[0], tip), default=None)
