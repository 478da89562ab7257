"""Reads The Things Stack's normalized payload, in which names and units are the network's own standard."""

from collections.abc import Iterator, Mapping

from ingest.formats.message import Measurements, Record, UnreadableError
from ingest.formats.time import parse_time

# lorawan-devices lib/payload.json: °C, %, hPa, ppm, m/s, °, V, which are our units too.
_PARAMETERS = {
    ("air", "temperature"): "temperature",
    ("air", "relativeHumidity"): "humidity",
    ("air", "pressure"): "pressure",
    ("air", "co2"): "co2",
    ("wind", "speed"): "wind_speed",
    ("wind", "direction"): "wind_direction",
    ("battery",): "battery",
}


def read_normalized(payload: object) -> Measurements:
    """Return the values of the measurements without a time, and those with one as history; what is no number is left out.

    It says again what the decoded payload says, so that nothing is lost with what is no parameter of ours.
    """
    values: dict[str, float] = {}
    history: list[Record] = []
    for measurement in payload if isinstance(payload, list) else ():
        if not isinstance(measurement, dict):
            continue
        measured = dict(_values(measurement))
        time = _time(measurement.get("time"))
        if time is None:
            values = {**measured, **values}
        elif measured:
            history.append(Record(time, measured))
    return Measurements(values, history=tuple(history))


def _values(measurement: Mapping[str, object]) -> Iterator[tuple[str, float]]:
    for path, parameter in _PARAMETERS.items():
        value: object = measurement
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
            yield parameter, float(value)


def _time(value: object) -> int | None:
    try:
        return None if value is None else parse_time(value, "time")
    except UnreadableError:
        return None
