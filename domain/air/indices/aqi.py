"""The number that an air quality index gives to a concentration."""

from collections.abc import Sequence
from math import floor

NORWEGIAN_CAP = 4.999


def norwegian_aqi(concentration: float, bounds: Sequence[float]) -> float:
    """Return MET Norway's AQI, 1–4.999 (MET, V).

    `bounds`: the three that part the classes, µg/m³. Linear within each class; from the last on x/b3 + 3; below zero 1.
    """
    first, second, third = bounds
    if concentration < 0:
        return 1.0
    if concentration < first:
        return concentration / first + 1
    if concentration < second:
        return 2 + (concentration - first) / (second - first)
    if concentration < third:
        return 3 + (concentration - second) / (third - second)
    return min(concentration / third + 3, NORWEGIAN_CAP)


def truncated(concentration: float, decimals: int) -> float:
    """Cut a concentration to so many decimals, as the US AQI does before it looks up its class; below zero is zero."""
    step = 10.0**decimals
    # The hair: 35.4 · 10 may be a little less than 354 in floating point.
    return max(0.0, floor(concentration * step + 1e-6) / step)


def us_aqi(concentration: float, table: Sequence[tuple[float, float, float, float]]) -> int:
    """Return the US AQI, 0–500 and beyond. `table`: rows of (least, most, least AQI, most AQI), concentrations truncated before.

    Above the last row its line goes on, so that the worst air is never an error.
    """
    least, most, from_aqi, to_aqi = next((row for row in table if concentration <= row[1]), table[-1])
    # Half up, not to even, as EPA rounds.
    return floor((to_aqi - from_aqi) / (most - least) * (concentration - least) + from_aqi + 0.5)
