"""The form on which a device is approved: its fields become a device, or the names of what is wrong."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from api.pages.new_devices.approval import Approval
from api.registry.device_body import DeviceBody

Fields = Mapping[str, Sequence[str]]


def text(fields: Fields, name: str) -> str:
    """Return what stands in a field."""
    return next(iter(fields.get(name, ())), "").strip()


def device_of_form(fields: Fields, proposed: Approval) -> DeviceBody | Collection[str]:
    """Return the device that a form describes, or the names of the fields that are wrong."""
    kind, place = proposed.proposal.kind, text(fields, "place")
    wrong = {"place"} if place and place not in proposed.places and place not in proposed.places.values() else set()
    body: dict[str, Any] = {
        "kind": kind,
        "model": text(fields, "model") or proposed.model,
        "interval_s": _whole(text(fields, "interval")),
        "name": text(fields, "name") or None,
        "dev_eui": proposed.proposal.dev_eui,
        "site" if kind == "air" else "bin": proposed.places.get(place, place) or None,
    }
    try:
        device = DeviceBody.model_validate(body)
    except ValidationError as error:
        return wrong | {str(problem["loc"][0]) for problem in error.errors()}
    return wrong or device


def _whole(number: str) -> int | str:
    return int(number) if number.isdecimal() else number
