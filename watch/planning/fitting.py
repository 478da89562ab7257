"""Which bins still fit into the shifts, and which do not, once the times are known to the second?"""

from collections.abc import Mapping, Sequence

from domain.waste.distance import Legs
from domain.waste.insertion import cheapest
from domain.waste.plan import Candidate, Problem, Route, Truck
from domain.waste.schedule import Halt, route_of

Ways = dict[str, list[Halt]]  # by vehicle


def within_shift(problem: Problem, legs: Legs, halts: Mapping[str, Sequence[Halt]]) -> Ways:
    """Drop bins, those that can wait first, until each way fits into its shift and finds its tips open."""
    bins = {one.id: one for one in problem.candidates}
    ways = {vehicle: list(way) for vehicle, way in halts.items()}
    for truck in problem.trucks:
        way = ways.get(truck.vehicle, [])
        while way and not _fits(truck, way, problem, legs):
            droppable = [(bins[name].required, bins[name].prize_m, -number) for number, (kind, name) in enumerate(way) if kind == "bin"]
            if not droppable:
                way.clear()
                break
            del way[-min(droppable)[2]]
    return ways


def filled(problem: Problem, legs: Legs, halts: Mapping[str, Sequence[Halt]]) -> Ways:
    """Add the required bins that were left out and fit in all the same, those first that cost least."""
    ways = {vehicle: list(way) for vehicle, way in halts.items()}
    visited = {name for way in ways.values() for kind, name in way if kind == "bin"}
    left = [one for one in problem.candidates if one.required and one.id not in visited]
    for _, number in sorted((min(_costs(one, ways, problem, legs), default=0), number) for number, one in enumerate(left)):
        _add(left[number], ways, problem, legs)
    return ways


def _costs(one: Candidate, ways: Ways, problem: Problem, legs: Legs) -> list[int]:
    found = (cheapest(one, truck, ways.get(truck.vehicle, ()), problem, legs) for truck in problem.trucks)
    return [insertion.seconds for insertion in found if insertion is not None]


def _add(one: Candidate, ways: Ways, problem: Problem, legs: Legs) -> None:
    found = [(cheapest(one, truck, ways.get(truck.vehicle, ()), problem, legs), truck) for truck in problem.trucks]
    cheap = sorted(((insertion, truck) for insertion, truck in found if insertion is not None), key=lambda pair: pair[0].seconds)
    for insertion, truck in cheap:
        if _fits(truck, insertion.halts, problem, legs):
            ways[truck.vehicle] = list(insertion.halts)
            return


def _fits(truck: Truck, way: Sequence[Halt], problem: Problem, legs: Legs) -> bool:
    return not _late(route_of(truck, way, problem, legs), problem, truck.end_s)


def _late(route: Route, problem: Problem, end_s: int) -> bool:
    closes = {tip.place.id: tip.closes_s for tip in problem.tips}
    return route.end_s > end_s or any(visit.kind == "tip" and visit.arrive_s > closes[visit.place_id] for visit in route.visits)
