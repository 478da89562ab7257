"""Reads where bins stand, in degrees or UTM metres, in the form that a table's two columns or its one column are in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from api.table_import.problems import TableError
from api.table_import.workbook import Cell
from bysans.dryrun.town_list.cells import number_of, text_of
from bysans.dryrun.town_list.norway import is_in_norway
from bysans.dryrun.town_list.utm import ZONES, degrees_of

UTM_ZONE = "utm_zone"  # a table's value, which its reader may say
_COUNTRYWIDE = 33  # the zone of Norway's countrywide registers
_USUAL = (32, 33, 35)  # zones that maps of Norway are in
_NO_PLACE = 1e-6
_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_pair = re.compile(rf"\D*?({_NUMBER})[°NSØEWnsøew\s]*[\s,;/]\s*({_NUMBER})\D*").fullmatch
_zone_in = re.compile(r"(?<!\d)(?:258)?(3[1-6])(?!\d)").search


ZoneFrom = Literal["reader", "heading", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionForm:
    """`zone`: of UTM, None for degrees; `zone_from`: who says so. `is_swapped`: the first number is the east."""

    zone: int | None = None
    is_swapped: bool = False
    zone_from: ZoneFrom = "nobody"

    @property
    def is_guessed(self) -> bool:
        """Whether nobody says which zone it is."""
        return self.zone is not None and self.zone_from == "nobody"

    def place_of(self, pair: tuple[float, float]) -> tuple[float, float]:
        """Return latitude and longitude. Raises ValueError for what is no place."""
        north, east = reversed(pair) if self.is_swapped else pair
        lat, lon = (north, east) if self.zone is None else degrees_of(east, north, self.zone)
        if not (abs(lat) <= 90 and abs(lon) <= 180) or abs(lat) + abs(lon) < _NO_PLACE:
            raise ValueError(f"{lat:g}, {lon:g} is no place")
        return lat, lon


def pair_of(first: Cell, second: Cell, both: Cell = None) -> tuple[float, float] | None:
    """Return a row's two numbers, from two cells or from one that holds `both`; None where they are missing. Raises ValueError."""
    if text := text_of(both):
        match = _pair(text)
        if match is None:
            raise ValueError(f"{text!r} is no pair of coordinates")
        first, second = (match[2], match[1]) if text.upper().startswith("POINT") else (match[1], match[2])
    one, other = number_of(_bare(first)), number_of(_bare(second))
    return None if one is None or other is None else (one, other)


def position_form(headings: Iterable[str], pairs: Sequence[tuple[float, float]], said_zone: str = "") -> PositionForm:
    """Return the form of a table's coordinates, as their size and the headings tell, and of metres who read the table.

    Raises TableError for a zone that is none of Norway's.
    """
    if said_zone and said_zone not in map(str, ZONES):
        raise TableError("zone", f"{said_zone!r} is no UTM zone of Norway; say {ZONES[0]} to {ZONES[-1]}", said_zone)
    if not pairs:
        return PositionForm()
    north, east = (median(pair[at] for pair in pairs) for at in (0, 1))
    if max(abs(north), abs(east)) <= 360:
        return PositionForm(is_swapped=_is_norway(east, north) and not _is_norway(north, east))
    read = next((int(match[1]) for heading in headings if (match := _zone_in(heading)) and int(match[1]) in ZONES), None)
    zone_from: ZoneFrom = "reader" if said_zone else "heading" if read else "nobody"
    return PositionForm(zone=int(said_zone or read or _COUNTRYWIDE), is_swapped=north < east, zone_from=zone_from)


def better_zones(form: PositionForm, pairs: Sequence[tuple[float, float]]) -> Sequence[int]:
    """Return the zones by which the middle of the places would be in Norway, where by the form's own zone it is not."""
    if form.zone is None or _is_middle_in_norway(form, pairs):
        return []
    better = [zone for zone in ZONES if _is_middle_in_norway(replace(form, zone=zone), pairs)]
    return [zone for zone in better if zone in _USUAL] or better


def _bare(cell: Cell) -> Cell:
    return text_of(cell).rstrip("°NØEnøem ").strip() if isinstance(cell, str) else cell


def _is_middle_in_norway(form: PositionForm, pairs: Sequence[tuple[float, float]]) -> bool:
    try:
        return is_in_norway(*form.place_of((median(pair[0] for pair in pairs), median(pair[1] for pair in pairs))))
    except ValueError:
        return False


def _is_norway(lat: float, lon: float) -> bool:
    return 57 <= lat <= 81 and 4 <= lon <= 35
