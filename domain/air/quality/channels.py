"""Compares the two channels of one instrument by their hourly means.

Rule (US EPA for two-channel sensors): an hour is invalid when its channels differ by more than 5 µg/m³ and by more than
70 % (of their mean). The two channels are two devices at one site whose ids end with `:a` and `:b`.
"""

from domain.air.windows import mean_of

MOST_APART = 5.0  # µg/m³
MOST_SHARE = 0.70
PARAMETERS = frozenset(("pm1", "pm25", "pm10"))
_OTHER = {":a": ":b", ":b": ":a"}


def other_channel(device_id: str) -> str | None:
    """Return the id that the instrument's other channel has, None for a device that is no channel."""
    end = _OTHER.get(device_id[-2:])
    return None if end is None else device_id[:-2] + end


def disagree(a: float, b: float) -> bool:
    """Return whether two channels' hourly means (µg/m³) are too far apart for either to be believed."""
    apart = abs(a - b)
    return apart > MOST_APART and apart > MOST_SHARE * abs(mean_of([a, b]))
