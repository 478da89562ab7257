"""From what is asked to a plan that was checked: distances, what is impossible, the search, the times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.waste.routing.distance import BLIND, Legs, straight_legs
from domain.waste.routing.plan import Plan, Problem, Route, Truck
from domain.waste.routing.route_check import violations
from domain.waste.routing.schedule import Halt, route_of, tip_on_the_way
from domain.waste.routing.unserved import impossible, left_out
from watch.planning.clusters import joined, parted
from watch.planning.fitting import filled, within_shift
from watch.planning.osrm import OsrmAwayError, osrm_legs
from watch.planning.solver import Effort, search

_BLIND = f"{BLIND} × {{factor:g}}: fjords, bridges and ferries are not seen; a table service (planning.osrm_url) knows roads"


class BrokenPlanError(Exception):
    """The plan breaks a rule that it should keep: a fault of ours, it is not handed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """How ways are told: by an OSRM at `osrm_url`, else by straight line × `detour_factor` at `speed_kmh`."""

    detour_factor: float
    speed_kmh: float
    osrm_url: str | None = None
    osrm_timeout_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One plan to make; `warm`: bins in the order of an earlier route, by vehicle; beyond `largest` bins neighbours are joined."""

    problem: Problem
    roads: Roads
    effort: Effort
    largest: int
    warm: Mapping[str, tuple[str, ...]]


def plan(request: Request) -> Plan:
    """Return the plan. Raises BrokenPlanError when it does not hold what it promises."""
    legs, notes = _legs(request.problem, request.roads)
    never = impossible(request.problem, legs)
    hopeless = {one.bin_id for one in never}
    problem = replace(request.problem, candidates=tuple(one for one in request.problem.candidates if one.id not in hopeless))
    routes, more = _routes(problem, legs, request)
    made = Plan(routes=routes, unserved=(*never, *left_out(problem, routes, legs)), distance_source=legs.source, notes=(*notes, *more))
    broken = violations(request.problem, made, legs)
    if broken:
        raise BrokenPlanError("; ".join(broken[:5]))
    return made


def _legs(problem: Problem, roads: Roads) -> tuple[Legs, tuple[str, ...]]:
    away: tuple[str, ...] = ()
    if roads.osrm_url is not None:
        try:
            return osrm_legs(problem.places, url=roads.osrm_url, timeout_s=roads.osrm_timeout_s), ()
        except OsrmAwayError as error:
            away = (str(error),)
    legs = straight_legs(problem.places, detour_factor=roads.detour_factor, speed_kmh=roads.speed_kmh)
    return legs, (*away, _BLIND.format(factor=roads.detour_factor))


def _routes(problem: Problem, legs: Legs, request: Request) -> tuple[tuple[Route, ...], tuple[str, ...]]:
    warm: dict[str, list[Halt]] = {vehicle: [("bin", name) for name in bins] for vehicle, bins in request.warm.items()}
    if len(problem.candidates) <= request.largest:
        return _timed(problem, legs, filled(problem, legs, _searched(problem, legs, request.effort, warm))), ()
    fewer, members = joined(problem, request.largest)
    positions = {one.id: (one.lat, one.lon) for one in problem.candidates}
    halts = {vehicle: parted(way, members, positions) for vehicle, way in search(fewer, legs, request.effort, warm).items()}
    note = f"{len(problem.candidates)} bins were planned as {len(fewer.candidates)} groups of neighbours"
    return _timed(problem, legs, filled(problem, legs, within_shift(problem, legs, halts))), (note,)


def _searched(problem: Problem, legs: Legs, effort: Effort, warm: Mapping[str, Sequence[Halt]]) -> dict[str, list[Halt]]:
    """Search; where a required bin is left out and trucks carry waste, search also with these tipping before anything else."""
    found = search(problem, legs, effort, warm)
    first = {
        truck.vehicle: tip for truck in problem.trucks if truck.aboard and (tip := tip_on_the_way(truck.start.id, truck, problem, legs))
    }
    if not first or _required(problem, found) == sum(one.required for one in problem.candidates):
        return found
    emptied = replace(problem, trucks=tuple(_tipped(truck, first.get(truck.vehicle), problem, legs) for truck in problem.trucks))
    other = {vehicle: [*_tip_first(first.get(vehicle)), *way] for vehicle, way in search(emptied, legs, effort, warm).items()}
    return max(found, other, key=lambda halts: _required(problem, halts))


def _required(problem: Problem, halts: Mapping[str, Sequence[Halt]]) -> int:
    visited = {name for way in halts.values() for kind, name in way if kind == "bin"}
    return sum(one.required and one.id in visited for one in problem.candidates)


def _tip_first(tip: str | None) -> list[Halt]:
    return [] if tip is None else [("tip", tip.removeprefix("tip:"))]


def _tipped(truck: Truck, tip: str | None, problem: Problem, legs: Legs) -> Truck:
    """Return the truck as it leaves the tip."""
    site = next((site for site in problem.tips if site.place.id == tip), None)
    if site is None:
        return truck
    leaves = max(truck.start_s + legs.between(truck.start.id, site.place.id)[1], site.opens_s) + site.service_s
    return replace(truck, start=site.place, start_s=leaves, aboard={})


def _timed(problem: Problem, legs: Legs, halts: Mapping[str, Sequence[Halt]]) -> tuple[Route, ...]:
    ways = [(truck, halts.get(truck.vehicle) or _home(truck, problem, legs)) for truck in problem.trucks]
    return tuple(route_of(truck, way, problem, legs) for truck, way in ways if way or truck.start != truck.depot)


def _home(truck: Truck, problem: Problem, legs: Legs) -> list[Halt]:
    """Return the way home of a truck that empties nothing more: over a tip when it has waste aboard."""
    tip = tip_on_the_way(truck.start.id, truck, problem, legs) if truck.aboard else None
    return _tip_first(tip)
