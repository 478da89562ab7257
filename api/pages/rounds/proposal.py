"""A round before it is one, or while it is changed: what it would be, and what an operator may choose about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.rounds.bin_choices import BinChoices, bin_choices
from api.pages.rounds.choices import Choices, Chosen, choices, chosen_of
from api.pickups.answer import PickupAnswer
from api.pickups.routes import answer_of, existing_round
from api.registry.names import names_now
from api.web.services import Services
from config.texts import Language
from domain.duration import MINUTE
from domain.waste.rounds.round_problem import RoundRequest
from storage.state.waste import bin_states, fleets, pickups, triggers
from storage.state.waste.bin_states import BinStatus
from storage.state.waste.pickups import PROPOSALS

_LATE_MS = 15 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A round that may still be changed, at `now` (ms UTC).

    `leave_by`: until when its trigger wants a truck to leave, None without one. `is_proposal`: it is no round yet.
    `has_expired`: it must be planned again before it is confirmed. `planned_as`: the round that was planned for its trigger meanwhile.
    """

    now: int
    round: PickupAnswer
    request: RoundRequest
    bins: BinChoices
    choices: Choices
    search: str
    leave_by: int | None
    is_proposal: bool
    has_expired: bool
    planned_as: str | None

    @property
    def is_late(self) -> bool:
        """Whether it leaves clearly later than its trigger wants."""
        return self.leave_by is not None and self.start - self.leave_by > _LATE_MS

    @property
    def is_booked_twice(self) -> bool:
        """Whether another round has its truck at the same time."""
        return any(booking.use == "at_the_same_time" for booking in self.round.bookings)

    @property
    def start(self) -> int:
        """When the first truck leaves (ms UTC)."""
        return min((route.start for route in self.round.routes), default=self.round.departure)

    @property
    def end(self) -> int:
        """When the last truck is back (ms UTC)."""
        return max((route.end for route in self.round.routes), default=self.round.departure)


def proposal(services: Services, language: Language, pickup_id: str, *, search: str = "", chosen: Chosen | None = None) -> Proposal:
    """Read a round that may be changed. Raises a 404, StateAwayError.

    `search`: bins to find by their names in `language`; `chosen`: what a form chose, in place of what the round has.
    """
    now, zone = services.clock(), services.figures.zone
    with services.state.read() as connection:
        pickup = existing_round(connection, pickup_id)
        answer = answer_of(services, connection, pickup)
        request, fleet = pickup.request, fleets.current(connection)
        trigger = triggers.get(connection, pickup.trigger_id) if pickup.trigger_id else None
        present = chosen_of(request.vehicles, request.not_before, pickup.departure, zone)
        bookings = pickups.bookings(connection, except_for=pickup_id)
        fractions = {bin_.fraction for bin_ in request.bins}
        is_proposal = pickup.state in PROPOSALS
        return Proposal(
            now=now,
            round=answer,
            request=request,
            bins=bin_choices(pickup, answer, names_now(services, connection, language), search, _statuses(connection, answer)),
            choices=choices(fleet, fractions, bookings, chosen or present, now, zone),
            search=search,
            leave_by=trigger.latest_departure if trigger else None,
            is_proposal=is_proposal,
            has_expired=answer.expires_at is not None and pickup.state == "proposed" and now >= answer.expires_at,
            planned_as=trigger.pickup_id if trigger and is_proposal else None,
        )


def _statuses(connection: Connection, answer: PickupAnswer) -> Mapping[str, BinStatus]:
    return bin_states.statuses(connection, {stop.bin_id for route in answer.routes for stop in route.stops})
