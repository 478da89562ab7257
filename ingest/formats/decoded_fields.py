"""Reads the values that a decoder outside named: a network's, or a vendor's codec."""

import re
from collections.abc import Callable, Container, Iterator, Mapping

from domain.model import Field
from domain.reading import Reason
from ingest.formats.message import Measurements, UnreadableError, describe

_MOST_FIELDS, _DEEPEST = 1000, 5
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{0,15})?", re.ASCII).fullmatch
_HUGE = 1e300  # far beyond any value, and safely a float


def read_fields(
    decoded: Mapping[str, object], field_of: Callable[[str], Field | None], ignored: Container[str], source: str
) -> Measurements:
    """Take the fields that `field_of` knows, wherever a number stands there; the others are named, but for the `ignored` ones.

    A number that may be of another unit is named like a field that nobody knows. A field within an object is called by the path to it,
    such as `air.temperature`. `source`: who named the fields. A message of ignored fields alone is a status message: no values, and
    nothing wrong. Raises UnreadableError, decode_failed, for too many.
    """
    values: dict[str, float] = {}
    units: dict[str, str] = {}
    wrong: list[str] = []
    unknown: list[str] = []
    for count, (name, value, field) in enumerate(_fields(decoded, field_of, ignored)):
        if count == _MOST_FIELDS:
            raise UnreadableError(Reason.DECODE_FAILED, f"{source} named more than {_MOST_FIELDS} fields")
        if field is None or _is_doubtful(value, field):
            unknown.append(name)
        elif value is not None and not _take(field, value, values, units):
            wrong.append(f"{name} is {describe(value)}")
    if not values and not wrong and unknown:
        wrong = [f"none of {', '.join(describe(name) for name in unknown[:5])} is a field we know"]
    return Measurements(values, units, tuple(unknown), f"{source} said: " + "; ".join(wrong) if wrong else None)


def _fields(
    decoded: Mapping[str, object], field_of: Callable[[str], Field | None], ignored: Container[str], above: str = "", depth: int = 0
) -> Iterator[tuple[str, object, Field | None]]:
    """Yield each field that is not ignored, and what it means; an object that means nothing itself is looked into."""
    for key, value in decoded.items():
        name = f"{above}{key}"
        field = field_of(name)
        if field is None and isinstance(value, dict) and depth < _DEEPEST and name not in ignored:
            yield from _fields(value, field_of, ignored, f"{name}.", depth + 1)
        elif field is not None or name not in ignored:
            yield name, value, field


def _is_doubtful(value: object, field: Field) -> bool:
    """Return whether a number is more than the field can be in our unit."""
    number = None if field.most is None else _number(_unwrapped(value), field)
    return number is not None and field.most is not None and number > field.most


def _unwrapped(value: object) -> object:
    """Return a value that Decentlab's decoder wraps with its name and unit."""
    return value.get("value") if isinstance(value, dict) else value


def _take(field: Field, value: object, values: dict[str, float], units: dict[str, str]) -> bool:
    """Put a field's value among the others; return whether it has one."""
    value = _unwrapped(value)
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
        return field.words[value.lower()] if value.lower() in field.words else _written(value, field)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_HUGE < value < _HUGE else None


def _written(text: str, field: Field) -> float | None:
    """Return the number of a text such as `3.1 V` or `-0.50`, as vendors' decoders write it; None for what is no number."""
    number = _DECIMAL(text.strip().removesuffix(field.unit or "").strip())
    return float(number[0]) if number else None
