"""The addresses of the bins: the page, what its map draws, and one bin's row."""

import gzip

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.waste.bin_list import GROUPS, Asked, bin_list
from api.pages.waste.map_points import NewestPoints
from api.pages.waste.waste import bin_row, waste
from api.registry.names import names_now
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])
_points = NewestPoints()


@router.get("/avfall")
def waste_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what needs collection, and a page of the bins that `?vis=` and `?avfall=` choose, the most urgent first."""
    insist(reader.sees_all, 401)
    view = waste(services)
    return render(
        request, services, reader, "waste/waste.html",
        view=view, groups=GROUPS, bins=bin_list(view.bins, Asked.of(request.query_params)), shown=_points.of(view.bins).version,
        background=background(services.settings.pages),
    )  # fmt: skip


@router.get("/avfall/kart.json")
def map_points(request: Request, services: ServicesDep, reader: ReaderDep, v: str = "") -> Response:
    """Answer with every bin as the map draws it: those of the page that shows version `v`, else as they are now."""
    insist(reader.sees_all, 401)
    points = _points.get(v) or _points.of(waste(services).bins)
    headers = {
        "ETag": f'"{points.version}-{reader.language}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding, Accept-Language, Cookie",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
    packed = points.in_language(names)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="application/json", headers=headers)
    return Response(packed, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})


@router.get("/avfall/{bin_id}/rad")
def row_of_bin(bin_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with one bin as the list shows it, for a tap on the map."""
    insist(reader.sees_all, 401)
    with services.state.read() as connection:
        row = bin_row(services, connection, bin_id)
    return render(request, services, reader, "waste/bin_card.html", bin=row)
