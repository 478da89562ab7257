"""The addresses of one bin: its page, and its plot's figures."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.waste.bin_page import bin_page
from api.pages.waste.bin_plot import bin_plot, plot_version
from api.web.fields import Id
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/avfall/{bin_id}")
def page(bin_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a bin: how full it is and will be, and what happened to it."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "waste/bin_page.html", view=bin_page(services, bin_id))


@router.get("/avfall/{bin_id}/plott.json")
def plot(bin_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with what the bin's plot draws; with 304 to one that has it."""
    insist(reader.sees_all, 401)
    headers = {"Cache-Control": "no-store", "ETag": plot_version(services, bin_id)}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return JSONResponse(bin_plot(bin_page(services, bin_id)), headers=headers)
