"""The form on which a threshold is written, and what it says as the API's body."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic import ValidationError

from api.alerts.threshold_body import ThresholdBody

Fields = Mapping[str, str]
_NUMBERS = ("raise", "clear", "consecutive", "share")


class WrongFormError(Exception):
    """A field that says nothing we can use; `fields` names each."""

    def __init__(self, fields: Sequence[str], detail: str = "") -> None:
        super().__init__(detail or f"wrong fields: {', '.join(fields)}")
        self.fields = fields
        self.detail = detail


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
        problems = error.errors()
        names = {"min_coverage": "share", "scope": "place"}
        wrong = [names.get(str(problem["loc"][0]), str(problem["loc"][0])) for problem in problems if problem["loc"]]
        detail = "; ".join(problem["msg"].removeprefix("Value error, ") for problem in problems if not problem["loc"])
        # What does not hold together is nearly always the pair of limits.
        raise WrongFormError(wrong or ["clear"], detail) from error


def _number(text: str) -> float | None:
    """Return a number written with a decimal comma or point; None for anything else."""
    try:
        number = float(text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() else number
