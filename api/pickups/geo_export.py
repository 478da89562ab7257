"""A round as GeoJSON (RFC 7946, lon before lat) and as GPX 1.1 routes."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from api.pickups.answer import PickupAnswer
from api.pickups.route_answer import RouteAnswer, StopAnswer, itinerary
from domain import rfc3339
from domain.count_of import count_of

_GPX = "http://www.topografix.com/GPX/1/1"


def geojson(answer: PickupAnswer) -> dict[str, Any]:
    """Return a line for each route and a point for each stop and unloading site."""
    features = [feature for route in answer.routes for feature in _features(route)]
    return {"type": "FeatureCollection", "features": features, "id": answer.id, "state": answer.state}


def gpx(answer: PickupAnswer) -> bytes:
    """Return a `<rte>` for each route, from its depot and back."""
    root = Element("gpx", {"xmlns": _GPX, "version": "1.1", "creator": "Bysans"})
    for route in answer.routes:
        rte = SubElement(root, "rte")
        SubElement(rte, "name").text = f"{answer.id} {route.vehicle}"
        SubElement(rte, "desc").text = f"{route.km:.1f} km, {count_of(len(route.stops), 'stop')}; distances: {answer.distance_source}"
        depot = route.depot
        _point(rte, depot.lat, depot.lon, depot.id, "depot", route.start)
        for visit in itinerary(route):
            name, kind = (f"{visit.order}. {visit.name}", "stop") if isinstance(visit, StopAnswer) else (visit.tip_id, "tip")
            _point(rte, visit.lat, visit.lon, name, kind, visit.eta)
        _point(rte, depot.lat, depot.lon, depot.id, "depot", route.end)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}'.encode()


def _features(route: RouteAnswer) -> Iterator[dict[str, Any]]:
    depot = route.depot
    line = [[depot.lon, depot.lat], *([visit.lon, visit.lat] for visit in itinerary(route)), [depot.lon, depot.lat]]
    about = {"vehicle": route.vehicle, "km": route.km, "minutes": route.minutes, "load_l": route.load_l}
    yield _feature("LineString", line, {"kind": "route", **about})
    for visit in itinerary(route):
        properties = visit.model_dump(mode="json", exclude={"lat", "lon", "links"})
        yield _feature(
            "Point",
            [visit.lon, visit.lat],
            {"kind": "stop" if isinstance(visit, StopAnswer) else "tip", "vehicle": route.vehicle, **properties},
        )


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _point(rte: Element, lat: float, lon: float, name: str, kind: str, at: int) -> None:
    point = SubElement(rte, "rtept", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    SubElement(point, "time").text = rfc3339.write(at)
    SubElement(point, "name").text = name
    SubElement(point, "type").text = kind
