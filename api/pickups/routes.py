"""Rounds over HTTP: asked for here, planned by watch in the background, called off or planned again."""

import json
import secrets
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from api.pickups import geo_export
from api.pickups.answer import PickupAnswer, pickup_answer
from api.pickups.body import PickupBody, ReplanBody
from api.pickups.booked import insist_vehicles_free
from api.pickups.requests.due_bins import trigger_of
from api.pickups.requests.new_round import round_request
from api.pickups.requests.replan import replan_request
from api.registry.names import names_now
from api.web.auth import reader, writer
from api.web.fields import Answer
from api.web.idempotency import IdempotencyKey, answer_once
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import ProblemError, not_found
from api.web.services import Services, ServicesDep
from domain.waste.rounds.proposal import KEPT
from domain.waste.rounds.round_problem import RoundRequest
from domain.waste.routing.collection_day import departure
from storage.state import jobs
from storage.state.access.keys import Key
from storage.state.waste import fleets, pickups, proposals, stop_events
from storage.state.waste.pickups import PLANNED_NEXT, PROPOSALS, Pickup, PickupState

router = APIRouter(prefix="/pickups", tags=["core", "pickups"])
PickupId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[^/\x00]+$")]
Writer = Annotated[Key, Depends(writer("pickups"))]
_MAY_READ = [Depends(reader)]
_OVER = ("done", "cancelled")


@router.post("", status_code=202, response_model=PickupAnswer)
def post_pickup(
    request: Request, services: ServicesDep, key: Writer, body: PickupBody, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Ask for a round, or a proposal of one. It is planned in the background; `GET /pickups/{id}` shows when it is ready."""

    def work(connection: Connection) -> tuple[int, Answer]:
        return 202, answer_of(services, connection, create_round(services, connection, body))

    answer = answer_once(services, key.id, idempotency_key, "POST /pickups", body, work)
    answer.headers["Location"] = f"{request.url.path}/{json.loads(bytes(answer.body))['id']}"
    return answer


@router.get("", dependencies=_MAY_READ)
def list_pickups(services: ServicesDep, limit: Limit = 100, cursor: Cursor = None, state: PickupState | None = None) -> Page[PickupAnswer]:
    """List rounds, newest first; proposals only with `state=proposed` or `proposing`."""
    (before,) = position_of(cursor, int) or (None,)
    with services.state.read() as connection:
        rows = pickups.page(connection, before=before, state=state, limit=limit + 1)
        events = stop_events.of_pickups(connection, [row.id for row in rows])
        names, zone = names_now(services, connection), services.figures.zone
    return page_of(rows, limit, lambda row: pickup_answer(row, events.get(row.id, []), names, zone), lambda row: (row.seq,))


@router.get(
    "/{pickup_id}.geojson", dependencies=_MAY_READ, response_class=Response, responses={200: {"content": {"application/geo+json": {}}}}
)
def get_geojson(pickup_id: PickupId, services: ServicesDep) -> Response:
    """Read a round's routes and stops as GeoJSON: lines and points, lon before lat."""
    return Response(json.dumps(geo_export.geojson(read_round(services, pickup_id)), ensure_ascii=False), media_type="application/geo+json")


@router.get("/{pickup_id}.gpx", dependencies=_MAY_READ, response_class=Response, responses={200: {"content": {"application/gpx+xml": {}}}})
def get_gpx(pickup_id: PickupId, services: ServicesDep) -> Response:
    """Read a round's routes as GPX, a `<rte>` for each vehicle."""
    return Response(geo_export.gpx(read_round(services, pickup_id)), media_type="application/gpx+xml")


@router.get("/{pickup_id}", dependencies=_MAY_READ)
def get_pickup(pickup_id: PickupId, services: ServicesDep) -> PickupAnswer:
    """Read a round: whether it is planned, its routes and stops, and the bins that it does not reach and why."""
    return read_round(services, pickup_id)


@router.post("/{pickup_id}/replan", status_code=202, response_model=PickupAnswer)
def replan_pickup(
    pickup_id: PickupId, services: ServicesDep, key: Writer, body: ReplanBody, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Plan the rest of a round again, from where its vehicles are; what is visited stays, and stops keep their ids."""

    def work(connection: Connection) -> tuple[int, Answer]:
        return 202, answer_of(services, connection, replan_round(services, connection, pickup_id, body))

    return answer_once(services, key.id, idempotency_key, f"POST /pickups/{pickup_id}/replan", body, work)


@router.post("/{pickup_id}/cancel")
def cancel_pickup(pickup_id: PickupId, services: ServicesDep, _key: Writer) -> PickupAnswer:
    """Call a round off; a second time changes nothing. A proposal is deleted."""
    with services.state.begin() as connection:
        return answer_of(services, connection, cancel_round(services, connection, pickup_id))


def create_round(services: Services, connection: Connection, body: PickupBody) -> Pickup:
    """Create a round, or a proposal, and let it be planned. Raises a 409 or 422."""
    now = services.clock()
    trigger = trigger_of(connection, body)
    request = round_request(services, connection, body, trigger, now)
    if body.departure is not None:
        insist_vehicles_free(connection, request, services.figures.zone)
    proposals.discard_older(connection, now - KEPT)
    pickup = pickups.create(
        connection,
        f"p-{secrets.token_hex(8)}",
        request,
        trigger_id=trigger.id if trigger else None,
        departure=_departure(services, connection, request),
        now=now,
        state="proposing" if body.propose else "planning",
    )
    jobs.ask(connection, jobs.PLAN, [pickup.id], now)
    return pickup


def cancel_round(services: Services, connection: Connection, pickup_id: str) -> Pickup:
    """Call a round off, or delete a proposal, which is returned as cancelled too. Raises a 404 or 409."""
    pickup = locked_round(connection, pickup_id)
    if pickup.state == "done":
        raise ProblemError(409, f"The round {pickup_id!r} is done: it cannot be called off any more.")
    if pickup.state in PROPOSALS:
        proposals.discard(connection, pickup_id)
        return replace(pickup, state="cancelled")
    pickups.set_state(connection, pickup_id, "cancelled", services.clock())
    return locked_round(connection, pickup_id)


def replan_round(services: Services, connection: Connection, pickup_id: str, body: ReplanBody) -> Pickup:
    """Let a round be planned again. Raises a 404, 409 or 422."""
    now = services.clock()
    pickup = locked_round(connection, pickup_id)
    # An infeasible round has given its trigger back: a new round must be asked for.
    if pickup.state in _OVER or (pickup.state == "infeasible" and pickup.trigger_id is not None):
        raise ProblemError(409, f"The round {pickup_id!r} is {pickup.state}: ask for a new one.")
    request = replan_request(services, connection, pickup, body, now)
    if body.departure is not None:
        insist_vehicles_free(connection, request, services.figures.zone, except_for=pickup_id)
    leaves = pickup.departure if body.departure is None else _departure(services, connection, request)
    pickups.set_request(connection, pickup, request, departure=leaves, now=now)
    jobs.ask(connection, jobs.PLAN, [] if pickup.state in PLANNED_NEXT else [pickup_id], now)
    return locked_round(connection, pickup_id)


def _departure(services: Services, connection: Connection, request: RoundRequest) -> int:
    """Return when (ms UTC) the requested vehicles can set out at the earliest."""
    fleet = fleets.current(connection).only(request.vehicles, {bin_.fraction for bin_ in request.bins})
    return departure(fleet, request.not_before, services.figures.zone)


def existing_round(connection: Connection, pickup_id: str) -> Pickup:
    """Return the round. Raises a 404."""
    pickup = pickups.get(connection, pickup_id)
    if pickup is None:
        raise not_found("pickup", pickup_id)
    return pickup


def locked_round(connection: Connection, pickup_id: str) -> Pickup:
    """Return the round, which nobody else changes meanwhile. Raises a 404."""
    pickup = pickups.lock(connection, pickup_id)
    if pickup is None:
        raise not_found("pickup", pickup_id)
    return pickup


def read_round(services: Services, pickup_id: str) -> PickupAnswer:
    """Return a round as the API answers it. Raises a 404."""
    with services.state.read() as connection:
        return answer_of(services, connection, existing_round(connection, pickup_id))


def answer_of(services: Services, connection: Connection, pickup: Pickup) -> PickupAnswer:
    """Return a round as the API answers it."""
    events, names = stop_events.of_pickup(connection, pickup.id), names_now(services, connection)
    return pickup_answer(pickup, events, names, services.figures.zone)
