"""The pages on which the office hands a round over: links for drivers, a list on paper, and the photos that come back."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, crew_form, insist, see
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.rounds.hand_over import hand_over
from api.pages.rounds.print_list import print_list
from api.pickups.links.links import make_link, revoke_link
from api.pickups.photos.routes import PhotoId, photo_response
from api.web.public_address import leads_here_only
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/runder/{pickup_id}/overlever")
def hand_over_page(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a round's links, with a QR code and a text for each driver."""
    insist(reader.sees_all, 401)
    insist(reader.collects_as is not None, 403)  # who sees a link may report by it
    view = hand_over(services, request, pickup_id, reader.language)
    return render(request, services, reader, "rounds/hand_over.html", view=view, here_only=leads_here_only(services, request))


@router.post("/runder/{pickup_id}/lenker")
async def new_link(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Make a link for a vehicle's driver."""
    fields = await crew_form(request, services, reader)
    await run_in_threadpool(_make, services, reader, pickup_id, fields.get("vehicle"))
    return see(f"/runder/{pickup_id}/overlever", reader)


@router.post("/runder/{pickup_id}/lenker/{link_id}/trekk")
async def revoke(pickup_id: str, link_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Revoke a link."""
    await crew_form(request, services, reader)
    await run_in_threadpool(_revoke, services, pickup_id, link_id)
    return see(f"/runder/{pickup_id}/overlever", reader)


@router.get("/runder/{pickup_id}/utskrift")
def paper(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a vehicle's route as it is printed: `?bil=` names the vehicle."""
    insist(reader.sees_all, 401)
    view = print_list(services, pickup_id, request.query_params.get("bil"), reader.language)
    return render(request, services, reader, "rounds/print_list.html", counted=False, view=view, pickup_id=pickup_id)


@router.get("/runder/{pickup_id}/bilder/{photo_id}")
def photo(pickup_id: str, photo_id: PhotoId, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with a crew's photo."""
    insist(reader.sees_all, 401)
    return photo_response(services, pickup_id, photo_id)


def _make(services: Services, reader: Reader, pickup_id: str, vehicle: str | None) -> None:
    with services.state.begin() as connection:
        make_link(services, connection, pickup_id, vehicle, reader.name or reader.collects_as or "")


def _revoke(services: Services, pickup_id: str, link_id: str) -> None:
    with services.state.begin() as connection:
        revoke_link(services, connection, pickup_id, link_id)
