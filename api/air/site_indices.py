"""The index at one or many sites, read at once: for the API's answer and for the pages."""

from collections.abc import Collection

from sqlalchemy import Connection

from api.web.services import Services
from domain.air.indices.index_hour import reaches_back
from domain.air.indices.scale import Scale
from domain.air.indices.site_index import SiteIndex, site_indices
from domain.air.quality.neighbours import Place, near
from domain.air.windows import start_of_hour
from domain.device import Registry
from domain.duration import HOUR
from storage.state.air import site_hours


def indices_at(services: Services, connection: Connection, scale: Scale, moment: int, sites: Collection[str]) -> dict[str, SiteIndex]:
    """Return the index at each of `sites` for the hour that holds `moment` (ms UTC), else the newest before it within 3 h."""
    start = start_of_hour(moment)
    places = _places(services.registry(connection), start)
    neighbours = {name for site in sites if site in places for name in near(places[site], places)}
    hours = site_hours.of_sites(connection, neighbours | set(sites), scale.bands, start - reaches_back(scale), start + HOUR)
    return site_indices(scale, hours, places, start, over=start + HOUR <= services.clock(), sites=sites)


def _places(registry: Registry, time: int) -> dict[str, Place]:
    present = {name: history.at(time) for name, history in registry.sites.items()}
    return {name: (site.lat, site.lon) for name, site in present.items() if not site.removed}
