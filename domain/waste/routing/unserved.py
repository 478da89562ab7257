"""Why a bin cannot be served, and by how much it misses the constraint."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from domain.waste.routing.distance import UNREACHABLE, Legs
from domain.waste.routing.insertion import cheapest
from domain.waste.routing.plan import CONSTRAINT_TEXT, Candidate, Constraint, Route, RoutingProblem, Truck, Unserved
from domain.waste.routing.schedule import nearest_unloading_site

Bins = Mapping[str, Candidate]  # by id


def impossible(problem: RoutingProblem, legs: Legs) -> list[Unserved]:
    """Return the bins that no truck could serve even if it served nothing else, each with the constraint that it misses least."""
    return [unserved for bin_ in problem.candidates if (unserved := _alone(bin_, problem, legs)) is not None]


def left_out(problem: RoutingProblem, routes: Sequence[Route], legs: Legs) -> list[Unserved]:
    """Return the bins on no route: an optional one was not worth its detour, a required one did not fit into the shift."""
    visited = {visit.id for route in routes for visit in route.visits if visit.kind == "bin"}
    bins = {bin_.id: bin_ for bin_ in problem.candidates}
    return [_left(bin_, problem, routes, bins, legs) for bin_ in problem.candidates if bin_.id not in visited]


def _alone(bin_: Candidate, problem: RoutingProblem, legs: Legs) -> Unserved | None:
    if not problem.trucks:
        return _unserved(bin_, "fleet")
    trucks = [truck for truck in problem.trucks if bin_.fraction in truck.capacities]
    if not trucks:
        return _unserved(bin_, "fraction")
    litres = min(bin_.load.litres - truck.capacities[bin_.fraction].loose_litres for truck in trucks)
    if litres > 0:
        return _unserved(bin_, "capacity_l", litres, "l")
    kg = min(bin_.load.kg - truck.capacities[bin_.fraction].kg for truck in trucks)
    if kg > 0:
        return _unserved(bin_, "capacity_kg", kg, "kg")
    return _unreached(bin_, trucks, problem, legs)


def _unreached(bin_: Candidate, trucks: Sequence[Truck], problem: RoutingProblem, legs: Legs) -> Unserved | None:
    overtimes = [overtime for truck in trucks if (overtime := _overtime(bin_, truck, problem, legs)) is not None]
    if not overtimes:
        return _unserved(bin_, "tip")
    if all(_cut_off(bin_, truck, problem, legs) for truck in trucks):
        return _unserved(bin_, "road")
    return _unserved(bin_, "shift", min(overtimes) / 60, "min") if min(overtimes) > 0 else None


def _cut_off(bin_: Candidate, truck: Truck, problem: RoutingProblem, legs: Legs) -> bool:
    """Return whether no road leads the truck to this bin, on to an unloading site and home."""
    site = nearest_unloading_site(bin_.place.id, truck, problem, legs)
    places = [truck.start.id, bin_.place.id, *([site] if site else []), truck.depot.id]
    return any(legs.between(origin, target) == (UNREACHABLE, UNREACHABLE) for origin, target in pairwise(places))


def _overtime(bin_: Candidate, truck: Truck, problem: RoutingProblem, legs: Legs) -> int | None:
    """Return by how many seconds the truck is late (below 0: early) with this bin alone, or None where no site takes its load."""
    place = nearest_unloading_site(bin_.place.id, truck, problem, legs)
    if place is None:
        return None
    site = next(site for site in problem.unloading_sites if site.place.id == place)
    at_site = truck.start_s + legs.between(truck.start.id, bin_.place.id)[1] + bin_.service_s + legs.between(bin_.place.id, place)[1]
    home = max(at_site, site.opens_s) + site.service_s + legs.between(place, truck.depot.id)[1]
    return max(home - truck.end_s, at_site - site.closes_s)


def _left(bin_: Candidate, problem: RoutingProblem, routes: Sequence[Route], bins: Bins, legs: Legs) -> Unserved:
    if not bin_.required:
        why = "it can wait: the detour costs more than emptying it now is worth"
        return Unserved(bin_id=bin_.id, constraint="not_worth", why=why)
    missing = [short for truck in problem.trucks if (short := _short(bin_, truck, problem, routes, bins, legs)) is not None]
    return _unserved(bin_, "shift", min(missing) / 60 if missing and min(missing) > 0 else None, "min")


def _short(bin_: Candidate, truck: Truck, problem: RoutingProblem, routes: Sequence[Route], bins: Bins, legs: Legs) -> int | None:
    """Return by how many seconds the truck is late with this bin on top, or None where it has no room for it."""
    route = next((route for route in routes if route.vehicle == truck.vehicle), None)
    stops = [(visit.kind, visit.id) for visit in route.visits] if route else []
    insertion = cheapest(bin_, truck, stops, bins, problem.unloading_sites, legs)
    return None if insertion is None else insertion.seconds + (route.end_s if route else truck.start_s) - truck.end_s


def _unserved(bin_: Candidate, constraint: Constraint, short: float | None = None, unit: str = "") -> Unserved:
    by_how_much = "" if short is None else f", by {short:.0f} {unit}"
    return Unserved(
        bin_id=bin_.id,
        constraint=constraint,
        why=f"{CONSTRAINT_TEXT[constraint]}{by_how_much}",
        short=None if short is None else round(short, 1),
        unit=unit,
    )
