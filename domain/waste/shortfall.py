"""Why can a bin not be served, and by how much is the constraint missed?"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from domain.waste.distance import Legs
from domain.waste.plan import WORDS, Candidate, Constraint, Plan, Problem, Route, Truck, Unserved
from domain.waste.schedule import tip_on_the_way


def impossible(problem: Problem, legs: Legs) -> list[Unserved]:
    """Return the bins that no truck could serve even if it served nothing else, each with the constraint that is nearest to holding."""
    return [found for one in problem.candidates if (found := _alone(one, problem, legs)) is not None]


def left_out(problem: Problem, routes: Sequence[Route], legs: Legs) -> list[Unserved]:
    """Return the bins on no route: what is not required was not worth its way, what is required did not fit into the shift."""
    visited = {visit.id for route in routes for visit in route.visits if visit.kind == "bin"}
    return [_left(one, problem, routes, legs) for one in problem.candidates if one.id not in visited]


def infeasible(problem: Problem, plan: Plan) -> bool:
    """Tell whether a plan reaches none of what it was asked to reach."""
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
    late = [over for truck in taking if (over := _over(one, truck, problem, legs)) is not None]
    if not late:
        return _unserved(one, "tip")
    return _unserved(one, "shift", min(late) / 60, "min") if min(late) > 0 else None


def _over(one: Candidate, truck: Truck, problem: Problem, legs: Legs) -> int | None:
    """Return by how many seconds the truck is late (below 0: early) with this bin alone, or None where it has no tip."""
    tip = tip_on_the_way(one.place.id, truck, problem, legs)
    if tip is None:
        return None
    site = next(site for site in problem.tips if site.place.id == tip)
    there = truck.start_s + legs.between(truck.start.id, one.place.id)[1] + one.service_s + legs.between(one.place.id, tip)[1]
    home = max(there, site.opens_s) + site.service_s + legs.between(tip, truck.depot.id)[1]
    return max(home - truck.end_s, there - site.closes_s)


def _left(one: Candidate, problem: Problem, routes: Sequence[Route], legs: Legs) -> Unserved:
    if not one.required:
        why = "it can wait: the detour costs more than emptying it now is worth"
        return Unserved(bin_id=one.id, constraint="not_worth", why=why)
    ends = {truck.vehicle: truck.end_s for truck in problem.trucks if one.fraction in truck.capacities}
    missing = [_detour(one, route, legs) - (ends[route.vehicle] - route.end_s) for route in routes if route.vehicle in ends]
    return _unserved(one, "shift", max(0, min(missing)) / 60 if missing else None, "min")


def _detour(one: Candidate, route: Route, legs: Legs) -> int:
    """Return the fewest seconds that this bin adds to a route."""
    return one.service_s + min(
        _added(here, one.place.id, there, legs) for here, there in _pairs([visit.place_id for visit in route.visits])
    )


def _pairs(places: Sequence[str]) -> Iterable[tuple[str, str]]:
    return pairwise(places) if len(places) > 1 else [(places[0], places[0])]


def _added(here: str, place: str, there: str, legs: Legs) -> int:
    return legs.between(here, place)[1] + legs.between(place, there)[1] - legs.between(here, there)[1]


def _unserved(one: Candidate, constraint: Constraint, short: float | None = None, unit: str = "") -> Unserved:
    said = "" if short is None else f", by {short:.0f} {unit}"
    return Unserved(
        bin_id=one.id, constraint=constraint, why=f"{WORDS[constraint]}{said}", short=None if short is None else round(short, 1), unit=unit
    )
