"""More bins than a search can weigh: which neighbours are taken together, as one halt?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import cos, radians

from domain.waste.routing.distance import straight_metres
from domain.waste.routing.plan import Candidate, Load, Problem
from domain.waste.routing.schedule import Halt

_METRES_PER_DEGREE = 111_320
_FIRST_CELL_M = 50.0
_ROOM = 0.25  # of the smallest truck: larger halts fill trucks badly

Members = dict[str, Sequence[Candidate]]  # by the id of the bin that stands for them


def joined(problem: Problem, largest: int) -> tuple[Problem, Members]:
    """Return the problem with at most about `largest` halts, and which bins each stands for; the cell grows until they suffice."""
    cell, groups = 0.0, [[one] for one in problem.candidates]
    while len(groups) > largest and cell < _METRES_PER_DEGREE:
        cell = cell * 1.3 or _FIRST_CELL_M
        before, groups = len(groups), _groups(problem, cell)
        if cell > 3000 and len(groups) == before:  # the trucks are too small for more to be joined
            break
    heads = [_head(group) for group in groups]
    members: Members = {head.id: group for head, group in zip(heads, groups, strict=True)}
    return replace(problem, candidates=tuple(heads)), members


def parted(halts: Sequence[Halt], members: Members, positions: dict[str, tuple[float, float]]) -> list[Halt]:
    """Return the halts with each bin of a group, the nearest next."""
    found: list[Halt] = []
    for kind, name in halts:
        if kind != "bin":
            found.append((kind, name))
            continue
        left = {one.id for one in members[name]}
        here = positions[found[-1][1]] if found and found[-1][0] == "bin" else positions[name]
        while left:
            nearest = min(left, key=lambda other: (_apart(here, positions[other]), other))
            left.remove(nearest)
            found.append(("bin", nearest))
            here = positions[nearest]
    return found


def _groups(problem: Problem, cell: float) -> list[list[Candidate]]:
    lat = radians(problem.candidates[0].lat)
    # What must be emptied is not joined with what may wait: else that would crowd out others that must.
    cells: dict[tuple[int, int, str, bool], list[Candidate]] = defaultdict(list)
    for one in problem.candidates:
        north, east = one.lat * _METRES_PER_DEGREE, one.lon * _METRES_PER_DEGREE * cos(lat)
        cells[int(north // cell), int(east // cell), one.fraction, one.required].append(one)
    return [group for bins in cells.values() for group in _within_room(problem, bins)]


def _within_room(problem: Problem, bins: Sequence[Candidate]) -> list[list[Candidate]]:
    rooms = [truck.capacities[bins[0].fraction] for truck in problem.trucks if bins[0].fraction in truck.capacities]
    litres = _ROOM * min((room.loose_litres for room in rooms), default=0)
    kg = _ROOM * min((room.kg for room in rooms), default=0)
    groups: list[list[Candidate]] = []
    for one in bins:
        last = groups[-1] if groups else []
        load = _load([*last, one])
        if last and load.litres <= litres and load.kg <= kg:
            last.append(one)
        else:
            groups.append([one])
    return groups


def _head(group: Sequence[Candidate]) -> Candidate:
    """Return the one that stands for all, with the ways between them as time of service."""
    if len(group) == 1:
        return group[0]
    walk = sum(straight_metres(here.place, there.place) for here, there in pairwise(group))
    return replace(
        group[0],
        load=_load(group),
        service_s=sum(one.service_s for one in group) + round(walk * 2 * 3.6 / 25),
        prize_m=max(0.0, sum(one.prize_m for one in group) - walk),
    )


def _load(group: Sequence[Candidate]) -> Load:
    return Load(litres=sum(one.load.litres for one in group), kg=sum(one.load.kg for one in group))


def _apart(here: tuple[float, float], there: tuple[float, float]) -> float:
    return (here[0] - there[0]) ** 2 + ((here[1] - there[1]) * 0.5) ** 2
