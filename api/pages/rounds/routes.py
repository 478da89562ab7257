"""The pages on which a round is looked at, and a crew reports from the road."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, crew_form, insist, see
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.map.route_map import map_of
from api.pages.rounds import crew_forms
from api.pages.rounds.progress import progress
from api.pickups import routes as pickups
from api.pickups.answer import further_notes
from api.pickups.body import PickupBody
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.api_route("/rounds/{rest:path}", methods=["GET", "POST"])
def old_address(rest: str, request: Request) -> Response:
    """Lead on from an address that people have kept; also a report, which a phone may have kept since before it moved."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": f"/runder/{rest}{query}"})


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
    """Show a round; `?vehicle=` shows one vehicle's route alone."""
    insist(reader.sees_all, 401)
    answer = pickups.read_round(services, pickup_id)
    vehicle = request.query_params.get("vehicle")
    shown = [route for route in answer.routes if vehicle in (None, "", route.vehicle)] or answer.routes
    return render(
        request, services, reader, "rounds/round.html",
        round=answer, routes=shown, maps={route.vehicle: map_of(route) for route in shown}, progress=progress(answer),
        once=crew_forms.names(services, pickup_id), notes=further_notes(answer),
    )  # fmt: skip


@router.post("/triggers/{trigger_id}/plan")
async def plan(trigger_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Plan a round for a trigger."""
    await crew_form(request, services, reader)
    pickup_id = await run_in_threadpool(_planned, services, trigger_id)
    return see(f"/runder/{pickup_id}", reader)


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


def _planned(services: Services, trigger_id: str) -> str:
    """Return the round that is planned for a trigger: the one that somebody else asked for a moment ago, if so."""
    try:
        with services.state.begin() as connection:
            return pickups.create_round(services, connection, PickupBody(trigger_id=trigger_id)).id
    except ProblemError as error:
        if error.status == 409 and error.extra.get("pickup_id"):
            return str(error.extra["pickup_id"])
        raise
