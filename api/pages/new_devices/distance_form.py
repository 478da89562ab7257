"""How far a bin's sensor measures when the bin is empty and when it is full, measured by the sensor itself or typed."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from pydantic import ValidationError

from api.pages.new_devices.first_reading import FirstReading
from api.pages.new_devices.place_form import Fields, number_of
from api.waste.bins import BinBody
from domain.device import Bin

FIELDS = ("empty_mm", "full_mm")


def distances(view: FirstReading, query: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what stands in the form: what the address holds, with `bruk` the newest reading in the field it names, else the bin's own.

    A bin that has no distance to its bottom is offered the newest reading: it is put up empty.
    """
    newest = "" if view.distance is None else f"{view.distance.value:g}"
    fields: dict[str, list[str]] = {}
    for name in FIELDS:
        own = getattr(view.bin, name)
        offered = newest if name == "empty_mm" and own is None else "" if own is None else f"{own:g}"
        fields[name] = [newest if query.get("bruk") == name and newest else query.get(name, offered)]
    return fields


def bin_of_distances(bin_: Bin, fields: Fields) -> BinBody | Collection[str]:
    """Return the bin with the distances of the form, or the names of the fields that are wrong."""
    typed = {name: number_of(next(iter(fields.get(name, ())), "").strip()) for name in FIELDS}
    own = {name: value for name, value in asdict(bin_).items() if name in BinBody.model_fields and name not in ("id", "valid_from")}
    try:
        return BinBody.model_validate({**own, **typed})
    except ValidationError as error:
        return {str(problem["loc"][0]) if problem["loc"] else "empty_mm" for problem in error.errors()}
