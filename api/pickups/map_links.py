"""Links that open a place, or the next part of a route, in the map on a phone."""

from collections.abc import Sequence
from urllib.parse import urlencode

from api.web.fields import Answer
from domain.waste.routing.fleet import Place

_PLACES_A_LINK = 4  # a phone takes three waypoints and a destination (Google's Maps URLs)


class MapLinks(Answer):
    """One place in the maps that phones have."""

    google: str
    apple: str
    geo: str


def map_links(lat: float, lon: float) -> MapLinks:
    """Return links that lead to a place (degrees)."""
    position = f"{lat:.6f},{lon:.6f}"
    return MapLinks(
        google=f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': position})}",
        apple=f"https://maps.apple.com/?{urlencode({'daddr': position})}",
        geo=f"geo:{position}",
    )


def route_links(places: Sequence[Place]) -> list[str]:
    """Return links that lead through the places in order, four places each."""
    return [_route_link(places[begin : begin + _PLACES_A_LINK]) for begin in range(0, len(places), _PLACES_A_LINK)]


def _route_link(places: Sequence[Place]) -> str:
    *between, last = (f"{place.lat:.6f},{place.lon:.6f}" for place in places)
    query = {"api": "1", "destination": last, "travelmode": "driving"}
    if between:
        query["waypoints"] = "|".join(between)
    return f"https://www.google.com/maps/dir/?{urlencode(query)}"
