"""The pages on which a round is looked at, and a crew reports from the road."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, crew_form, insist, note_of, see
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.map.route_map import drawing_of
from api.pages.rounds import crew_forms
from api.pages.rounds.note_words import note_in_words
from api.pages.rounds.proposal_routes import show_proposal
from api.pages.rounds.round_list import round_list
from api.pages.rounds.round_view import round_view
from api.pickups import routes as pickups
from api.pickups.answer import further_notes
from api.waste.emptyings import finish_work_item
from api.web.services import Services, ServicesDep
from domain.waste.rounds.anonymised_round import ANONYMISED
from storage.state.waste import pickups as stored_pickups
from storage.state.waste.pickups import PROPOSALS

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.api_route("/rounds/{rest:path}", methods=["GET", "POST"])
def old_address(rest: str, request: Request) -> Response:
    """Lead on from an address that people have kept; also a report, which a phone may have kept since before it moved."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": f"/runder/{rest}{query}"})


@router.get("/runder")
def rounds_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the rounds: under way, planned, proposed, and lately over."""
    insist(reader.sees_all, 401)
    return render(request, services, reader, "rounds/rounds.html", view=round_list(services))


@router.get("/runder/{pickup_id}.gpx")
def gpx(pickup_id: str, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with the round as GPX."""
    insist(reader.sees_all, 401)
    return pickups.get_gpx(pickup_id, services)


@router.get("/runder/{pickup_id}.geojson")
def geojson(pickup_id: str, services: ServicesDep, reader: ReaderDep) -> Response:
    """Answer with the round as GeoJSON."""
    insist(reader.sees_all, 401)
    return pickups.get_geojson(pickup_id, services)


@router.get("/runder/{pickup_id}")
def round_page(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a round, or a proposal of one; `?vehicle=` shows one vehicle's route alone."""
    insist(reader.sees_all, 401)
    if _is_proposal(services, pickup_id):
        return show_proposal(request, services, reader, pickup_id)
    view = round_view(services, pickup_id)
    vehicle = request.query_params.get("vehicle")
    shown = [route for route in view.round.routes if vehicle in (None, "", route.vehicle)] or view.round.routes
    return render(
        request, services, reader, "rounds/round.html",
        view=view, round=view.round, routes=shown, drawing_of=drawing_of,
        background=background(services.settings.pages), once=crew_forms.names(services, pickup_id), notes=further_notes(view.round),
        note_in_words=note_in_words, old=ANONYMISED in view.round.notes,
    )  # fmt: skip


@router.post("/runder/{pickup_id}/stops/{stop_id}")
async def report(pickup_id: str, stop_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Keep what a crew says of a stop."""
    fields = await crew_form(request, services, reader)
    await run_in_threadpool(crew_forms.report_stop, services, reader.collects_as or "", pickup_id, stop_id, fields)
    return see(f"/runder/{pickup_id}", reader, f"stop-{stop_id}")


@router.post("/runder/{pickup_id}/tips")
async def tip(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Keep that a truck has tipped."""
    fields = await crew_form(request, services, reader)
    await run_in_threadpool(crew_forms.report_tip, services, reader.collects_as or "", pickup_id, fields)
    return see(f"/runder/{pickup_id}", reader)


@router.post("/runder/{pickup_id}/arbeid/{number}")
async def settle(pickup_id: str, number: int, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Settle what somebody had to look at because of a round."""
    fields = await crew_form(request, services, reader)
    by = reader.name or reader.collects_as or ""
    await run_in_threadpool(finish_work_item, services, number, by=by, note=note_of(fields))
    return see(f"/runder/{pickup_id}", reader, "not-emptied")


def _is_proposal(services: Services, pickup_id: str) -> bool:
    with services.state.read() as connection:
        return stored_pickups.state_of(connection, pickup_id) in PROPOSALS
