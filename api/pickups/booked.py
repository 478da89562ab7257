"""A vehicle that another round has at the time is refused, unless somebody insists."""

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from api.web.problems import ProblemError
from domain import rfc3339
from domain.local_time import local
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.round_plan import RoundPlan
from domain.waste.rounds.round_problem import RoundRequest
from domain.waste.routing.collection_day import departure
from storage.state.waste import fleets, pickups


def insist_vehicles_free(connection: Connection, request: RoundRequest, zone: ZoneInfo, *, except_for: str | None = None) -> None:
    """Raise a 409 when other rounds have each of the named vehicles at the moment at which this one is to leave."""
    if not request.vehicles or request.insist_booked:
        return
    fleet = fleets.current(connection).only(request.vehicles, {bin_.fraction for bin_ in request.bins})
    bookings, clashes = pickups.bookings(connection, except_for=except_for), []
    for vehicle in fleet.vehicles:
        leaves = departure(fleet.only([vehicle.id], vehicle.capacities), request.not_before, zone)
        own = [booking for booking in bookings if booking.vehicle == vehicle.id and booking.overlaps(leaves, leaves + 1)]
        if not own:
            return
        clashes += own
    insist_free(clashes, zone)


def clashes_of(plan: RoundPlan, bookings: Collection[Booking]) -> list[Booking]:
    """Return the bookings of a plan's vehicles in the time in which it drives them."""
    return [
        booking
        for route in plan.routes
        for booking in bookings
        if booking.vehicle == route.vehicle and booking.overlaps(route.start, route.end)
    ]


def insist_free(clashes: Sequence[Booking], zone: ZoneInfo) -> None:
    """Raise a 409 that names the vehicles, the rounds and their times on the clocks of `zone`."""
    if not clashes:
        return
    whats = [_in_words(booking, zone) for booking in clashes]
    detail = f"{'; '.join(whats)}. Choose another vehicle or time, or insist with `insist_booked`."
    raise ProblemError(409, detail, bookings=[_written(booking) for booking in clashes])


def _in_words(booking: Booking, zone: ZoneInfo) -> str:
    start, end = local(booking.start, zone), local(booking.end, zone)
    return f"{booking.vehicle} drives the round {booking.pickup_id} from {start:%H:%M} to {end:%H:%M}"


def _written(booking: Booking) -> dict[str, str]:
    start, end = rfc3339.write(booking.start), rfc3339.write(booking.end)
    return {"vehicle": booking.vehicle, "pickup_id": booking.pickup_id, "start": start, "end": end}
