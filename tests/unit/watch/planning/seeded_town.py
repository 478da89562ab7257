"""A seeded town for the planning tests: bins, a depot, unloading sites and trucks."""

from random import Random

from domain.waste.routing.fleet import Capacity, Place, UnloadingSite
from domain.waste.routing.plan import Candidate, Load, RoutingProblem, Truck
from watch.planning.planner import PlanRequest, Roads
from watch.planning.solver import Effort

HOUR = 3600
DEPOT = Place(id="depot:d", lat=60.86, lon=11.52)
SMALL = Effort(seed=1, starts=1, short=60, long=120, fleet_sizes=2)
ROADS = Roads(detour_factor=1.35, speed_kmh=25)


def town(bins: int, *, seed: int = 1, trucks: int = 3, required: float = 0.4, litres: float = 3500, service_s: int = 90) -> RoutingProblem:
    dice = Random(seed)
    return RoutingProblem(
        day_start=0,
        candidates=tuple(_candidate(dice, number, required, service_s) for number in range(bins)),
        trucks=tuple(truck(f"truck-{number}", litres) for number in range(trucks)),
        unloading_sites=(tip("north", 60.91), tip("south", 60.85)),
        truck_m=5000,
    )


def truck(name: str, litres: float = 3500, **more: object) -> Truck:
    kinds = {"rest": Capacity(litres=litres, kg=4000, compaction=4)}
    fields = {"start": DEPOT, "depot": DEPOT, "capacities": kinds, "start_s": 6 * HOUR, "end_s": 14 * HOUR, "aboard": {}, **more}
    return Truck(vehicle=name, **fields)  # type: ignore[arg-type]


def tip(name: str, lat: float) -> UnloadingSite:
    return UnloadingSite(place=Place(id=f"tip:{name}", lat=lat, lon=11.6), service_s=900, opens_s=7 * HOUR, closes_s=15 * HOUR)


def candidate(name: str, **more: object) -> Candidate:
    fields = {"lat": 60.88, "lon": 11.56, "fraction": "rest", "load": Load(litres=300, kg=30), "service_s": 90, "required": True, **more}
    return Candidate(id=name, **fields)  # type: ignore[arg-type]


def request(
    problem: RoutingProblem, *, effort: Effort = SMALL, roads: Roads = ROADS, largest: int = 400, **warm: tuple[str, ...]
) -> PlanRequest:
    return PlanRequest(problem=problem, roads=roads, effort=effort, largest=largest, warm=warm)


def _candidate(dice: Random, number: int, required: float, service_s: int) -> Candidate:
    must = dice.random() < required
    return Candidate(
        id=f"bin-{number:04}",
        lat=60.88 + dice.gauss(0, 0.013),
        lon=11.56 + dice.gauss(0, 0.027),
        fraction="rest",
        load=Load(litres=200 + 400 * dice.random(), kg=14 + 28 * dice.random()),
        service_s=service_s,
        required=must,
        prize_m=0.0 if must else dice.random() ** 2 * 1500,
    )
