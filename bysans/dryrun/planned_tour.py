"""The planner's own tour of a day, beside the one along the curve: how much shorter it is tells how good the estimate is."""

from collections.abc import Sequence
from math import hypot

from domain.dryrun.day_tour import day_tour
from domain.dryrun.town import DryTown, Group, Pace, Point
from domain.waste.routing.distance import Legs
from domain.waste.routing.fleet import Capacity, Place, UnloadingSite
from domain.waste.routing.plan import Candidate, Load, RoutingProblem, Truck
from domain.waste.routing.schedule import route_of
from watch.planning.solver import Effort, search

EFFORT = Effort(seed=1, starts=1, short=150, long=300, fleet_sizes=1)
MOST = 250  # bins: more take the planner minutes, and their ratio differs little from that of so many
_DEPOT, _SITE = "depot:depot", "tip:site"
_ANY = Pace(detour_factor=1.0, speed_kmh=1000.0, stop_s=0.0)
_ROOM = {"any": Capacity(litres=1e9, kg=1e9)}


def planned(town: DryTown, group: Group, bins: Sequence[int]) -> tuple[float, float]:
    """Return the straight metres of a day's tour along the curve and of the planner's; (0, 0) where no bin has a place."""
    located = [number for number in bins if town.points[number] is not None][:MOST]
    if not located:
        return 0.0, 0.0
    curve = day_tour(town, group, located, 0.0, _ANY, 1.0).metres
    return curve, min(curve, _searched(town, group, located))


def _searched(town: DryTown, group: Group, located: Sequence[int]) -> float:
    points: list[tuple[str, Point]] = [(_DEPOT, group.trucks.depot), (_SITE, group.trucks.unloading)]
    points += [(f"bin:{number}", point) for number in located if (point := town.points[number]) is not None]
    metres = [[round(hypot(end[0] - start[0], end[1] - start[1])) for _, end in points] for _, start in points]
    at_once = [[0] * len(points)] * len(points)  # no tour is too long for the day: a bin that no longer fits would be left out
    legs = Legs(index={name: at for at, (name, _) in enumerate(points)}, metres=metres, seconds=at_once, source="straight_line")
    depot, site = (Place(id=name, lat=0.0, lon=0.0) for name in (_DEPOT, _SITE))
    truck = Truck(vehicle="truck", start=depot, depot=depot, capacities=_ROOM, start_s=0, end_s=10**8, aboard={})
    bins = tuple(
        Candidate(id=str(number), lat=0.0, lon=0.0, fraction="any", load=Load(litres=1.0, kg=1.0), service_s=0, required=True)
        for number in located
    )
    # Without a site no way leads home, and the search would leave that leg out of what it makes short.
    problem = RoutingProblem(day_start=0, candidates=bins, trucks=(truck,), unloading_sites=(UnloadingSite(place=site, service_s=0),))
    stops = search(problem, legs, EFFORT).get("truck", [])
    return route_of(truck, stops, problem, legs).metres if stops else float("inf")
