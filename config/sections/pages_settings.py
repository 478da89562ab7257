"""The settings of the pages: who answers for them, what they keep, and what lies behind their maps."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from config.sections.address import check_contact, check_http_url
from config.toml_file import Table

HttpUrl = Annotated[str, AfterValidator(check_http_url)]
Contact = Annotated[str, AfterValidator(check_contact)]

_PLACES = ("{z}", "{x}", "{y}")


def check_tiles(text: str) -> str:
    """Return `text` when it is an address of map tiles or names a PMTiles file. Raises ValueError."""
    if text.endswith(".pmtiles"):
        return text
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname or any(place not in text for place in _PLACES):
        raise ValueError(f"{text!r} must be https://HOST/…{{z}}…{{x}}…{{y}}…, or a file that ends in .pmtiles")
    return text


class FractionNames(Table):
    """What a fraction is called in each language."""

    nb: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Pages(Table):
    """What the pages keep and show, and who answers for them."""

    owner: str | None = Field(None, description="who runs the pages, as people know them, such as the municipality's name")
    contact: Contact | None = Field(None, description="an e-mail address or an address of a page, at which people reach who runs the pages")
    privacy_url: HttpUrl | None = Field(None, description="the owner's own privacy statement, in place of ours")
    accessibility_url: HttpUrl | None = Field(None, description="the owner's own accessibility statement, in place of ours")
    fractions: Mapping[str, FractionNames] = Field(default_factory=dict, description="names of fractions, before those that ship")
    photo_days: float = Field(30, ge=0, description="for so long photos of bins are kept, crews' and citizens', and what citizens wrote")
    find_bins: bool = Field(True, description="everybody may find bins by name, number or map to report them; else only by a bin's label")
    tiles: Annotated[str, AfterValidator(check_tiles)] | None = Field(
        None, description="what lies behind the maps: an address with {z}, {x} and {y}, or a PMTiles file; default nothing"
    )
    tiles_attribution: str = Field("", max_length=300, description="whose map it is, as its terms ask for")
    town_map: Path | None = Field(None, description="a GeoJSON file behind the maps in place of tiles; `run` sets the simulated town's")

    @property
    def tile_archive(self) -> Path | None:
        """The PMTiles file, when `tiles` names one."""
        return Path(self.tiles) if self.tiles and self.tiles.endswith(".pmtiles") else None

    @property
    def image_source(self) -> str | None:
        """What a browser must be allowed to take the tiles' pictures from beside us: another host, or a file's parts; None for neither."""
        if self.tiles is None:
            return None
        parts = urlsplit(self.tiles)
        return "blob:" if self.tile_archive else f"{parts.scheme}://{parts.netloc}"
