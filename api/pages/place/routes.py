"""The addresses of a place: its page, its plot's figures, the same as CSV, and a small frame for others' pages."""

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.kept import kept, kept_json
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.place.choice import PERIODS, asked
from api.pages.place.place import Place, place
from api.pages.place.plot import csv_of, figures, limit_text
from api.text.formats import Formats
from api.text.language import words
from api.web.fields import Id
from api.web.public_address import public_address
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/sted/{site_id}")
def page(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the air at a place."""
    view = _place(site_id, request, services, reader)
    formats = Formats(words(reader.language), view.now)
    frame_address = public_address(services, request, f"/sted/{site_id}/ramme")
    return render(
        request, services, reader, "place/place.html",
        view=view, limit=limit_text(formats, view.series) if view.series else "", frame_address=frame_address,
        periods=PERIODS, health_advice=services.health_advice,
    )  # fmt: skip


@router.get("/sted/{site_id}/plott.json")
def plot(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with what the place's plot draws; null where nothing is measured."""
    view = _place(site_id, request, services, reader)
    drawn = figures(Formats(words(reader.language), view.now), view.series) if view.series else None
    return kept_json(request, reader, drawn)


@router.get("/sted/{site_id}/malinger.csv")
def table(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with the chosen means as CSV."""
    view = _place(site_id, request, services, reader)
    name = "-".join(filter(None, (site_id, view.choice.parameter, view.choice.period, view.choice.averaging)))
    return kept(request, reader, csv_of(view.series), "text/csv; charset=utf-8", name=f"{name}.csv".replace(":", "-"))


def _place(site_id: str, request: Request, services: Services, reader: Reader) -> Place:
    """Read the place. Raises a 401 where means are not for everyone."""
    insist(reader.sees_sites and reader.sees_means, 401)
    return place(services, reader, site_id, asked(request.query_params))
