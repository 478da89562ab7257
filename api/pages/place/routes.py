"""The addresses of a place: its page, its plot's figures, the same as CSV, and a small frame for others' pages."""

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.headers import embedded_headers
from api.pages.frame.kept import kept
from api.pages.frame.reader import CitizenDep, Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.place.choice import PERIODS, asked
from api.pages.place.place import Place, place
from api.pages.place.plot import csv_of, figures, limit_text, note_text
from api.text.formats import Formats
from api.text.language import words
from api.web.fields import Id
from api.web.public_address import public_address
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/sted/{site_id}")
def page(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the air at a place."""

    def show(plain: Request, view: Place) -> Response:
        return render(
            plain, services, reader, "place/place.html",
            view=view, limit=_limit(reader, view), periods=PERIODS, health_advice=services.health_advice,
            note_text=partial(note_text, Formats(words(reader.language), view.now)),
            frame_address=public_address(services, plain, f"/sted/{site_id}/ramme"),
        )  # fmt: skip

    return _answer(site_id, request, services, reader, show)


@router.get("/sted/{site_id}/ramme")
def frame(site_id: Id, request: Request, services: ServicesDep, reader: CitizenDep) -> Response:
    """Show the air at a place in a small frame that others' pages may embed; it is the same for everyone."""

    def show(plain: Request, view: Place) -> Response:
        answer = render(plain, services, reader, "place/embedded.html", counted=False, view=view)
        answer.headers.update(embedded_headers())
        return answer

    return _answer(site_id, request, services, reader, show)


@router.get("/sted/{site_id}/kort")
def card(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a place as its tile does, for a tap on the map."""

    def show(plain: Request, view: Place) -> Response:
        return render(plain, services, reader, "place/card.html", counted=False, view=view)

    return _answer(site_id, request, services, reader, show)


@router.get("/sted/{site_id}/plott.json")
def plot(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with what the place's plot draws; null where nothing is measured."""

    def show(_plain: Request, view: Place) -> Response:
        return JSONResponse(figures(Formats(words(reader.language), view.now), view.series, view.notes) if view.series else None)

    return _answer(site_id, request, services, reader, show)


@router.get("/sted/{site_id}/malinger.csv")
def table(site_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with the chosen means as CSV."""

    def show(_plain: Request, view: Place) -> Response:
        name = "-".join(filter(None, (site_id.replace(":", "-"), view.choice.parameter, view.choice.period, view.choice.averaging)))
        saved_as = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(csv_of(view.series), media_type="text/csv; charset=utf-8", headers=saved_as)

    return _answer(site_id, request, services, reader, show)


def _answer(site_id: str, request: Request, services: Services, reader: Reader, show: Callable[[Request, Place], Response]) -> Response:
    """Answer with what `show` makes of the place. Raises a 401 where the air is not for everyone, and a 404."""
    insist(reader.sees_air, 401)
    choice = asked(request.query_params)
    return kept(request, services, reader, choice.query, lambda plain: show(plain, place(services, reader, site_id, choice)))


def _limit(reader: Reader, view: Place) -> str:
    return limit_text(Formats(words(reader.language), view.now), view.series) if view.series else ""
