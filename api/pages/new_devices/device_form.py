"""The form on which a sensor is registered or changed: its fields become a device, or the names of what is wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from api.registry.device_body import DeviceBody
from domain.device import Kind

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChoice:
    """What of a device is settled before the form is filled in; `model` is what it is unless another is chosen. `places`: ids by name."""

    kind: Kind
    model: str
    places: Mapping[str, str]
    dev_eui: str | None = None
    simulated: bool = False


def text(fields: Fields, name: str) -> str:
    """Return what stands in a field."""
    return next(iter(fields.get(name, ())), "").strip()


def device_of_form(fields: Fields, choice: DeviceChoice) -> DeviceBody | Collection[str]:
    """Return the device that a form describes, or the names of the fields that are wrong."""
    place = text(fields, "place")
    wrong = {"place"} if place and place_id(place, choice.places) is None else set()
    body: dict[str, Any] = {
        "kind": choice.kind,
        "model": text(fields, "model") or choice.model,
        "interval_s": _whole(text(fields, "interval")),
        "name": text(fields, "name") or None,
        "dev_eui": choice.dev_eui,
        "simulated": choice.simulated,
        "site" if choice.kind == "air" else "bin": place_id(place, choice.places),
    }
    try:
        device = DeviceBody.model_validate(body)
    except ValidationError as error:
        return wrong | {str(problem["loc"][0]) for problem in error.errors()}
    return wrong or device


def place_id(place: str, places: Mapping[str, str]) -> str | None:
    """Return the id of a place that is named, or given by its id; None where there is none."""
    return places.get(place) or (place if place in places.values() else None)


def _whole(number: str) -> int | str:
    return int(number) if number.isdecimal() else number
