"""Suggests which of our parameters a vendor's field is, and in which unit; a person decides."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.catalogue import Catalogue

_WORDS = {  # parts of names, in small letters, as vendors write them
    "temperature": ("temperature", "temp", "tempc", "tempf", "airtemperature"),
    "humidity": ("humidity", "hum", "rh", "relativehumidity", "humi"),
    "pressure": ("pressure", "press", "baro", "barometer", "barometric"),
    "battery": ("battery", "bat", "batt", "batv", "vbat", "batterylevel"),
    "distance": ("distance", "dist"),
    "fill": ("fill", "filllevel", "fillinglevel"),
    "tilt": ("tilt", "inclination", "angle"),
    "tilted": ("tilted", "position"),
    "wind_speed": ("windspeed",),
    "wind_direction": ("winddirection",),
}
_UNITS = {  # what a part of a name, or a vendor's description, says of the unit
    "c": "°C", "celsius": "°C", "degc": "°C", "°c": "°C", "f": "°F", "°f": "°F", "fahrenheit": "°F", "k": "K",
    "mm": "mm", "cm": "cm", "m": "m", "mv": "mV", "v": "V", "volt": "V", "hpa": "hPa", "pa": "Pa", "kpa": "kPa", "mbar": "mbar",
    "ppm": "ppm", "ppb": "ppb", "ugm3": "µg/m³", "mgm3": "mg/m³", "percent": "%", "pct": "%", "%": "%", "%r.h.": "%", "rh": "%",
}  # fmt: skip
_SETTINGS = {"min", "max", "alarm", "threshold", "calibration", "status", "config", "enable", "interval"}  # no measurement
_ASIDE = {"ds", "ext", "external", "probe", "board", "internal", "mcu", "chip"}  # a second sensor: after its like
_BARE_BATTERY = {"battery", "bat", "batt"}  # as volts or as %: a value or a unit must say
_TILTED = ({"normal": 0.0, "tilt": 1.0}, {"upright": 0.0, "tilted": 1.0})
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ASSIGNED = re.compile(r"\b(?:data|decoded|decode|payload|result|res|obj|o)(?:\.([A-Za-z_]\w*)|\[[\"']([^\"'\n]{1,60})[\"']\])\s*=(?!=)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSuggestion:
    """A field as the codec names it, a value of it if one is known, and the parameter and unit that it may be; None for nothing of ours.

    `is_unsure`: it is one of ours, but nothing says in which unit.
    """

    name: str
    sample: object = None
    parameter: str | None = None
    unit: str | None = None
    words: Mapping[str, float] | None = None
    is_unsure: bool = False


def suggest(fields: Mapping[str, object], units: Mapping[str, str], catalogue: Catalogue) -> list[FieldSuggestion]:
    """Suggest for each field; a parameter is suggested once, for the field with the plainest name. `units`: as the vendor names them."""
    suggestions = {name: _suggestion(name, fields[name], units.get(name, ""), catalogue) for name in sorted(fields, key=_plainness)}
    taken: set[str] = set()
    for name, suggestion in suggestions.items():
        if suggestion.parameter in taken:
            suggestions[name] = FieldSuggestion(name=name, sample=suggestion.sample)
        elif suggestion.parameter is not None:
            taken.add(suggestion.parameter)
    return [suggestions[name] for name in fields]


def leaves(fields: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Yield each field with its path; an object with a `value` is one field."""
    for key, value in fields.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and "value" not in value:
            yield from leaves(value, f"{name}.")
        else:
            yield name, value.get("value") if isinstance(value, dict) else value


def fields_in(source: str) -> list[str]:
    """Return the names that a codec's text seems to give its fields, in order; for one without examples."""
    return list(dict.fromkeys(dotted or quoted for dotted, quoted in _ASSIGNED.findall(source)))


def _plainness(name: str) -> tuple[bool, int]:
    return bool(_ASIDE & set(_parts(name))), len(name)


def _parts(name: str) -> list[str]:
    return [part.lower() for part in _PARTS.findall(name)]


def _suggestion(name: str, sample: object, unit: str, catalogue: Catalogue) -> FieldSuggestion:
    words = next((words for words in _TILTED if sample in words), None) if isinstance(sample, str) else None
    is_text = isinstance(sample, bool | str) and not words and not _is_number(sample)
    parameter = None if is_text or _SETTINGS & set(_parts(name)) else "tilted" if words else _parameter(name, catalogue)
    if parameter is None:
        return FieldSuggestion(name=name, sample=sample)
    value = float(str(sample)) if _is_number(sample) else None
    meant = _unit_named(name, unit)
    if parameter == "battery" and (meant == "%" or (meant is None and value is not None and 5 < value <= 100)):
        parameter, meant = "battery_percent", None
    if meant is None and value is not None:
        meant = {"battery": "mV" if value > 100 else None, "pressure": "Pa" if value > 2000 else None}.get(parameter)
    if parameter == "battery" and meant is None and value is None and _BARE_BATTERY & set(_parts(name)) and "voltage" not in _parts(name):
        return FieldSuggestion(name=name, sample=sample, is_unsure=True)
    known = catalogue.parameters[parameter]
    is_told = meant is not None and meant != known.unit and known.conversion(meant) is not None
    return FieldSuggestion(name=name, sample=sample, parameter=parameter, unit=meant if is_told else None, words=words)


def _unit_named(name: str, unit: str) -> str | None:
    """Return what the vendor's own word for the unit, or else a part of the name, says."""
    leaf = name.rpartition(".")[2]
    written = [unit, *reversed(re.split(r"[^A-Za-z0-9]", leaf)), *reversed(_parts(leaf))]
    return next((_UNITS[part.lower()] for part in written if part.lower() in _UNITS), None)


def _parameter(name: str, catalogue: Catalogue) -> str | None:
    leaf = name.rpartition(".")[2]
    key = catalogue.keys.key(name) or catalogue.keys.key(leaf)
    if key in catalogue.parameters:
        return key
    parts = _parts(leaf)
    spelt = "".join(parts).replace("pm2p5", "pm25")
    for parameter in catalogue.parameters:  # pm2_5_ugm3, no2ppb
        if re.fullmatch(rf"{parameter.replace('_', '')}(ugm3|ppb|ppm|mgm3|concentration|value)?", spelt):
            return parameter
    likely = [parameter for parameter, words in _WORDS.items() if {spelt, *parts} & set(words)]
    return next((parameter for parameter in likely if parameter in catalogue.parameters), None)


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and (
        isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) is not None)
    )
