"""The addresses of what lies behind a map, for files that the settings name."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.pages.frame.answers import PAGE
from api.pages.map.background import TILES, TOWN
from api.web.problems import ProblemError
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])
_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@router.get(TILES)
def tiles(services: ServicesDep) -> FileResponse:
    """Answer with the PMTiles file, or the part of it that `Range` asks for."""
    return _file(services.settings.pages.tile_archive, "application/vnd.pmtiles")


@router.get(TOWN)
def town(services: ServicesDep) -> FileResponse:
    """Answer with the town's own map as GeoJSON."""
    return _file(services.settings.pages.town_map, "application/geo+json")


def _file(file: Path | None, media_type: str) -> FileResponse:
    if file is None or not file.is_file():
        raise ProblemError(404, "No such map is set: see the settings `pages.tiles` and `pages.town_map`.")
    return FileResponse(file, media_type=media_type, headers=_AN_HOUR)
