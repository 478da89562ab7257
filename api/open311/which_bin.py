"""Which bin a report means: by its number, else the nearest to a position, else by an address that only one has."""

import math
from collections.abc import Mapping, Sequence

from api.open311.services import BIN_ID
from api.text.spelling import fold, matching
from api.web.problems import ProblemError
from config.names import Names
from domain.device import Bin
from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Place

NEAR_M = 100  # metres: further away somebody means another bin than ours
_SHOWN = 5  # bins named to choose from
NUMBER = f"attribute[{BIN_ID}]"
_HOW = f"{NUMBER}, address_id, lat and long, or address_string"


def which_bin(names: Names, fields: Mapping[str, str]) -> Bin:
    """Return the bin that a report's fields name. Raises a 404 for a number there is not, and a 400 where no one bin is meant."""
    bins = [bin_ for bin_ in (history.at(names.now) for history in names.registry.bins.values()) if not bin_.removed]
    number = fields.get(NUMBER) or fields.get("address_id")
    if number is not None:
        return _numbered(bins, number)
    if "lat" in fields or "long" in fields:
        return _nearest(bins, _degrees(fields, "lat", 90), _degrees(fields, "long", 180))
    if "address_string" in fields:
        return _called(names, bins, fields["address_string"])
    raise ProblemError(400, f"Say which bin it is: by {_HOW}.")


def _numbered(bins: Sequence[Bin], number: str) -> Bin:
    bin_ = next((bin_ for bin_ in bins if bin_.id == number), None)
    if bin_ is None:
        raise ProblemError(404, f"{NUMBER}: there is no bin {number[:64]!r}.")
    return bin_


def _nearest(bins: Sequence[Bin], lat: float, lon: float) -> Bin:
    here = Place(id="here", lat=lat, lon=lon)
    metres, _, bin_ = min(
        ((straight_metres(here, Place(id=bin_.id, lat=bin_.lat, lon=bin_.lon)), bin_.id, bin_) for bin_ in bins),
        default=(math.inf, "", None),
    )
    if bin_ is None or metres > NEAR_M:
        raise ProblemError(400, f"lat, long: there is no bin of ours within {NEAR_M} m; name it by {NUMBER}.")
    return bin_


def _called(names: Names, bins: Sequence[Bin], address: str) -> Bin:
    found = matching(bins, lambda bin_: fold(names.bin(bin_.id)), address[:100])
    exact = [bin_ for bin_ in found if fold(names.bin(bin_.id)) == fold(address)]
    if len(exact or found) == 1:
        return (exact or found)[0]
    among = ", ".join(f"{bin_.id} ({names.bin(bin_.id)}, {names.fraction(bin_.fraction)})" for bin_ in found[:_SHOWN])
    raise ProblemError(400, f"address_string: {len(found)} bins match; name one by {NUMBER}{f': {among}' if among else ''}.")


def _degrees(fields: Mapping[str, str], name: str, most: float) -> float:
    try:
        degrees = float(fields.get(name, ""))
    except ValueError:
        degrees = math.nan
    if not abs(degrees) <= most:
        raise ProblemError(400, f"{name}: must be degrees between −{most} and {most}, beside the other of lat and long.")
    return degrees
