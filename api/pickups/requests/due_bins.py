"""The bins that a round must empty because of a trigger, or because of what a fraction needs now."""

from dataclasses import replace

from sqlalchemy import Connection

from api.pickups.body import PickupBody
from api.pickups.requests.requested_bins import is_registered, requested_bins
from api.waste.decision import decision_at
from api.web.problems import ProblemError, wrong_field
from api.web.services import Services
from domain.waste.decision.trigger import DueBin, Trigger
from domain.waste.rounds.round_problem import RequestedBin
from storage.state.waste import triggers


def trigger_of(connection: Connection, body: PickupBody) -> Trigger | None:
    """Return the open trigger that a round is for: the one named, or the one of its fraction. Raises a 409 or 422."""
    if body.trigger_id is not None:
        return open_trigger(connection, body.trigger_id)
    if body.fraction is None:
        return None
    waiting = [trigger for trigger in triggers.of_state(connection, ["open"]) if trigger.fraction == body.fraction]
    waiting = [trigger for trigger in waiting if body.area in (None, trigger.area)]
    if len(waiting) > 1:
        areas = ", ".join(trigger.area for trigger in waiting[:10])
        raise wrong_field("area", f"{body.fraction} must be collected in {areas}: name one of these")
    return waiting[0] if waiting else None


def open_trigger(connection: Connection, trigger_id: str) -> Trigger:
    """Return the trigger, which waits for a round. Raises a 422 where there is none, a 409 where it has a round or is over."""
    trigger = triggers.get(connection, trigger_id)
    if trigger is None:
        raise wrong_field("trigger_id", f"there is no trigger {trigger_id!r}")
    if trigger.state != "open":
        by_which = f" by the round {trigger.pickup_id}" if trigger.pickup_id else ""
        raise ProblemError(409, f"The trigger {trigger_id!r} is {trigger.state}{by_which}.", pickup_id=trigger.pickup_id)
    return trigger


def due_bins(services: Services, connection: Connection, body: PickupBody, trigger: Trigger | None, now: int) -> list[RequestedBin]:
    """Return the bins that a trigger names and that still exist; without one, those that the body's fraction must not leave waiting."""
    if trigger is not None:
        return _requested(services, connection, "trigger_id", trigger.bins, now)
    if body.fraction is None:
        return []
    return _requested(services, connection, "fraction", decision_at(services, connection, now, body.area, body.fraction).bins, now)


def _requested(services: Services, connection: Connection, field: str, due: tuple[DueBin, ...], now: int) -> list[RequestedBin]:
    reasons = {bin_.bin_id: bin_.reason for bin_ in due}
    registry = services.registry(connection)
    registered = [bin_id for bin_id in reasons if is_registered(registry, bin_id, now)]
    bins = requested_bins(services, connection, field, registered, now, required=True)
    return [replace(bin_, reason=reasons[bin_.bin_id]) for bin_ in bins]
