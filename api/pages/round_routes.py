"""The pages on which a truck is sent, a round looked at, and a crew reports from the road."""

from collections import Counter
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from api import pickup_events, pickups
from api.idempotent import answer_once
from api.pages import forms, rounds
from api.pages.reader import Reader
from api.pages.render import render
from api.pickup_body import PickupBody, StopEventBody
from api.problems import ProblemError
from api.services import Here, Services
from storage.state import stop_events


def add_rounds(routes: APIRouter, who: Callable[..., Reader]) -> None:
    """Add the pages of rounds."""

    @routes.get("/rounds/{pickup_id}.gpx")
    def gpx(pickup_id: str, here: Here, looking: Annotated[Reader, Depends(who)]) -> Response:
        _insist(looking.sees_all, 401)
        return pickups.get_gpx(pickup_id, here)

    @routes.get("/rounds/{pickup_id}.geojson")
    def geojson(pickup_id: str, here: Here, looking: Annotated[Reader, Depends(who)]) -> Response:
        _insist(looking.sees_all, 401)
        return pickups.get_geojson(pickup_id, here)

    @routes.get("/rounds/{pickup_id}")
    def round_page(pickup_id: str, request: Request, here: Here, looking: Annotated[Reader, Depends(who)]) -> Response:
        _insist(looking.sees_all, 401)
        answer = pickups.read(here, pickup_id)
        vehicle = request.query_params.get("vehicle")
        shown = [route for route in answer.routes if vehicle in (None, "", route.vehicle)] or answer.routes
        maps = {route.vehicle: rounds.map_of(route) for route in shown}
        return render(
            request, here, looking, "round.html",
            round=answer, routes=shown, maps=maps, progress=rounds.progress(answer), once=_once(here, pickup_id),
        )  # fmt: skip

    @routes.post("/triggers/{trigger_id}/plan")
    async def plan(trigger_id: str, request: Request, here: Here, looking: Annotated[Reader, Depends(who)]) -> Response:
        await _our_form(request, here, looking)
        found = await run_in_threadpool(_planned, here, trigger_id)
        return _to(found, looking)

    @routes.post("/rounds/{pickup_id}/stops/{stop_id}")
    async def report(pickup_id: str, stop_id: str, request: Request, here: Here, looking: Annotated[Reader, Depends(who)]) -> Response:
        fields = await _our_form(request, here, looking)
        await run_in_threadpool(_reported, here, looking, pickup_id, stop_id, fields)
        return _to(pickup_id, looking, f"stop-{stop_id}", vehicle=fields.get("vehicle", ""))


def _planned(here: Services, trigger_id: str) -> str:
    """Return the round that is planned for a trigger: the one that somebody else asked for a moment ago, if so."""
    try:
        with here.state.begin() as connection:
            return pickups.begin(here, connection, PickupBody(trigger_id=trigger_id)).id
    except ProblemError as error:
        if error.status == 409 and error.extra.get("pickup_id"):
            return str(error.extra["pickup_id"])
        raise


def _reported(here: Services, looking: Reader, pickup_id: str, stop_id: str, fields: dict[str, str]) -> None:
    reason = fields.get("reason") or None
    kind = fields.get("type", "")
    try:
        body = StopEventBody.model_validate({"type": kind, "reason": reason if kind == "could_not" else None, "time": here.clock() / 1000})
    except ValidationError as error:
        raise ProblemError(422, "The form names nothing that can happen at a stop; load the page again.") from error
    path = f"page /rounds/{pickup_id}/stops/{stop_id}"
    # Two different buttons, pressed on the same look at the page, are two reports.
    once = f"{fields['once'][:80]}.{kind}.{body.reason or ''}" if fields.get("once") else None
    # The moment of pressing is not part of the request: a form that is sent twice is one report.
    same = body.model_copy(update={"time": 0})
    answer_once(
        here,
        looking.collects_as or "",
        once,
        path,
        same,
        lambda connection: (201, pickup_events.report(here, connection, pickup_id, stop_id, body)),
    )


async def _our_form(request: Request, here: Services, looking: Reader) -> dict[str, str]:
    """Return the fields of a form of ours. Raises a 401, 403 or 413."""
    _insist(looking.sees_all, 401)
    _insist(looking.collects_as is not None, 403)
    _insist(forms.is_our_own(request, here.settings.http.public_url), 403)
    try:
        return await forms.read(request)
    except forms.FormTooLargeError as error:
        raise ProblemError(413, "The form is larger than any of ours.") from error


def _once(here: Services, pickup_id: str) -> Callable[[str], str]:
    """Return what names a report from this look at the page: pressed twice on a bad line, it is one; after the next report, another."""
    with here.state.read() as connection:
        told = Counter(event.stop_id for event in stop_events.of_pickup(connection, pickup_id))
    return lambda stop_id: f"{pickup_id}.{stop_id}.{told[stop_id]}"


def _insist(holds: bool, status: int) -> None:
    said = {401: "Sign in to see rounds.", 403: "This needs a key with the scope `pickups`, and a form of our own page."}
    if not holds:
        raise ProblemError(status, said[status], headers={"WWW-Authenticate": 'Bearer realm="bysans"'} if status == 401 else None)


def _to(pickup_id: str, looking: Reader, part: str = "", **query: str) -> Response:
    asked = {"lang": looking.language, **{name: value for name, value in query.items() if value}}
    where = f"/rounds/{pickup_id}?{urlencode(asked)}" + (f"#{part}" if part else "")
    return Response(status_code=303, headers={"Location": where, "Cache-Control": "no-store"})
