"""Which bins still fit into the shifts, and which do not, once the times are known to the second?"""

from collections.abc import Iterator, Mapping, Sequence

from domain.waste.routing.distance import Legs
from domain.waste.routing.insertion import Insertion, cheapest
from domain.waste.routing.plan import Candidate, Problem, Route, Truck
from domain.waste.routing.schedule import Halt, route_of

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
    filling = _Filling(problem, legs, {truck.vehicle: list(halts.get(truck.vehicle, ())) for truck in problem.trucks})
    visited = {name for way in filling.ways.values() for kind, name in way if kind == "bin"}
    left = [one for one in problem.candidates if one.required and one.id not in visited]
    costs = [min((insertion.seconds for insertion, _ in filling.insertions(one)), default=None) for one in left]
    for _, number in sorted((cost, number) for number, cost in enumerate(costs) if cost is not None):
        filling.add(left[number])
    return {vehicle: way for vehicle, way in filling.ways.items() if way}


class _Filling:
    """The ways while bins are added to them, and when each truck is home."""

    def __init__(self, problem: Problem, legs: Legs, ways: Ways) -> None:
        self._problem = problem
        self._legs = legs
        self._bins = {one.id: one for one in problem.candidates}
        self.ways = ways
        self._ends = {truck.vehicle: route_of(truck, ways[truck.vehicle], problem, legs).end_s for truck in problem.trucks}

    def insertions(self, one: Candidate) -> Iterator[tuple[Insertion, Truck]]:
        """Yield where the bin may go, as far as the shifts are long enough."""
        for truck in self._problem.trucks:
            found = cheapest(one, truck, self.ways[truck.vehicle], self._bins, self._problem.tips, self._legs)
            if found is not None and self._ends[truck.vehicle] + found.seconds <= truck.end_s:
                yield found, truck

    def add(self, one: Candidate) -> None:
        """Add the bin where that costs least, if there is such a place still."""
        for insertion, truck in sorted(self.insertions(one), key=lambda pair: pair[0].seconds):
            route = route_of(truck, insertion.halts, self._problem, self._legs)
            if not _late(route, self._problem, truck.end_s):
                self.ways[truck.vehicle] = list(insertion.halts)
                self._ends[truck.vehicle] = route.end_s
                return


def _fits(truck: Truck, way: Sequence[Halt], problem: Problem, legs: Legs) -> bool:
    return not _late(route_of(truck, way, problem, legs), problem, truck.end_s)


def _late(route: Route, problem: Problem, end_s: int) -> bool:
    closes = {tip.place.id: tip.closes_s for tip in problem.tips}
    return route.end_s > end_s or any(visit.kind == "tip" and visit.arrive_s > closes[visit.place_id] for visit in route.visits)
