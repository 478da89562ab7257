"""What lies behind the maps is told as an address or a file, and a wrong one says what is wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from config.sections.pages_settings import Pages
from config.sections.tile_archive import tile_kind
from config.toml_file import ConfigError

KARTVERKET = "https://cache.kartverket.no/v1/wmts/1.0.0/topo/default/webmercator/{z}/{y}/{x}.png"


def archive(folder: Path, tile_type: int, magic: bytes = b"PMTiles\x03", length: int = 127) -> Path:
    header = bytearray(length)
    header[:8] = magic
    header[99:100] = bytes([tile_type])
    file = folder / "town.pmtiles"
    file.write_bytes(bytes(header[:length]))
    return file


def test_an_address_of_tiles_names_the_host_that_pages_may_take_pictures_from() -> None:
    pages = Pages(tiles=KARTVERKET)
    assert (pages.image_source, pages.tile_archive) == ("https://cache.kartverket.no", None)


def test_a_file_of_tiles_is_served_by_ourselves() -> None:
    pages = Pages(tiles="/srv/town.pmtiles")
    assert (pages.image_source, pages.tile_archive) == ("blob:", Path("/srv/town.pmtiles"))


def test_without_tiles_no_other_host_is_allowed() -> None:
    assert (Pages().image_source, Pages().tile_archive) == (None, None)


@pytest.mark.parametrize(
    "tiles", ["https://tiles.example/map.png", "ftp://tiles.example/{z}/{x}/{y}.png", "https:///{z}/{x}/{y}", "town.mbtiles"]
)
def test_what_is_neither_is_refused(tiles: str) -> None:
    with pytest.raises(ValidationError, match=r"must be https://HOST/…\{z\}…\{x\}…\{y\}…, or a file that ends in \.pmtiles"):
        Pages(tiles=tiles)


@pytest.mark.parametrize(("tile_type", "kind"), [(1, "vector"), (2, "raster"), (3, "raster"), (4, "raster"), (5, "raster")])
def test_an_archive_says_what_its_tiles_are(tmp_path: Path, tile_type: int, kind: str) -> None:
    assert tile_kind(archive(tmp_path, tile_type)) == kind


def test_a_file_that_no_browser_can_show_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not say that its tiles are MVT, PNG, JPEG, WebP or AVIF"):
        tile_kind(archive(tmp_path, 0))
    with pytest.raises(ConfigError, match=r"town\.pmtiles is no PMTiles archive of version 3"):
        tile_kind(archive(tmp_path, 1, magic=b"PMTiles\x02"))
    with pytest.raises(ConfigError, match=r"town\.pmtiles is no PMTiles archive of version 3"):
        tile_kind(archive(tmp_path, 1, length=100))
    with pytest.raises(ConfigError, match=r"pages\.tiles: .*nowhere\.pmtiles cannot be read: No such file"):
        tile_kind(tmp_path / "nowhere.pmtiles")
