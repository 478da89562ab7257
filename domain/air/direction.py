"""The mean of directions, averaged as vectors: of 350° and 10° it is north, not south.

Each direction is a vector of length 1 (WMO-No. 8, Guide to Instruments and Methods of Observation, part I, chapter 5, M); its degrees say
where the wind comes from, clockwise from north.
"""

from collections.abc import Sequence
from math import atan2, cos, degrees, fsum, hypot, radians, sin

from domain.digits import tidy

DIRECTIONS = frozenset(("wind_direction",))  # parameters that are angles: no sum of them means anything
_FULL = 360.0
_NOWHERE = 1e-9  # a resultant so short, in shares of all, is rounding: opposite directions cancel out


def mean_direction(directions: Sequence[float]) -> float | None:
    """Return the mean of directions (°) within [0, 360); None where they cancel out, or there are none."""
    east = fsum(sin(radians(direction)) for direction in directions)
    north = fsum(cos(radians(direction)) for direction in directions)
    if hypot(east, north) <= _NOWHERE * max(1, len(directions)):
        return None
    return tidy(degrees(atan2(east, north)) % _FULL) % _FULL
