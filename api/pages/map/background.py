"""What lies behind a map: tiles of an address or a file, the simulated town's own map, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.pages.frame.assets import address
from config.sections.pages_settings import Pages
from config.sections.tile_archive import TileKind, tile_kind
from config.toml_file import ConfigError

TILES = "/kart/fliser.pmtiles"
TOWN = "/kart/by.json"
_READER = "vendor/pmtiles/pmtiles.js"
_SCRIPTS = {"vector": (_READER, "vendor/protomaps-leaflet/protomaps-leaflet.js"), "raster": (_READER,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Where a map's script finds what lies behind: `archive` says what a PMTiles file's tiles are, `scripts` read and draw them."""

    tiles: str = ""
    archive: str = ""
    town: str = ""
    attribution: str = ""
    scripts: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies behind."""
        return not (self.tiles or self.archive or self.town)


def background(pages: Pages) -> Background:
    """Return what the settings name."""
    if pages.tile_archive:
        kind = _kind(pages.tile_archive)
        return Background(
            tiles=TILES, archive=kind, attribution=pages.tiles_attribution, scripts=[address(name) for name in _SCRIPTS[kind]]
        )
    if pages.tiles:
        return Background(tiles=pages.tiles, attribution=pages.tiles_attribution)
    return Background(town=TOWN if pages.town_map else "")


def _kind(file: Path) -> TileKind:
    """Return what a file's tiles are. One that has gone since the start has none: the map's script finds out, and says so."""
    try:
        return tile_kind(file)
    except ConfigError:
        return "raster"
