"""The addresses of the bins."""

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.waste.bins import SHOWN
from api.pages.waste.waste import waste
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/avfall")
def waste_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what needs collection, and the fullest bins; `?bins=all` shows every one."""
    insist(reader.sees_all, 401)
    view = waste(services)
    shows_all = len(view.bins) <= SHOWN or request.query_params.get("bins") == "all"
    return render(request, services, reader, "waste/waste.html", view=view, shows_all=shows_all, shown_bins=SHOWN)
