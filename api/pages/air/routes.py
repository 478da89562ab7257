"""The public's first page."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.pages.air.front_page import front_page
from api.pages.air.headline import headline, sentences
from api.pages.frame.answers import PAGE
from api.pages.frame.headers import LOCATING
from api.pages.frame.kept import kept
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.text.language import words
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/")
def public_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Say to everyone how the air is now."""

    def show(plain: Request) -> Response:
        view = front_page(services, reader)
        text = words(reader.language)
        answer = render(
            plain, services, reader, "air/front.html",
            view=view, headline=headline(text, view), sentences=list(sentences(text, view)), health_advice=services.health_advice,
            background=background(services.settings.pages),
        )  # fmt: skip
        answer.headers.update(LOCATING)
        return answer

    return kept(request, services, reader, {}, show)


@router.get("/steder/kart.json")
def map_points(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with every site as the map draws it: what its tile says."""

    def show(_plain: Request) -> Response:
        sites = front_page(services, reader).sites or ()
        points = [
            {"id": site.id, "name": site.name, "lat": site.lat, "lon": site.lon, "state": f"air-{site.mark.replace('_', '-')}"}
            for site in sites
        ]
        return JSONResponse({"points": points, "row": f"/sted/{{id}}/kort?lang={reader.language}"})

    return kept(request, services, reader, {}, show)
