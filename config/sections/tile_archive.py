"""A PMTiles file of map tiles: whether it holds pictures or shapes (specification version 3, "Header")."""

from pathlib import Path
from typing import Literal

from config.toml_file import ConfigError

TileKind = Literal["raster", "vector"]
_HEADER_BYTES = 127
_MAGIC = b"PMTiles\x03"
_TILE_TYPE = 99  # the header's byte that says what a tile is
_KINDS: dict[int, TileKind] = {1: "vector", 2: "raster", 3: "raster", 4: "raster", 5: "raster"}  # MVT, PNG, JPEG, WebP, AVIF


def tile_kind(file: Path) -> TileKind:
    """Return what the file's tiles are. Raises ConfigError for a file that is no PMTiles archive that a browser can show."""
    try:
        with file.open("rb") as archive:
            header = archive.read(_HEADER_BYTES)
    except OSError as error:
        raise ConfigError(f"pages.tiles: {file} cannot be read: {error.strerror}") from error
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise ConfigError(f"pages.tiles: {file} is no PMTiles archive of version 3")
    if header[_TILE_TYPE] not in _KINDS:
        raise ConfigError(f"pages.tiles: {file} does not say that its tiles are MVT, PNG, JPEG, WebP or AVIF")
    return _KINDS[header[_TILE_TYPE]]
