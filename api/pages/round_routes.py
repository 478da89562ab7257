"""The pages on which a truck is sent, a round looked at, and a crew reports from the road."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages import crew_forms, forms, rounds
from api.pages.reader import Reader
from api.pages.render import render
from api.pickups import routes as pickups
from api.pickups.answer import further_notes
from api.pickups.body import PickupBody
from api.waste.emptyings import finish_work_item
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep


def add_rounds(routes: APIRouter, who: Callable[..., Reader]) -> None:
    """Add the pages of rounds."""

    @routes.get("/rounds/{pickup_id}.gpx")
    def gpx(pickup_id: str, services: ServicesDep, looking: Annotated[Reader, Depends(who)]) -> Response:
        _insist(looking.sees_all, 401)
        return pickups.get_gpx(pickup_id, services)

    @routes.get("/rounds/{pickup_id}.geojson")
    def geojson(pickup_id: str, services: ServicesDep, looking: Annotated[Reader, Depends(who)]) -> Response:
        _insist(looking.sees_all, 401)
        return pickups.get_geojson(pickup_id, services)

    @routes.get("/rounds/{pickup_id}")
    def round_page(pickup_id: str, request: Request, services: ServicesDep, looking: Annotated[Reader, Depends(who)]) -> Response:
        _insist(looking.sees_all, 401)
        answer = pickups.read_round(services, pickup_id)
        vehicle = request.query_params.get("vehicle")
        shown = [route for route in answer.routes if vehicle in (None, "", route.vehicle)] or answer.routes
        maps = {route.vehicle: rounds.map_of(route) for route in shown}
        return render(
            request, services, looking, "round.html",
            round=answer, routes=shown, maps=maps, progress=rounds.progress(answer),
            once=crew_forms.names(services, pickup_id), notes=further_notes(answer),
        )  # fmt: skip

    @routes.post("/triggers/{trigger_id}/plan")
    async def plan(trigger_id: str, request: Request, services: ServicesDep, looking: Annotated[Reader, Depends(who)]) -> Response:
        await _our_form(request, services, looking)
        found = await run_in_threadpool(_planned, services, trigger_id)
        return _to(found, looking)

    @routes.post("/rounds/{pickup_id}/stops/{stop_id}")
    async def report(
        pickup_id: str, stop_id: str, request: Request, services: ServicesDep, looking: Annotated[Reader, Depends(who)]
    ) -> Response:
        fields = await _our_form(request, services, looking)
        await run_in_threadpool(crew_forms.report_stop, services, looking.collects_as or "", pickup_id, stop_id, fields)
        return _to(pickup_id, looking, f"stop-{stop_id}")

    @routes.post("/rounds/{pickup_id}/tips")
    async def tip(pickup_id: str, request: Request, services: ServicesDep, looking: Annotated[Reader, Depends(who)]) -> Response:
        fields = await _our_form(request, services, looking)
        await run_in_threadpool(crew_forms.report_tip, services, looking.collects_as or "", pickup_id, fields)
        return _to(pickup_id, looking)

    @routes.post("/work-items/{number}/done")
    async def work_item_done(number: int, request: Request, services: ServicesDep, looking: Annotated[Reader, Depends(who)]) -> Response:
        await _our_form(request, services, looking)
        await run_in_threadpool(finish_work_item, services, number, by=looking.key_name or looking.collects_as or "", note=None)
        where = f"/?{urlencode({'lang': looking.language})}#attention"
        return Response(status_code=303, headers={"Location": where, "Cache-Control": "no-store"})


def _planned(services: Services, trigger_id: str) -> str:
    """Return the round that is planned for a trigger: the one that somebody else asked for a moment ago, if so."""
    try:
        with services.state.begin() as connection:
            return pickups.create_round(services, connection, PickupBody(trigger_id=trigger_id)).id
    except ProblemError as error:
        if error.status == 409 and error.extra.get("pickup_id"):
            return str(error.extra["pickup_id"])
        raise


async def _our_form(request: Request, services: Services, looking: Reader) -> dict[str, str]:
    """Return the fields of a form of ours. Raises a 401, 403 or 413."""
    _insist(looking.sees_all, 401)
    _insist(looking.collects_as is not None, 403)
    _insist(forms.is_our_own(request, services.settings.http.public_url), 403)
    try:
        return await forms.read(request)
    except forms.FormTooLargeError as error:
        raise ProblemError(413, "The form is larger than any of ours.") from error


def _insist(holds: bool, status: int) -> None:
    said = {401: "Sign in to see rounds.", 403: "This needs a key with the scope `pickups`, and a form of our own page."}
    if not holds:
        raise ProblemError(status, said[status], headers={"WWW-Authenticate": 'Bearer realm="bysans"'} if status == 401 else None)


def _to(pickup_id: str, looking: Reader, part: str = "") -> Response:
    where = f"/rounds/{pickup_id}?{urlencode({'lang': looking.language})}" + (f"#{part}" if part else "")
    return Response(status_code=303, headers={"Location": where, "Cache-Control": "no-store"})
