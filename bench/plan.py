"""The gap between a plan and the best of a long search, for each seed, and the time for 200 and 2,000 bins."""

import argparse
from dataclasses import replace
from random import Random
from time import process_time

from bench.machine import describe
from config.plan import load_plan
from domain.waste.routing.distance import Legs, straight_legs
from domain.waste.routing.fleet import Capacity, Place, UnloadingSite
from domain.waste.routing.plan import Candidate, Load, Plan, RoutingProblem, Truck
from domain.waste.routing.route_check import violations
from watch.planning.planner import PlanRequest, Roads, plan
from watch.planning.solver import Effort

_DEPOT = Place(id="depot:d", lat=60.86, lon=11.52)
_LONGER = 10  # times the iterations of the reference


def problem(bins: int, trucks: int, seed: int = 1) -> RoutingProblem:
    """Return a seeded town: a third of its bins must be emptied, the others are worth up to 900 m."""
    dice = Random(seed)
    rooms = {"rest": Capacity(litres=4500, kg=9000, compaction=4)}
    truck = Truck(vehicle="", start=_DEPOT, depot=_DEPOT, capacities=rooms, start_s=6 * 3600, end_s=14 * 3600, aboard={})
    return RoutingProblem(
        day_start=0,
        candidates=tuple(_bin(dice, number) for number in range(bins)),
        trucks=tuple(replace(truck, vehicle=f"v{number}") for number in range(trucks)),
        unloading_sites=(UnloadingSite(place=Place(id="tip:t", lat=60.91, lon=11.6), service_s=900),),
        truck_m=load_plan().truck_day.metres,
    )


def cost(asked: RoutingProblem, plan_: Plan) -> int:
    """Return the metres driven, those of each truck-day, and the worth of what was left out."""
    left = {bin_.bin_id for bin_ in plan_.unserved}
    missed = sum(bin_.prize_m for bin_ in asked.candidates if bin_.id in left)
    return round(sum(route.metres + asked.truck_m for route in plan_.routes) + missed)


def main() -> None:
    """Print the gap of each seed, and the time of each size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bins", type=int, default=200, help="of which the gap is measured")
    options.add_argument("--seeds", type=int, default=5, help="0: no gap")
    options.add_argument("--large", type=int, nargs="*", default=[2000], help="of which only the time is")
    arguments = options.parse_args()
    search = load_plan().search
    effort = Effort(seed=search.seed, starts=search.starts, short=search.short, long=search.long, fleet_sizes=search.fleet_sizes)
    print(f"{describe()}; {effort}")
    if arguments.seeds:
        _gaps(arguments.bins, arguments.seeds, effort)
    for count in arguments.large:
        large = problem(count, 12)
        plan_, seconds = _planned(large, effort, search.largest)
        must = {bin_.id for bin_ in large.candidates if bin_.required}
        left = f"{len(plan_.unserved)} left out, {sum(bin_.bin_id in must for bin_ in plan_.unserved)} of them required"
        print(f"{count} bins: {seconds:.0f} s CPU, {len(plan_.routes)} trucks, {left}; {'; '.join(plan_.notes[1:])}")


def _gaps(bins: int, seeds: int, effort: Effort) -> None:
    small = problem(bins, 3)
    best = cost(small, _planned(small, replace(effort, short=effort.short * _LONGER, long=effort.long * _LONGER), bins)[0])
    for seed in range(1, seeds + 1):
        plan_, seconds = _planned(small, replace(effort, seed=seed), bins)
        gap = 100 * (cost(small, plan_) / best - 1)
        print(f"{bins} bins, seed {seed}: {gap:+.2f} % of a search {_LONGER} times as long, {seconds:.0f} s CPU", flush=True)


def _planned(asked: RoutingProblem, effort: Effort, largest: int) -> tuple[Plan, float]:
    """Return the plan, which an independent checker passed, and the processor seconds that it took."""
    roads = load_plan().roads
    request = PlanRequest(
        problem=asked, roads=Roads(detour_factor=roads.detour_factor, speed_kmh=roads.speed_kmh), effort=effort, largest=largest, warm={}
    )
    began = process_time()
    plan_ = plan(request)
    seconds = process_time() - began
    assert violations(asked, plan_, _legs(asked)) == []
    return plan_, seconds


def _legs(asked: RoutingProblem) -> Legs:
    roads = load_plan().roads
    return straight_legs(asked.places, detour_factor=roads.detour_factor, speed_kmh=roads.speed_kmh)


def _bin(dice: Random, number: int) -> Candidate:
    must = dice.random() < 1 / 3
    return Candidate(
        id=f"b{number:04}", lat=60.88 + dice.gauss(0, 0.013), lon=11.56 + dice.gauss(0, 0.027), fraction="rest",
        load=Load(litres=200 + 400 * dice.random(), kg=14 + 28 * dice.random()), service_s=90, required=must,
        prize_m=0.0 if must else dice.random() ** 2 * 900,
    )  # fmt: skip


if __name__ == "__main__":
    main()
