"""The addresses of the bins: the page, what its map draws, and one bin's row."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.waste.bin_rows import BinRow
from api.pages.waste.waste import GROUPS, bin_row, waste
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])
_PAGE_SIZE = 50


@router.get("/avfall")
def waste_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what needs collection, and the bins that `?vis=` and `?avfall=` choose, the most urgent first."""
    insist(reader.sees_all, 401)
    view = waste(services)
    group, fraction = (request.query_params.get(name, "") for name in ("vis", "avfall"))
    chosen = view.chosen(group, fraction)
    return render(
        request, services, reader, "waste/waste.html",
        view=view, group=group, fraction=fraction, groups=GROUPS, chosen=chosen,
        shows_all=request.query_params.get("antall") == "alle", page_size=_PAGE_SIZE,
        background=background(services.settings.pages),
    )  # fmt: skip


@router.get("/avfall/kart.json")
def map_points(services: ServicesDep, reader: ReaderDep) -> JSONResponse:
    """Answer with every bin as the map draws it: the same marks and groups as the list's."""
    insist(reader.sees_all, 401)
    return JSONResponse({"points": [_point(row) for row in waste(services).bins]}, headers={"Cache-Control": "no-store"})


@router.get("/avfall/{bin_id}/rad")
def row_of_bin(bin_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with one bin as the list shows it, for a tap on the map."""
    insist(reader.sees_all, 401)
    with services.state.read() as connection:
        row = bin_row(services, connection, bin_id)
    return render(request, services, reader, "waste/bin_card.html", bin=row)


def _point(row: BinRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "lat": row.lat,
        "lon": row.lon,
        "state": row.mark,
        "groups": sorted(row.groups),
        "fraction": row.fraction,
        "row": f"/avfall/{row.id}/rad",
    }
