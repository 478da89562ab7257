"""A small map of the sites that needs no script: each at its place, over the town's own map where there is one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from pathlib import Path
from statistics import median
from typing import Any

from api.air.site_air import Mark, SiteAir
from api.pages.air.labels import Label, labels

_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT = 620, 380, 560  # of the drawing, in its own units
_MARGIN = 60
_MOST_POINTS = 5000  # of a town's map: a larger one is a file for the map that scripts draw
_FAR, _LEAST_REACH = 10, 0.05  # times the usual distance from the middle; degrees of latitude (O)
_DRAWN = ("green", "water", "rail", "street", "road")  # in this order, the last on top


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchMark:
    """One site: where it is drawn, by which shape, and where its name stands, None where it has no room."""

    x: int
    y: int
    mark: Mark
    name: str
    label: Label | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The drawing, north up. `paths`: what lies behind, as (kind, SVG path); `outside`: names of sites too far off to be drawn."""

    width: int
    height: int
    paths: Sequence[tuple[str, str]]
    marks: Sequence[SketchMark]
    outside: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """How places (degrees) become points of the drawing."""

    west: float
    north: float
    wide: float
    unit: float
    top: int

    def point(self, lat: float, lon: float) -> tuple[int, int]:
        """Return where a place is drawn."""
        return round(_MARGIN + (lon - self.west) * self.wide * self.unit), round(self.top + (self.north - lat) * self.unit)


def sketch(sites: Iterable[SiteAir], town_map: Path | None) -> Sketch | None:
    """Draw the sites; None without any. The worst are drawn last, on top."""
    every = list(sites)[::-1]
    if not every:
        return None
    placed = _together(every)
    frame, height = _frame(placed)
    outside = [site.name for site in every if site not in placed]
    return Sketch(
        width=_WIDTH,
        height=height,
        paths=_paths(frame, _town(town_map)),
        marks=_marks(frame, placed, height),
        outside=outside[::-1],
    )


def _together(sites: Sequence[SiteAir]) -> list[SiteAir]:
    """Return the sites but for those so far off that the others would be one dot."""
    lat, lon = median(site.lat for site in sites), median(site.lon for site in sites)
    away = [hypot(site.lat - lat, (site.lon - lon) * cos(radians(lat))) for site in sites]
    reach = max(_LEAST_REACH, _FAR * median(away))
    return [site for site, distance in zip(sites, away, strict=True) if distance <= reach]


def _frame(sites: Sequence[SiteAir]) -> tuple[_Frame, int]:
    north, south = max(site.lat for site in sites), min(site.lat for site in sites)
    west, east = min(site.lon for site in sites), max(site.lon for site in sites)
    wide = cos(radians(north))
    room = _WIDTH - 2 * _MARGIN, _MOST_HEIGHT - 2 * _MARGIN
    unit = min(room[0] / max((east - west) * wide, 1e-3), room[1] / max(north - south, 1e-3))
    height = max(_LEAST_HEIGHT, round((north - south) * unit) + 2 * _MARGIN)
    spare = room[0] / unit - (east - west) * wide  # what is narrow stands in the middle
    top = round((height - (north - south) * unit) / 2)
    return _Frame(west=west - spare / 2 / wide, north=north, wide=wide, unit=unit, top=top), height


def _marks(frame: _Frame, sites: Sequence[SiteAir], height: int) -> list[SketchMark]:
    points = [frame.point(site.lat, site.lon) for site in sites]
    named = zip(sites, points, labels(points, [site.name for site in sites], _WIDTH, height), strict=True)
    return [SketchMark(x=x, y=y, mark=site.mark, name=site.name, label=label) for site, (x, y), label in named]


def _paths(frame: _Frame, features: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    kinds = [(feature["properties"]["kind"], feature["geometry"]) for feature in features]
    in_order = sorted((kind for kind in kinds if kind[0] in _DRAWN), key=lambda kind: _DRAWN.index(kind[0]))
    return [(kind, _path(frame, line, closed=geometry["type"] == "Polygon")) for kind, geometry in in_order for line in _lines(geometry)]


def _lines(geometry: Mapping[str, Any]) -> list[list[list[float]]]:
    """Return a geometry's lines: a polygon's first ring is its outline."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"][0]]
    return [geometry["coordinates"]] if geometry["type"] == "LineString" else []


def _path(frame: _Frame, line: Sequence[Sequence[float]], *, closed: bool) -> str:
    points = list(dict.fromkeys(frame.point(lat, lon) for lon, lat, *_ in line))
    return "M" + "L".join(f"{x} {y}" for x, y in points) + ("Z" if closed else "")


def _town(file: Path | None) -> Sequence[Mapping[str, Any]]:
    return _features(file, file.stat().st_mtime_ns) if file is not None and file.is_file() else ()


@lru_cache(maxsize=1)
def _features(file: Path, _changed: int) -> Sequence[Mapping[str, Any]]:
    """Return the map's features, read once for each change of the file; none of a file that is no map or too large a one."""
    try:
        features: list[Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["features"]
        points = sum(len(line) for feature in features for line in _lines(feature["geometry"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return [feature for feature in features if "kind" in feature["properties"]] if points <= _MOST_POINTS else ()
