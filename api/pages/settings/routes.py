"""The address of what is set."""

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.settings.settings import settings_now
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/innstillinger")
def settings_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what is set."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "settings/settings.html", view=settings_now(services))
