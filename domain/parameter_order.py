"""The order of parameters for a reader: health first, then gases, weather, the bin and the device itself."""

_ORDER = (
    "pm25", "pm10", "pm1", "no2", "no", "nox", "o3", "so2", "co", "co2", "temperature", "humidity", "pressure",
    "wind_speed", "wind_direction",
    "fill", "distance", "tilted", "tilt", "battery", "battery_percent", "battery_low", "rssi",
)  # fmt: skip


def rank(parameter: str) -> tuple[int, str]:
    """Return a sort key; what is not known here comes last, by name."""
    return (_ORDER.index(parameter) if parameter in _ORDER else len(_ORDER), parameter)
