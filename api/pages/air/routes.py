"""The addresses of the air: the public's first page, and the staff's."""

from fastapi import APIRouter, Request, Response

from api.pages.air.air import air
from api.pages.alerts.forms import HOURS
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/")
def public_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the air to everyone."""
    return render(request, services, reader, "air/public.html", view=air(services, reader))


@router.get("/luft")
def air_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the air and the open alerts about it to those who act on them."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "air/air.html", view=air(services, reader, with_alerts=True), shelf_hours=HOURS)
