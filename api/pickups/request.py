"""The request for a new round: from what somebody asks for to the bins, the vehicles and the time."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from api.pickups.bins_along import bins_along
from api.pickups.body import PickupBody, unique
from api.pickups.requested_bins import is_registered, requested_bins
from api.web.problems import ProblemError, wrong_field
from api.web.services import Services
from domain.duration import DAY
from domain.waste.decision.trigger import Trigger
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from storage.state.waste import fleets, triggers

_FARTHEST = 366 * DAY  # nobody plans a round further ahead


def round_request(services: Services, connection: Connection, body: PickupBody, now: int) -> RoundRequest:
    """Return what a new round must do. Raises a 422 that names what is unknown, a 409 for a trigger that has a round or is over."""
    not_before = _not_before(body.departure, now)
    trigger = None if body.trigger_id is None else _open_trigger(connection, body.trigger_id)
    due = [] if trigger is None else _due(services, connection, trigger, now)
    own = requested_bins(services, connection, "bin_ids", _others(body.bin_ids, due), now, required=True)
    optional = requested_bins(services, connection, "optional_bin_ids", _others(body.optional_bin_ids, [*due, *own]), now, required=False)
    named = {bin_.bin_id for bin_ in (*due, *own, *optional)}
    along = [] if trigger is None else bins_along(services, connection, trigger, named, now, not_before)
    vehicles = insist_vehicles(connection, body.vehicles)
    return RoundRequest(bins=(*due, *own, *optional, *along), not_before=not_before, vehicles=vehicles)


def insist_vehicles(connection: Connection, vehicles: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return the requested vehicles, or None for all. Raises a 422 for one that the fleet does not have."""
    if vehicles is None:
        return None
    fleet = {vehicle.id for vehicle in fleets.current(connection).vehicles}
    missing = [name for name in vehicles if name not in fleet]
    if missing:
        raise wrong_field("vehicles", f"the fleet has no {', '.join(missing[:10])}; it has {', '.join(sorted(fleet)) or 'none'}")
    return tuple(unique(vehicles))


def _others(bin_ids: tuple[str, ...], named: Sequence[RequestedBin]) -> list[str]:
    known = {bin_.bin_id for bin_ in named}
    return [bin_id for bin_id in unique(bin_ids) if bin_id not in known]


def _open_trigger(connection: Connection, trigger_id: str) -> Trigger:
    trigger = triggers.get(connection, trigger_id)
    if trigger is None:
        raise wrong_field("trigger_id", f"there is no trigger {trigger_id!r}")
    if trigger.state != "open":
        by_which = f" by the round {trigger.pickup_id}" if trigger.pickup_id else ""
        raise ProblemError(409, f"The trigger {trigger_id!r} is {trigger.state}{by_which}.", pickup_id=trigger.pickup_id)
    return trigger


def _due(services: Services, connection: Connection, trigger: Trigger, now: int) -> list[RequestedBin]:
    """Return the bins that a trigger names and that still exist."""
    reasons = {bin_.bin_id: bin_.reason for bin_ in trigger.bins}
    registry = services.registry(connection)
    registered = [bin_id for bin_id in reasons if is_registered(registry, bin_id, now)]
    bins = requested_bins(services, connection, "trigger_id", registered, now, required=True)
    return [replace(bin_, reason=reasons[bin_.bin_id]) for bin_ in bins]


def _not_before(departure: int | None, now: int) -> int:
    if departure is not None and departure > now + _FARTHEST:
        raise wrong_field("departure", "is more than a year ahead; rounds are planned for the days that come")
    return now if departure is None else max(departure, now)
