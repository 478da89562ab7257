"""The places on the map of the forms: measuring sites, or bins, by the names that the forms know them by."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.frame.registry_now import registry_now
from api.pages.new_devices.place_form import Kind
from api.registry.names import names_now
from api.web.services import Services
from config.texts import Language

_DIGITS = 5  # decimals of a degree: a metre


def place_points(services: Services, language: Language, kind: Kind) -> Sequence[Mapping[str, Any]]:
    """Return where each site or bin is and what it is called. Raises StateAwayError."""
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), services.clock())
        names = names_now(services, connection, language)
    places, name = (present.sites.values(), names.site) if kind == "air" else (present.bins.values(), names.bin)
    return [
        {"id": place.id, "name": name(place.id), "lat": round(place.lat, _DIGITS), "lon": round(place.lon, _DIGITS), "state": "bin"}
        for place in places
    ]
