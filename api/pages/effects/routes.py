"""The address of the effects."""

from fastapi import APIRouter, Request, Response

from api.pages.effects.effects import PERIODS, effects_page
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/effekt")
def show_effects(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what the last 30 days came to; `?periode=month` and `year` choose another period."""
    insist(reader.sees_all, 401)
    view = effects_page(services, reader.language, request.query_params.get("periode"))
    return render(request, services, reader, "effects/effects.html", view=view, periods=PERIODS)
