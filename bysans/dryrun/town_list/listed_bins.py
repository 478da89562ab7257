"""Reads a town's bins: from a table of their own, or from what its list of emptyings says of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import cos, hypot, radians
from statistics import median

from bysans.dryrun.town_list.cells import number_or_none, text_of
from bysans.dryrun.town_list.named_table import Doubts, NamedTable, Row
from bysans.dryrun.town_list.positions import UTM_ZONE, PositionForm, better_zones, pair_of, position_form
from config.practice import AssumedTable
from domain.dryrun.emptying_list import ListedBin
from domain.waste.routing.distance import EARTH_M
from domain.waste.routing.fleet import Place

_FARTHEST_M = 200_000  # from the middle of the bins: the longest of Norway's waste companies' districts
_POSITION = ("lat", "lon", "position")


@dataclass(slots=True)
class _Rows:
    """What the rows of one bin say."""

    line: int
    pairs: list[tuple[float, float]] = field(default_factory=list)
    unread: str = ""
    capacity_l: float | None = None
    capacity_text: str = ""
    fraction: str = ""
    area: str = ""


def listed_bins(named: NamedTable, doubts: Doubts, assumed: AssumedTable) -> dict[str, ListedBin]:
    """Return the bins by name. The first row that says something counts; of several positions, such as a truck's, the middle."""
    rows = _gathered(named)
    _note_missing_columns(named, doubts, assumed)
    places = _places(named, rows, doubts)
    return {name: _bin(named, name, own, places.get(name), doubts, assumed) for name, own in rows.items()}


def table_form(named: NamedTable) -> PositionForm:
    """Return the form of a table's positions."""
    return _form(named, _gathered(named))[0]


def bin_key(name: str) -> str:
    """Return what two spellings of one bin have in common: case, blanks, leading zeros and a spreadsheet's `.0` tell no bins apart."""
    bare = re.sub(r"\s|\.0$", "", name.casefold())
    return bare.lstrip("0") or bare


def _gathered(named: NamedTable) -> Mapping[str, _Rows]:
    rows: dict[str, _Rows] = {}
    for line, row in named.rows():
        if name := text_of(row.get("bin")):
            _take(rows.setdefault(name, _Rows(line)), row)
    return rows


def _take(own: _Rows, row: Row) -> None:
    try:
        pair = pair_of(row.get("lat"), row.get("lon"), row.get("position"))
    except ValueError:
        own.unread = own.unread or text_of(row.get("position") or row.get("lat"))
    else:
        own.pairs += [pair] if pair else []
    if own.capacity_l is None:
        own.capacity_text = own.capacity_text or text_of(row.get("capacity_l"))
        litres = _litres(own.capacity_text)
        own.capacity_l = litres if litres and 10 <= litres <= 50_000 else None
    own.fraction = own.fraction or text_of(row.get("fraction")).casefold()
    own.area = own.area or text_of(row.get("area"))


def _litres(text: str) -> float | None:
    """Return litres of `660`, `660 l`, `0,66 m3` and `Beholder 660 liter`."""
    match = re.search(r"(\d[\d\s.,]*)\s*(m3|m³|l\b|liter|litre|litraa|ltr)", text, re.IGNORECASE)
    number = number_or_none(match[1] if match else text)
    return number * 1000 if number is not None and match and match[2].casefold().startswith("m") else number


def _places(named: NamedTable, rows: Mapping[str, _Rows], doubts: Doubts) -> Mapping[str, Place]:
    """Return where bins stand, those of them that can be where the others are."""
    form, pairs = _form(named, rows)
    if form.is_guessed:
        doubts.note(named, 0, "utm_zone", "lat", assumed=f"UTM {form.zone}")
    if form.zone_from != "heading" and (better := better_zones(form, pairs)):
        doubts.note(named, 0, "outside_norway", "lat", value=", ".join(map(str, better)), assumed=f"UTM {form.zone}")
    if form.is_swapped:
        doubts.note(named, 0, "swapped", "lat")
    places = {name: place for name, own in rows.items() if (place := _place(name, own, form)) is not None}
    return _near(named, rows, places, doubts)


def _form(named: NamedTable, rows: Mapping[str, _Rows]) -> tuple[PositionForm, Sequence[tuple[float, float]]]:
    pairs = list(chain.from_iterable(own.pairs for own in rows.values()))
    return position_form([named.heading(name) for name in _POSITION], pairs, named.columns.values.get(UTM_ZONE, "")), pairs


def _place(name: str, own: _Rows, form: PositionForm) -> Place | None:
    located: list[tuple[float, float]] = []
    for pair in own.pairs:
        try:
            located.append(form.place_of(pair))
        except ValueError:
            own.unread = own.unread or f"{pair[0]:g}, {pair[1]:g}"
    return Place(id=name, lat=median(lat for lat, _ in located), lon=median(lon for _, lon in located)) if located else None


def _near(named: NamedTable, rows: Mapping[str, _Rows], places: Mapping[str, Place], doubts: Doubts) -> Mapping[str, Place]:
    """Return the places near the middle of all: one far away is a slip of the pen, and its way would outweigh the town's."""
    if not places:
        return places
    lat, lon = (median(getattr(place, axis) for place in places.values()) for axis in ("lat", "lon"))
    metres = radians(1) * EARTH_M
    far = {
        name
        for name, place in places.items()
        if hypot((place.lat - lat) * metres, (place.lon - lon) * metres * cos(radians(lat))) > _FARTHEST_M
    }
    for name in sorted(far):
        doubts.note(named, rows[name].line, "far_place", "lat", value=f"{places[name].lat:.4f}, {places[name].lon:.4f}", bin_id=name)
    return {name: place for name, place in places.items() if name not in far}


def _bin(named: NamedTable, name: str, own: _Rows, place: Place | None, doubts: Doubts, assumed: AssumedTable) -> ListedBin:
    if place is None and _has_any(named, _POSITION) and (own.unread or not own.pairs):
        doubts.note(named, own.line, "no_place", "lat", value=own.unread, bin_id=name)
    if own.capacity_l is None and named.has("capacity_l"):
        doubts.note(named, own.line, "no_capacity", "capacity_l", value=own.capacity_text, bin_id=name, assumed=f"{assumed.capacity_l:g} l")
    if not own.fraction and named.has("fraction"):
        doubts.note(named, own.line, "no_fraction", "fraction", bin_id=name, assumed=assumed.fraction)
    return ListedBin(
        id=name,
        place=place,
        capacity_l=own.capacity_l or assumed.capacity_l,
        fraction=own.fraction or assumed.fraction,
        area=own.area or None,
    )


def _note_missing_columns(named: NamedTable, doubts: Doubts, assumed: AssumedTable) -> None:
    """Note once, not for every bin, what no column says."""
    if not _has_any(named, _POSITION):
        doubts.note(named, 0, "no_place")
    if not named.has("capacity_l"):
        doubts.note(named, 0, "no_capacity", assumed=f"{assumed.capacity_l:g} l")
    if not named.has("fraction"):
        doubts.note(named, 0, "no_fraction", assumed=assumed.fraction)


def _has_any(named: NamedTable, names: Sequence[str]) -> bool:
    return any(named.has(name) for name in names)
