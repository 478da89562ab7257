"""Turns UTM coordinates, as Norwegian maps and registers have them, into degrees (Karney 2011, equations 11–15, to third order)."""

from math import asin, atan2, cos, cosh, degrees, radians, sin, sinh

ZONES = range(31, 37)  # that Norway lies in
_FLATTENING = 1 / 298.257222101  # GRS80, which EUREF89 is on
_THIRD = _FLATTENING / (2 - _FLATTENING)
_RADIUS_M = 6_378_137 / (1 + _THIRD) * (1 + _THIRD**2 / 4 + _THIRD**4 / 64)
_SCALE, _FALSE_EASTING_M = 0.9996, 500_000
_TO_SPHERE = (_THIRD / 2 - 2 * _THIRD**2 / 3 + 37 * _THIRD**3 / 96, _THIRD**2 / 48 + _THIRD**3 / 15, 17 * _THIRD**3 / 480)
_TO_LATITUDE = (2 * _THIRD - 2 * _THIRD**2 / 3 - 2 * _THIRD**3, 7 * _THIRD**2 / 3 - 8 * _THIRD**3 / 5, 56 * _THIRD**3 / 15)


def degrees_of(easting_m: float, northing_m: float, zone: int) -> tuple[float, float]:
    """Return latitude and longitude of a point north of the equator. Raises ValueError for one that no map of Norway has."""
    if not (-700_000 <= easting_m <= 1_500_000 and 6_000_000 <= northing_m <= 9_500_000):
        raise ValueError(f"{easting_m:g}, {northing_m:g} is no UTM coordinate of Norway")
    north, east = northing_m / (_SCALE * _RADIUS_M), (easting_m - _FALSE_EASTING_M) / (_SCALE * _RADIUS_M)
    turns = [(2 * order, factor) for order, factor in enumerate(_TO_SPHERE, 1)]
    xi = north - sum(factor * sin(turn * north) * cosh(turn * east) for turn, factor in turns)
    eta = east - sum(factor * cos(turn * north) * sinh(turn * east) for turn, factor in turns)
    conformal = asin(sin(xi) / cosh(eta))
    latitude = conformal + sum(factor * sin(2 * order * conformal) for order, factor in enumerate(_TO_LATITUDE, 1))
    longitude = radians(6 * zone - 183) + atan2(sinh(eta), cos(xi))
    return degrees(latitude), degrees(longitude)
