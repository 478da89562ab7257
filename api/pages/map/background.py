"""What lies behind a map: tiles of an address or a file, the simulated town's own map, or nothing."""

from dataclasses import dataclass

from api.pages.frame.assets import address
from config.sections.pages_settings import Pages
from config.sections.tile_archive import tile_kind

TILES = "/kart/fliser.pmtiles"
TOWN = "/kart/by.json"
_SCRIPTS = {"vector": "vendor/protomaps-leaflet/protomaps-leaflet.js", "raster": "vendor/pmtiles/pmtiles.js"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Where a map's script finds what lies behind: `archive` says what a PMTiles file's tiles are, `script` is what draws them."""

    tiles: str = ""
    archive: str = ""
    town: str = ""
    attribution: str = ""
    script: str = ""


def background(pages: Pages) -> Background:
    """Return what the settings name. Raises ConfigError for a PMTiles file that has gone."""
    if pages.tile_archive:
        kind = tile_kind(pages.tile_archive)
        return Background(tiles=TILES, archive=kind, attribution=pages.tiles_attribution, script=address(_SCRIPTS[kind]))
    if pages.tiles:
        return Background(tiles=pages.tiles, attribution=pages.tiles_attribution)
    return Background(town=TOWN if pages.town_map else "")
