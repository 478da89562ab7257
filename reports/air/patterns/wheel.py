"""Lays out pictures of the wind: a rose of counts, and means by direction and speed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from domain.air.patterns.polar_mean import RINGS, PolarCell
from domain.air.patterns.pollution_rose import PollutionRose
from reports.air.patterns.shades import Shades

CENTRE, RADIUS = 130.0, 110.0  # points; north is up
_SECTORS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a ring, as SVG's path, and its shade."""

    path: str
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """`pieces`, and circles (radius, what they stand for, None for no end) behind them."""

    pieces: Sequence[Piece]
    rings: Sequence[tuple[float, float | None]]


def rose_wheel(rose: PollutionRose) -> Wheel:
    """Draw each direction as long as it was frequent (share of all hours), parted by class from the middle outwards."""
    longest = max((sum(sector) for sector in rose.sectors), default=0)
    if not longest:
        return Wheel(pieces=(), rings=())
    pieces = []
    for number, sector in enumerate(rose.sectors):
        inner = 0
        for shade, count in enumerate(sector):
            if count:
                pieces.append(_piece(number, RADIUS * inner / longest, RADIUS * (inner + count) / longest, shade))
            inner += count
    share = longest / rose.n
    return Wheel(pieces=pieces, rings=[(RADIUS * part, share * part) for part in (0.5, 1.0)])


def polar_wheel(cells: Sequence[PolarCell], shades: Shades) -> Wheel:
    """Draw each cell at its direction, as far out as its speed: rings of equal width, up to the fastest, each with where it ends."""
    ring_of = {low: number for number, low in enumerate(RINGS)}
    count = max((ring_of[cell.low] + 1 for cell in cells), default=1)
    width = RADIUS / count
    pieces = [_piece(cell.sector, width * (ring := ring_of[cell.low]), width * (ring + 1), shades.of(cell.mean)) for cell in cells]
    ends = [*RINGS[1:], None][:count]
    return Wheel(pieces=pieces, rings=[(width * (number + 1), end) for number, end in enumerate(ends)])


def _piece(sector: int, inner: float, outer: float, shade: int) -> Piece:
    half = pi / _SECTORS * 0.94  # a hair of space between directions
    middle = 2 * pi * sector / _SECTORS
    corners = [(inner, middle - half), (outer, middle - half), (outer, middle + half), (inner, middle + half)]
    a, b, c, d = (f"{CENTRE + radius * sin(angle):.1f} {CENTRE - radius * cos(angle):.1f}" for radius, angle in corners)
    return Piece(path=f"M{a}L{b}A{outer:.1f} {outer:.1f} 0 0 1 {c}L{d}A{inner:.1f} {inner:.1f} 0 0 0 {a}Z", shade=shade)
