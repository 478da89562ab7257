"""Proposals of rounds: looked at and changed before they are rounds, then confirmed, or left to expire."""

from collections.abc import Collection
from dataclasses import replace

from fastapi import APIRouter
from sqlalchemy import Connection

from api.pickups.answer import PickupAnswer
from api.pickups.body import ConfirmBody
from api.pickups.booked import clashes_of, insist_free
from api.pickups.requests.bins_along import spoken_for
from api.pickups.requests.due_bins import open_trigger
from api.pickups.routes import PickupId, Writer, answer_of, locked_round
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.proposal import expires_at
from domain.waste.rounds.round_plan import RoundPlan
from storage.state.waste import pickups, proposals
from storage.state.waste.pickups import Pickup

router = APIRouter(prefix="/pickups", tags=["core", "pickups"])
_CONFIRM = ConfirmBody()
_CONFIRMED = ("planning", "planned", "under_way", "done")


@router.post("/{pickup_id}/confirm")
def confirm_pickup(pickup_id: PickupId, services: ServicesDep, _key: Writer, body: ConfirmBody = _CONFIRM) -> PickupAnswer:
    """Make a proposal a planned round, as it was shown; a second time changes nothing."""
    with services.state.begin() as connection:
        return answer_of(services, connection, confirm_proposal(services, connection, pickup_id, insist_booked=body.insist_booked))


def confirm_proposal(services: Services, connection: Connection, pickup_id: str, *, insist_booked: bool) -> Pickup:
    """Make a proposal a planned round. Raises a 404, or a 409 that says what has changed since it was planned."""
    pickup = locked_round(connection, pickup_id)
    if pickup.state in _CONFIRMED:
        return pickup
    plan = _insist_ready(pickup, services.clock())
    if pickup.trigger_id is not None:
        open_trigger(connection, pickup.trigger_id)
    _insist_untaken(connection, pickup, plan)
    bookings = pickups.bookings(connection)
    clashes = clashes_of(plan, bookings)
    if not (insist_booked or pickup.request.insist_booked):
        insist_free(clashes, services.figures.zone)
    proposals.confirm(connection, pickup, _with_bookings(plan, clashes, bookings), services.clock())
    return locked_round(connection, pickup_id)


def _insist_ready(pickup: Pickup, now: int) -> RoundPlan:
    """Return the plan of a proposal that may be confirmed. Raises a 409."""
    if pickup.state == "proposing":
        raise ProblemError(409, f"The proposal {pickup.id!r} is not planned yet: read it again in a moment.")
    if pickup.state != "proposed":
        raise ProblemError(409, f"The round {pickup.id!r} is {pickup.state}: ask for a new one.")
    if pickup.plan is None or not pickup.plan.stops:
        raise ProblemError(409, f"The proposal {pickup.id!r} reaches no bin: there is nothing to drive.")
    if now >= expires_at(pickup.changed_at):
        raise ProblemError(409, f"The proposal {pickup.id!r} has expired: plan it again (`POST …/replan`).", reason="expired")
    return pickup.plan


def _insist_untaken(connection: Connection, pickup: Pickup, plan: RoundPlan) -> None:
    """Raise a 409 when another round has since taken bins that only go along here."""
    taken = spoken_for(connection, except_for=pickup.id)
    twice = [stop.bin_id for stop in plan.stops if not stop.required and stop.bin_id in taken]
    if twice:
        named = ", ".join(twice[:10])
        raise ProblemError(409, f"Another round takes {named} by now: plan the proposal again (`POST …/replan`).", reason="taken")


def _with_bookings(plan: RoundPlan, clashes: Collection[Booking], bookings: Collection[Booking]) -> RoundPlan:
    """Return the plan beside the bookings that there are now."""
    still = (booking for booking in plan.bookings if booking in bookings and booking not in clashes)
    return replace(plan, bookings=(*clashes, *still))
