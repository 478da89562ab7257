"""Joins neighbouring bins into one stop each, where there are more bins than a search can weigh."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import cos, radians

from domain.waste.routing.distance import straight_metres
from domain.waste.routing.plan import Candidate, Load, RoutingProblem
from domain.waste.routing.schedule import RouteStop

_METRES_PER_DEGREE = 111_320
_FIRST_CELL_M = 50.0
_ROOM = 0.25  # of the smallest truck: larger stops fill trucks badly

Members = dict[str, Sequence[Candidate]]  # by the id of the bin that stands for them


def join_neighbours(problem: RoutingProblem, largest: int) -> tuple[RoutingProblem, Members]:
    """Return the problem with about `largest` stops at most, and the bins that each stands for; the cell grows until that is reached."""
    cell, groups = 0.0, [[bin_] for bin_ in problem.candidates]
    while len(groups) > largest and cell < _METRES_PER_DEGREE:
        cell = cell * 1.3 or _FIRST_CELL_M
        before, groups = len(groups), _groups(problem, cell)
        if cell > 3000 and len(groups) == before:  # the trucks are too small for more to be joined
            break
    heads = [_head(group) for group in groups]
    members: Members = {head.id: group for head, group in zip(heads, groups, strict=True)}
    return replace(problem, candidates=tuple(heads)), members


def split_groups(stops: Sequence[RouteStop], members: Members, positions: dict[str, tuple[float, float]]) -> list[RouteStop]:
    """Return the stops with each bin of a group on its own, always the nearest next."""
    split: list[RouteStop] = []
    for kind, name in stops:
        if kind != "bin":
            split.append((kind, name))
            continue
        left = {bin_.id for bin_ in members[name]}
        position = positions[split[-1][1]] if split and split[-1][0] == "bin" else positions[name]
        while left:
            nearest = min(left, key=lambda other: (_apart(position, positions[other]), other))
            left.remove(nearest)
            split.append(("bin", nearest))
            position = positions[nearest]
    return split


def _groups(problem: RoutingProblem, cell: float) -> list[list[Candidate]]:
    lat = radians(min(bin_.lat for bin_ in problem.candidates))
    # Required bins are not joined with optional ones: else these would crowd out other required ones.
    cells: dict[tuple[int, int, str, bool], list[Candidate]] = defaultdict(list)
    for bin_ in problem.candidates:
        north, east = bin_.lat * _METRES_PER_DEGREE, bin_.lon * _METRES_PER_DEGREE * cos(lat)
        cells[int(north // cell), int(east // cell), bin_.fraction, bin_.required].append(bin_)
    return [group for bins in cells.values() for group in _within_room(problem, bins)]


def _within_room(problem: RoutingProblem, bins: Sequence[Candidate]) -> list[list[Candidate]]:
    rooms = [truck.capacities[bins[0].fraction] for truck in problem.trucks if bins[0].fraction in truck.capacities]
    litres = _ROOM * min((room.loose_litres for room in rooms), default=0)
    kg = _ROOM * min((room.kg for room in rooms), default=0)
    groups: list[list[Candidate]] = []
    for bin_ in bins:
        last = groups[-1] if groups else []
        load = _load([*last, bin_])
        if last and load.litres <= litres and load.kg <= kg:
            last.append(bin_)
        else:
            groups.append([bin_])
    return groups


def _head(group: Sequence[Candidate]) -> Candidate:
    """Return the bin that stands for the group, with the legs between them as time of service."""
    walk = sum(straight_metres(bin_.place, following.place) for bin_, following in pairwise(group))
    return replace(
        group[0],
        load=_load(group),
        service_s=sum(bin_.service_s for bin_ in group) + round(walk * 2 * 3.6 / 25),
        prize_m=max(0.0, sum(bin_.prize_m for bin_ in group) - walk),
    )


def _load(group: Sequence[Candidate]) -> Load:
    return Load(litres=sum(bin_.load.litres for bin_ in group), kg=sum(bin_.load.kg for bin_ in group))


def _apart(position: tuple[float, float], other: tuple[float, float]) -> float:
    return (position[0] - other[0]) ** 2 + ((position[1] - other[1]) * 0.5) ** 2
