"""The public's first page."""

from fastapi import APIRouter, Request, Response

from api.pages.air.air import air
from api.pages.frame.answers import PAGE
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/")
def public_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the air to everyone."""
    return render(request, services, reader, "air/public.html", view=air(services, reader))
