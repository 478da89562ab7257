"""The streets of the simulated town: their courses bend with the seed, and each house number has its place along one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import dist
from typing import Final

from simulators.noise import gauss

HOUSES = 60  # of a street, odd on one side and even on the other
_FROM_THE_MIDDLE_M = 11
_BEND_M = 25
_CURVE_STEPS = 6  # points drawn between two of a course, so that it bends and has no corners

Point = tuple[float, float]  # metres north and east of the centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A street by the points of its course."""

    name: str
    course: tuple[Point, ...]

    def place(self, house: int) -> Point:
        """Return where a house stands, 1 being at the beginning. Raises ValueError for a number that the street does not have."""
        if not 1 <= house <= HOUSES:
            raise ValueError(f"{self.name} has houses 1 to {HOUSES}, got {house}")
        side = _FROM_THE_MIDDLE_M if house % 2 else -_FROM_THE_MIDDLE_M
        left = house / (HOUSES + 1) * length(self.course)
        for start, end in pairwise(self.course):
            leg = dist(start, end)
            if left <= leg:
                break
            left -= leg
        along = ((end[0] - start[0]) / leg, (end[1] - start[1]) / leg)
        return start[0] + along[0] * left - along[1] * side, start[1] + along[1] * left + along[0] * side


@lru_cache(maxsize=8)
def streets(seed: int) -> tuple[Street, ...]:
    """Return the streets of the town of `seed`, in the order in which bins are dealt out over them."""
    return tuple(Street(name=name, course=bent(course, seed, name)) for name, course in _COURSES.items())


def bent(course: Sequence[Point], seed: int, name: str) -> tuple[Point, ...]:
    """Return a course through the same ends as a curve that passes up to some tens of metres beside the points between them."""
    moved = [course[0], *(_beside(point, seed, name, number) for number, point in enumerate(course[1:-1])), course[-1]]
    framed = [moved[0], *moved, moved[-1]]
    curve = [_between(framed[leg : leg + 4], step / _CURVE_STEPS) for leg in range(len(moved) - 1) for step in range(_CURVE_STEPS)]
    return (*curve, moved[-1])


def _beside(point: Point, seed: int, name: str, number: int) -> Point:
    north, east = (gauss(seed, "street", name, number, axis) * _BEND_M for axis in ("north", "east"))
    return point[0] + north, point[1] + east


def _between(points: Sequence[Point], part: float) -> Point:
    """Return the point of a Catmull-Rom curve at `part` (0–1) of the way from the second to the third of four points."""
    before, start, end, after = points

    def along(axis: int) -> float:
        slope = end[axis] - before[axis], after[axis] - start[axis]
        rise = start[axis] - end[axis]
        cubic = 2 * rise + (slope[0] + slope[1]) / 2
        square = -3 * rise - slope[0] - slope[1] / 2
        return ((cubic * part + square) * part + slope[0] / 2) * part + start[axis]

    return along(0), along(1)


def length(course: Sequence[Point]) -> float:
    """Return a course's length (m)."""
    return sum(dist(start, end) for start, end in pairwise(course))


_COURSES: Final[dict[str, tuple[Point, ...]]] = {
    "Storgata": ((-700, 20), (-250, 60), (120, 180), (800, 345), (1450, 430)),
    "Kirkegata": ((-330, -190), (120, -60), (480, 190), (780, 310), (1020, 480)),
    "Jernbanegata": ((260, -520), (150, -290), (0, 0)),
    "Skolevegen": ((780, 310), (900, 610), (1250, 900)),
    "Elvegata": ((-950, -310), (-180, -235), (500, -310), (1150, -390)),
    "Torggata": ((-70, -230), (0, 0), (-40, 470)),
    "Møllevegen": ((-1350, -250), (-820, -150), (-330, -190)),
    "Bjørkelunden": ((1250, 900), (1530, 1120), (1680, 880), (1450, 430)),
    "Granlivegen": ((260, -520), (900, -620), (1500, -680), (1900, -780)),
    "Solbakken": ((900, 610), (1120, 1020), (1420, 1270)),
    "Parkvegen": ((-450, -210), (-330, 80), (-370, 370)),
    "Furuvegen": ((1250, -1060), (1500, -680), (1780, -720)),
    "Myrvangvegen": ((260, -520), (-400, -600), (-900, -820), (-1350, -760)),
    "Industrigata": ((-700, 640), (-1400, 1300), (-1750, 1650)),
    "Sykehusvegen": ((-40, 470), (450, 1150), (600, 1650)),
    "Rådhusgata": ((-250, 60), (90, 330), (480, 470), (900, 610)),
    "Smedgata": ((-370, 370), (-200, 560), (220, 690)),
    "Fjellvegen": ((450, 1150), (1200, 1330), (1900, 1500)),
    "Hagavegen": ((-650, -700), (-850, -1080), (-1200, -1050)),
    "Bekkefaret": ((-700, 20), (-760, 330), (-700, 640)),
}
