"""The addresses on which measuring sites and bins are registered."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.registry_now import registry_now
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.new_devices.place_form import Fields, Kind, bin_of_form, site_of_form
from api.pages.new_devices.place_points import place_points
from api.registry.sites import SiteBody, register_site
from api.waste.bins import BinBody, register_bin
from api.web.services import Services, ServicesDep
from domain.id_from_name import new_id

router = APIRouter(include_in_schema=False, tags=[PAGE])
_SITE, _BIN = "/sensorer/malested/ny", "/sensorer/beholder/ny"
POINTS: Mapping[str, str] = {"air": "/sensorer/malested/kart.json", "bin": "/sensorer/beholder/kart.json"}


@router.get(_SITE)
def new_site_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the form for a new site; `?sensor=ID` is a new device that is to stand there, with `modell` one that is being put up."""
    insist(reader.sees_all, 401)
    return _page(request, services, reader, "air", {})


@router.get(_BIN)
def new_bin_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the form for a new bin; `?sensor=ID` is a new device that is to stand in it, with `modell` one that is being put up."""
    insist(reader.sees_all, 401)
    return _page(request, services, reader, "bin", {})


@router.get(POINTS["air"])
def site_points(services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with every site and where it is, for the map of a form."""
    insist(reader.sees_all, 401)
    return JSONResponse({"points": place_points(services, reader.language, "air")})


@router.get(POINTS["bin"])
def bin_points(services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with every bin and where it is, for the map of a form."""
    insist(reader.sees_all, 401)
    return JSONResponse({"points": place_points(services, reader.language, "bin")})


@router.post(_SITE)
async def add_site(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Register the site of the form."""
    fields = await staff_form(request, services, reader, "devices")
    return await run_in_threadpool(_add, request, services, reader, "air", fields)


@router.post(_BIN)
async def add_bin(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Register the bin of the form."""
    fields = await staff_form(request, services, reader, "devices")
    return await run_in_threadpool(_add, request, services, reader, "bin", fields)


def _add(request: Request, services: Services, reader: Reader, kind: Kind, fields: Fields) -> Response:
    body = site_of_form(fields) if kind == "air" else bin_of_form(fields)
    if not isinstance(body, SiteBody | BinBody):
        return _page(request, services, reader, kind, fields, wrong=body, status=422)
    with services.state.read() as connection:
        registry = services.registry(connection)
    if isinstance(body, SiteBody):
        register_site(services, new_id(body.name, registry.sites, nameless="site"), body)
    else:
        register_bin(services, new_id(body.name, registry.bins, nameless="bin"), body)
    sensor = request.query_params.get("sensor")
    if sensor and (model := request.query_params.get("modell")):
        return see("/sensorer/oppsett", reader, sensor=sensor, modell=model, sted=body.name)
    if sensor:
        return see(f"/sensorer/nye/{sensor}", reader, sted=body.name)
    return see("/luft" if kind == "air" else "/avfall", reader)


def _page(
    request: Request, services: Services, reader: Reader, kind: Kind, fields: Fields, *, wrong: object = (), status: int = 200
) -> Response:
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), services.clock())
    behind = background(services.settings.pages)
    return render(
        request, services, reader, "new_devices/place.html",
        status=status, kind=kind, fields=fields, wrong=wrong, fractions=sorted({bin_.fraction for bin_ in present.bins.values()}),
        background=behind, points=POINTS[kind], has_map=not behind.is_empty or bool(present.sites if kind == "air" else present.bins),
    )  # fmt: skip
