"""The form on which a threshold is written, and what it says as the API's body."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic import ValidationError

from api.alerts.threshold_body import ThresholdBody

Fields = Mapping[str, str]
_NUMBERS = ("raise", "clear", "consecutive", "share")
_FIELD_OF = {"min_coverage": "share", "scope": "place"}  # the form's name of a field of the body


class WrongFormError(Exception):
    """A field that says nothing we can use; `fields` names each."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(f"wrong fields: {', '.join(fields)}")
        self.fields = fields


def fields_of(form: Mapping[str, Any]) -> dict[str, str]:
    """Return the form's fields of a threshold in the contract's form."""
    place, place_id = next(iter(form["scope"].items()), ("", ""))
    return {
        "kind": form["kind"],
        "parameter": form["parameter"],
        "averaging": form["averaging"],
        "place": f"{place}:{place_id}" if place else "",
        "raise": f"{form['raise']:g}",
        "clear": f"{form['clear']:g}",
        "consecutive": str(form["consecutive"]),
        "share": f"{form['min_coverage'] * 100:g}",
        "severity": form["severity"],
        "enabled": "1" if form["enabled"] else "",
        "worsens": form.get("worsens") or "",
    }


def body_of(fields: Fields) -> ThresholdBody:
    """Return what the fields say. Raises WrongFormError."""
    numbers = {name: _number(fields.get(name, "")) for name in _NUMBERS}
    wrong = [name for name, value in numbers.items() if value is None]
    if wrong:
        raise WrongFormError(wrong)
    place, _, place_id = fields.get("place", "").partition(":")
    return _validated(
        {
            "kind": fields.get("kind"),
            "parameter": fields.get("parameter"),
            "averaging": fields.get("averaging", "instant"),
            "scope": {place: place_id} if place else {},
            "raise": numbers["raise"],
            "clear": numbers["clear"],
            "consecutive": _whole(numbers["consecutive"] or 0.0),
            "min_coverage": (numbers["share"] or 0.0) / 100,
            "severity": fields.get("severity", "warning"),
            "enabled": fields.get("enabled") == "1",
            "worsens": fields.get("worsens") or None,
        }
    )


def _validated(body: Mapping[str, Any]) -> ThresholdBody:
    try:
        return ThresholdBody.model_validate(body)
    except ValidationError as error:
        # What does not hold together has no place in the body, and its type names the field.
        wrong = [str(problem["loc"][0]) if problem["loc"] else problem["type"].removeprefix("wrong_") for problem in error.errors()]
        raise WrongFormError([_FIELD_OF.get(name, name) for name in wrong]) from error


def _number(text: str) -> float | None:
    """Return a number written with a decimal comma or point; None for anything else."""
    try:
        number = float(text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() else number
