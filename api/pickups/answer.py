"""A round as the API answers it: its routes, what they take along, and the bins that they do not reach."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Literal
from zoneinfo import ZoneInfo

from api.pickups.bookings import BookingAnswer, booking_answers, booking_notes
from api.pickups.route_answer import RouteAnswer, route_answer
from api.pickups.selection import SelectionAnswer, selection_answer, selection_notes
from api.web.fields import Answer, TimeOut
from config.names import Names
from domain.count_of import count_of
from domain.waste.rounds.anonymised_round import ANONYMISED
from domain.waste.rounds.extra_stop import without_undone_extras
from domain.waste.rounds.proposal import expires_at
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from domain.waste.routing.distance import STRAIGHT_LINES, Source
from domain.waste.routing.plan import Constraint, Unserved
from storage.state.waste.pickups import PROPOSALS, Pickup, PickupState


class UnservedAnswer(Answer):
    """A bin that no route reaches: which constraint, and by how much it is missed (`short` in `unit`; null where no figure exists)."""

    bin_id: str
    why: str
    constraint: Constraint | Literal["not_worth"]
    short: float | None
    unit: str


class TakenOffAnswer(Answer):
    """A bin that somebody took off the round: whether it must be emptied, and why it was on it."""

    bin_id: str
    required: bool
    reason: str


class PickupAnswer(Answer):
    """A round.

    `selection`: what must be emptied, and what goes along; null before there is a plan. `bookings`: by other rounds, of
    vehicles that this one could use. `notes`: both in words, and what else to know, such as where the distances come from.
    `why`: what stands in an infeasible one's way. `taken_off`: bins that somebody took off it. `expires_at`: until when a proposal may be
    confirmed, null for a round.
    """

    id: str
    state: PickupState
    trigger_id: str | None
    created_at: TimeOut
    departure: TimeOut
    distance_source: Source | None
    why: str | None
    routes: list[RouteAnswer]
    selection: SelectionAnswer | None
    bookings: list[BookingAnswer]
    unserved: list[UnservedAnswer]
    taken_off: list[TakenOffAnswer]
    expires_at: TimeOut | None
    notes: list[str]


def pickup_answer(pickup: Pickup, events: Collection[StopEvent], names: Names, zone: ZoneInfo) -> PickupAnswer:
    """Return a round as the API answers it, with the `names` of its bins; notes give times of day on the clocks of `zone`."""
    outcomes = stop_outcomes(events)
    plan = None if pickup.plan is None else without_undone_extras(pickup.plan, outcomes)
    selection = None if plan is None else selection_answer(plan)
    unserved = plan.unserved if plan else ()
    return PickupAnswer(
        id=pickup.id,
        state=pickup.state,
        trigger_id=pickup.trigger_id,
        created_at=pickup.created_at,
        departure=pickup.departure,
        distance_source=plan.distance_source if plan else None,
        why=_why(unserved, plan.notes if plan else ()) if _is_hopeless(pickup) else None,
        routes=[route_answer(route, events, outcomes, names) for route in (plan.routes if plan else ())],
        selection=selection,
        bookings=booking_answers(plan) if plan else [],
        unserved=[
            UnservedAnswer(bin_id=bin_.bin_id, why=bin_.why, constraint=bin_.constraint, short=bin_.short, unit=bin_.unit)
            for bin_ in unserved
        ],
        taken_off=[TakenOffAnswer(bin_id=bin_.bin_id, required=bin_.required, reason=bin_.reason) for bin_ in pickup.request.taken_off],
        expires_at=expires_at(pickup.changed_at) if pickup.state in PROPOSALS else None,
        notes=[*selection_notes(selection), *booking_notes(plan, zone), *plan.notes] if plan and selection else [],
    )


def further_notes(answer: PickupAnswer) -> list[str]:
    """Return the notes besides those on selection, bookings, straight lines and age, which a page says in its reader's language."""
    own = (len(selection_notes(answer.selection)) if answer.selection else 0) + len(answer.bookings)
    return [note for note in answer.notes[own:] if not note.startswith((STRAIGHT_LINES, ANONYMISED))]


def _is_hopeless(pickup: Pickup) -> bool:
    return pickup.state == "infeasible" or (pickup.state == "proposed" and pickup.plan is not None and not pickup.plan.stops)


def _why(unserved: Iterable[Unserved], notes: Iterable[str]) -> str:
    """Return each reason why bins are not served once, with their number, the most frequent first."""
    counts = Counter(bin_.why for bin_ in unserved).most_common(5)
    return "; ".join(f"{count_of(count, 'bin')}: {why}" for why, count in counts) or "; ".join(notes) or "nothing to do"
