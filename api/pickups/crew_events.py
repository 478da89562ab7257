"""What crews report from their rounds, also hours later: each report counts by its own time."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from api.pickups.body import RoundEventBody, StopEventBody
from api.pickups.crew_event_time import event_time
from api.pickups.extra_stop import extra_stop
from api.pickups.routes import PickupId, Writer, locked_round
from api.web.fields import Answer, TimeOut
from api.web.idempotency import IdempotencyKey, answer_once
from api.web.problems import ProblemError, not_found, wrong_field
from api.web.services import Services, ServicesDep
from domain.waste.rounds.extra_stop import with_extra_stop, without_undone_extras
from domain.waste.rounds.progress import progress
from domain.waste.rounds.round_plan import RoundPlan, Stop
from domain.waste.rounds.stop_state import CouldNotReason, StopEvent, StopOutcome, StopState, stop_outcomes
from storage.state.waste import old_rounds, pickups, stop_events, stop_photos
from storage.state.waste.pickups import PROPOSALS, Pickup, PickupState

router = APIRouter(prefix="/pickups", tags=["core", "pickups"])
StopId = Annotated[str, Path(min_length=1, max_length=16, pattern=r"^[^/]+$")]


class CrewEventAnswer(Answer):
    """What has become of the stop (null for a tip), and of its round."""

    type: Literal["emptied", "could_not", "undo", "extra", "tipped"]
    time: TimeOut
    pickup_id: str
    pickup_state: PickupState
    stop_id: str | None
    bin_id: str | None
    state: StopState | None
    reason: CouldNotReason | None


@router.post("/{pickup_id}/stops/{stop_id}/events", status_code=201, response_model=CrewEventAnswer)
def post_stop_event(
    pickup_id: PickupId, stop_id: StopId, services: ServicesDep, key: Writer, body: StopEventBody, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Report what happened at a stop; the report with the latest time counts, in whatever order they come."""

    def work(connection: Connection) -> tuple[int, Answer]:
        return 201, report_stop(services, connection, pickup_id, stop_id, body)

    return answer_once(services, key.id, idempotency_key, f"POST /pickups/{pickup_id}/stops/{stop_id}/events", body, work)


@router.post("/{pickup_id}/events", status_code=201, response_model=CrewEventAnswer)
def post_round_event(
    pickup_id: PickupId, services: ServicesDep, key: Writer, body: RoundEventBody, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Report a bin more that was emptied, or that a truck has tipped."""

    def work(connection: Connection) -> tuple[int, Answer]:
        return 201, report_round_event(services, connection, pickup_id, body)

    return answer_once(services, key.id, idempotency_key, f"POST /pickups/{pickup_id}/events", body, work)


def report_stop(services: Services, connection: Connection, pickup_id: str, stop_id: str, body: StopEventBody) -> CrewEventAnswer:
    """Keep what happened at a stop. Raises a 404, 409 or 422."""
    pickup = _round_on_the_road(connection, pickup_id)
    plan = pickup.plan
    stop = plan.stop(stop_id) if plan else None
    if plan is None or stop is None:
        raise not_found("stop", stop_id)
    event = StopEvent(
        type=body.type,
        time=event_time(body.time, pickup, services.clock()),
        stop_id=stop_id,
        bin_id=stop.bin_id,
        vehicle=plan.vehicle_of(stop_id),
        reason=body.reason,
        note=body.note,
    )
    if event.type == "undo":
        stop_photos.withdraw(connection, pickup_id, stop_id, event.time)
    return _kept(services, connection, pickup, plan, event)


def report_round_event(services: Services, connection: Connection, pickup_id: str, body: RoundEventBody) -> CrewEventAnswer:
    """Keep what happened beside the stops. Raises a 404, 409 or 422."""
    pickup = _round_on_the_road(connection, pickup_id)
    plan = pickup.plan
    if plan is None or not plan.routes:
        raise ProblemError(409, f"The round {pickup_id!r} is {pickup.state} and has no route: there is nothing to report on yet.")
    vehicle = _vehicle(plan, body.vehicle)
    event = StopEvent(type=body.type, time=event_time(body.time, pickup, services.clock()), bin_id=body.bin_id, vehicle=vehicle)
    if body.bin_id is None:
        return _kept(services, connection, pickup, plan, event)
    planned = _planned(connection, pickup, plan, body.bin_id)
    if planned is not None:  # it was no extra, only emptied out of turn
        return _kept(services, connection, pickup, plan, replace(event, type="emptied", stop_id=planned.stop_id))
    stop = extra_stop(services, connection, pickup, plan, body.bin_id, vehicle, event.time)
    pickup = replace(pickup, next_stop=pickup.next_stop + 1)
    return _kept(services, connection, pickup, with_extra_stop(plan, vehicle, stop), replace(event, stop_id=stop.stop_id))


def _round_on_the_road(connection: Connection, pickup_id: str) -> Pickup:
    """Return the round, locked. Raises a 404, and a 409 for a proposal, which nobody drives, and for a round without its trucks."""
    pickup = locked_round(connection, pickup_id)
    if old_rounds.is_anonymised(connection, pickup_id):
        raise ProblemError(409, f"The round {pickup_id!r} is more than 30 days old: which truck drove it is no longer kept.")
    if pickup.state in PROPOSALS:
        raise ProblemError(409, f"{pickup_id!r} is a proposal: confirm it (`POST …/confirm`) before anybody drives.")
    return pickup


def _kept(services: Services, connection: Connection, pickup: Pickup, plan: RoundPlan, event: StopEvent) -> CrewEventAnswer:
    """Keep the event, and let the round be as far as it then is; one that is called off or planned anew stays so."""
    now = services.clock()
    stop_events.add(connection, pickup.id, event, now=now)
    events = stop_events.of_pickup(connection, pickup.id)
    outcomes = stop_outcomes(events)
    state: PickupState = progress([stop.stop_id for stop in without_undone_extras(plan, outcomes).stops], events)
    if pickup.state in ("cancelled", "planning"):
        state = pickup.state
    if plan is not pickup.plan:
        pickups.set_plan(connection, pickup.id, state, plan, next_stop=pickup.next_stop, departure=pickup.departure, now=now)
    elif state != pickup.state:
        pickups.set_state(connection, pickup.id, state, now)
    outcome = outcomes.get(event.stop_id, StopOutcome()) if event.stop_id else None
    return CrewEventAnswer(
        type=event.type,
        time=event.time,
        pickup_id=pickup.id,
        pickup_state=state,
        stop_id=event.stop_id,
        bin_id=event.bin_id,
        state=outcome.state if outcome else None,
        reason=outcome.reason if outcome else None,
    )


def _planned(connection: Connection, pickup: Pickup, plan: RoundPlan, bin_id: str) -> Stop | None:
    """Return the bin's stop, the one that is still to be settled where it has several."""
    outcomes = stop_outcomes(stop_events.of_pickup(connection, pickup.id))
    own = [stop for stop in plan.stops if stop.bin_id == bin_id]
    return min(own, key=lambda stop: outcomes.get(stop.stop_id, StopOutcome()).state != "planned", default=None)


def _vehicle(plan: RoundPlan, asked_for: str | None) -> str:
    driving = [route.vehicle for route in plan.routes]
    if asked_for is None and len(driving) == 1:
        return driving[0]
    if asked_for not in driving:
        raise wrong_field("vehicle", f"name one that routes this round: {', '.join(driving)}")
    return asked_for
