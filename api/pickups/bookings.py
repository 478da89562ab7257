"""The vehicles of a round that other rounds have booked in the time that it takes."""

from typing import Literal
from zoneinfo import ZoneInfo

from api.web.fields import Answer, TimeOut
from domain.local_time import local
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.round_plan import RoundPlan

Use = Literal["avoided", "in_turn", "at_the_same_time"]
_SENTENCES: dict[Use, str] = {
    "avoided": "{vehicle} was not free: it drives the round {id} from {start} to {end}.",
    "in_turn": "{vehicle} also drives the round {id}, from {start} to {end}.",
    "at_the_same_time": "{vehicle} is booked twice: it also drives the round {id}, from {start} to {end}, and no other vehicle was free.",
}


class BookingAnswer(Answer):
    """Another round has a vehicle from `start` to `end`; `use`: what that means to this round."""

    vehicle: str
    pickup_id: str
    start: TimeOut
    end: TimeOut
    use: Use


def booking_answers(plan: RoundPlan) -> list[BookingAnswer]:
    """Return the bookings that a plan was made beside."""
    return [
        BookingAnswer(vehicle=booking.vehicle, pickup_id=booking.pickup_id, start=booking.start, end=booking.end, use=_use(booking, plan))
        for booking in plan.bookings
    ]


def booking_notes(plan: RoundPlan, zone: ZoneInfo) -> list[str]:
    """Return a sentence for each booking, with times of day on the clocks of `zone`."""
    return [
        _SENTENCES[_use(booking, plan)].format(
            vehicle=booking.vehicle,
            id=booking.pickup_id,
            start=f"{local(booking.start, zone):%H:%M}",
            end=f"{local(booking.end, zone):%H:%M}",
        )
        for booking in plan.bookings
    ]


def _use(booking: Booking, plan: RoundPlan) -> Use:
    own = [route for route in plan.routes if route.vehicle == booking.vehicle]
    if any(booking.overlaps(route.start, route.end) for route in own):
        return "at_the_same_time"
    return "in_turn" if own else "avoided"
