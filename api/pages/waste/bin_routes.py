"""The addresses of one bin: its page, its plot's figures, and where a report of it is closed that is not so."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.pages.frame.answers import PAGE, crew_form, insist, note_of, see
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.waste.bin_page import bin_page
from api.pages.waste.bin_plot import bin_plot, plot_version
from api.waste.bin_requests import dismiss
from api.waste.emptyings import Number
from api.web.fields import Id
from api.web.problems import ProblemError
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


@router.post("/avfall/{bin_id}/melding/{number}")
async def dismiss_report(bin_id: Id, number: Number, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Close a citizens' report that is not so; they read the reason."""
    reason = note_of(await crew_form(request, services, reader))
    if reason is None:
        raise ProblemError(422, "Say why the report is closed: who reported it reads the reason.")
    await run_in_threadpool(dismiss, services, bin_id, number, by=reader.name or reader.collects_as or "", reason=reason)
    return see(f"/avfall/{bin_id}", reader)
