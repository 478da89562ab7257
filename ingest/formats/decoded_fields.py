"""Reads the values that a network's own decoder named."""

from collections.abc import Callable, Container, Mapping

from domain.model import Field
from ingest.formats.message import Measurements, describe

_HUGE = 1e300  # far beyond any value, and safely a float


def read_fields(decoded: Mapping[str, object], field_of: Callable[[str], Field | None], ignored: Container[str]) -> Measurements:
    """Take the fields that `field_of` knows, wherever a number stands there; the others are named, but for the `ignored` ones.

    A message of ignored fields alone is a status message: no values, and nothing wrong.
    """
    values: dict[str, float] = {}
    units: dict[str, str] = {}
    wrong: list[str] = []
    unknown: list[str] = []
    for name, value in decoded.items():
        field = field_of(name)
        if field is None:
            if name not in ignored:
                unknown.append(name)
        elif value is not None and not _take(field, value, values, units):
            wrong.append(f"{name} is {describe(value)}")
    if not values and not wrong and unknown:
        wrong = [f"none of {', '.join(describe(name) for name in unknown[:5])} is a field we know"]
    return Measurements(values, units, tuple(unknown), "the network's decoder said: " + "; ".join(wrong) if wrong else None)


def _take(field: Field, value: object, values: dict[str, float], units: dict[str, str]) -> bool:
    """Put a field's value among the others; return whether it has one."""
    if isinstance(value, dict):  # Decentlab's decoder wraps each value with its name and unit
        value = value.get("value")
    marked = field.mark is not None and isinstance(value, str) and value.endswith(field.mark.text)
    number = _written(str(value).removesuffix(field.mark.text), field) if marked and field.mark is not None else _number(value, field)
    if number is None:
        return False
    values[field.parameter] = number
    if field.unit is not None:
        units[field.parameter] = field.unit
    if field.mark is not None:
        values[field.mark.parameter] = float(marked)
    return True


def _number(value: object, field: Field) -> float | None:
    if isinstance(value, str):
        has_unit = field.unit is not None and value.endswith(field.unit)
        return _written(value, field) if has_unit else field.words.get(value.lower())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_HUGE < value < _HUGE else None


def _written(text: str, field: Field) -> float | None:
    """Return the number of a text such as `3.1 V`, behind which the field's unit may stand; None for what is no number."""
    digits = text.strip().removesuffix(field.unit or "").strip()
    return float(digits) if digits.replace(".", "", 1).isascii() and digits.replace(".", "", 1).isdigit() else None
