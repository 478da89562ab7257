"""The address of the effects."""

from fastapi import APIRouter, Request, Response

from api.effects.routes import read_effects
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/effekt")
def effects_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what the last 30 days came to."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "effects/effects.html", view=read_effects(services, None, None))
