"""Why can a bin not be served, and by how much is the constraint missed?"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from domain.waste.routing.distance import NO_WAY, Legs
from domain.waste.routing.insertion import cheapest
from domain.waste.routing.plan import WORDS, Candidate, Constraint, Plan, Problem, Route, Truck, Unserved
from domain.waste.routing.schedule import tip_on_the_way

Bins = Mapping[str, Candidate]  # by id


def impossible(problem: Problem, legs: Legs) -> list[Unserved]:
    """Return the bins that no truck could serve even if it served nothing else, each with the constraint that is nearest to holding."""
    return [found for one in problem.candidates if (found := _alone(one, problem, legs)) is not None]


def left_out(problem: Problem, routes: Sequence[Route], legs: Legs) -> list[Unserved]:
    """Return the bins on no route: what is not required was not worth its way, what is required did not fit into the shift."""
    visited = {visit.id for route in routes for visit in route.visits if visit.kind == "bin"}
    bins = {one.id: one for one in problem.candidates}
    return [_left(one, problem, routes, bins, legs) for one in problem.candidates if one.id not in visited]


def infeasible(problem: Problem, plan: Plan) -> bool:
    """Return whether a plan reaches none of what it was asked to reach."""
    required = {one.id for one in problem.candidates if one.required}
    unserved = {one.bin_id for one in plan.unserved}
    return not plan.routes and (bool(required) or not problem.candidates or required <= unserved)


def _alone(one: Candidate, problem: Problem, legs: Legs) -> Unserved | None:
    if not problem.trucks:
        return _unserved(one, "fleet")
    taking = [truck for truck in problem.trucks if one.fraction in truck.capacities]
    if not taking:
        return _unserved(one, "fraction")
    litres = min(one.load.litres - truck.capacities[one.fraction].loose_litres for truck in taking)
    if litres > 0:
        return _unserved(one, "capacity_l", litres, "l")
    kg = min(one.load.kg - truck.capacities[one.fraction].kg for truck in taking)
    if kg > 0:
        return _unserved(one, "capacity_kg", kg, "kg")
    return _unreached(one, taking, problem, legs)


def _unreached(one: Candidate, taking: Sequence[Truck], problem: Problem, legs: Legs) -> Unserved | None:
    late = [over for truck in taking if (over := _over(one, truck, problem, legs)) is not None]
    if not late:
        return _unserved(one, "tip")
    if all(_cut_off(one, truck, problem, legs) for truck in taking):
        return _unserved(one, "road")
    return _unserved(one, "shift", min(late) / 60, "min") if min(late) > 0 else None


def _cut_off(one: Candidate, truck: Truck, problem: Problem, legs: Legs) -> bool:
    """Return whether no road leads the truck to this bin, on to a tip and home."""
    tip = tip_on_the_way(one.place.id, truck, problem, legs)
    way = [truck.start.id, one.place.id, *([tip] if tip else []), truck.depot.id]
    return any(legs.between(here, there) == (NO_WAY, NO_WAY) for here, there in pairwise(way))


def _over(one: Candidate, truck: Truck, problem: Problem, legs: Legs) -> int | None:
    """Return by how many seconds the truck is late (below 0: early) with this bin alone, or None where it has no tip."""
    tip = tip_on_the_way(one.place.id, truck, problem, legs)
    if tip is None:
        return None
    site = next(site for site in problem.tips if site.place.id == tip)
    there = truck.start_s + legs.between(truck.start.id, one.place.id)[1] + one.service_s + legs.between(one.place.id, tip)[1]
    home = max(there, site.opens_s) + site.service_s + legs.between(tip, truck.depot.id)[1]
    return max(home - truck.end_s, there - site.closes_s)


def _left(one: Candidate, problem: Problem, routes: Sequence[Route], bins: Bins, legs: Legs) -> Unserved:
    if not one.required:
        why = "it can wait: the detour costs more than emptying it now is worth"
        return Unserved(bin_id=one.id, constraint="not_worth", why=why)
    missing = [short for truck in problem.trucks if (short := _short(one, truck, problem, routes, bins, legs)) is not None]
    return _unserved(one, "shift", min(missing) / 60 if missing and min(missing) > 0 else None, "min")


def _short(one: Candidate, truck: Truck, problem: Problem, routes: Sequence[Route], bins: Bins, legs: Legs) -> int | None:
    """Return by how many seconds the truck is late with this bin on top, or None where it has no room for it."""
    route = next((route for route in routes if route.vehicle == truck.vehicle), None)
    halts = [(visit.kind, visit.id) for visit in route.visits] if route else []
    more = cheapest(one, truck, halts, bins, problem.tips, legs)
    return None if more is None else more.seconds + (route.end_s if route else truck.start_s) - truck.end_s


def _unserved(one: Candidate, constraint: Constraint, short: float | None = None, unit: str = "") -> Unserved:
    said = "" if short is None else f", by {short:.0f} {unit}"
    return Unserved(
        bin_id=one.id, constraint=constraint, why=f"{WORDS[constraint]}{said}", short=None if short is None else round(short, 1), unit=unit
    )
