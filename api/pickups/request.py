"""The request for a new round: which bins, how full they are, and what each is worth."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from api.pickups.along import spares_rounds
from api.pickups.body import PickupBody, unique
from api.waste.bin_level import levels
from api.web.problems import ProblemError, wrong_field
from api.web.services import Services
from config.fleet import kept_fleet
from domain.device import Bin
from domain.duration import DAY
from domain.waste.decision.cover import SPARES_A_ROUND
from domain.waste.decision.prize import PrizeRule, used
from domain.waste.decision.trigger import stands_in
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from domain.waste.routing.fleet import Fleet
from storage.state.waste import beliefs, fleets, pickups, triggers
from storage.state.waste.pickups import Pickup

_FARTHEST = 366 * DAY  # ms: nobody plans a round further ahead
OWN_CHOICE, _NEAR = "asked", "near"


def fleet_of(connection: Connection) -> Fleet:
    """Return the fleet as it is; an empty one before any was named."""
    return kept_fleet(fleets.current(connection))


def round_request(services: Services, connection: Connection, body: PickupBody, now: int) -> RoundRequest:
    """Return what a new round must do. Raises a 422 that names what is unknown, a 409 for a trigger that has a round or is over."""
    due = [] if body.trigger_id is None else _due(services, connection, body.trigger_id, now)
    own = requested_bins(services, connection, "bin_ids", _others(body.bin_ids, due), now, required=True)
    may_wait = requested_bins(services, connection, "optional_bin_ids", _others(body.optional_bin_ids, [*due, *own]), now, required=False)
    not_before = _not_before(body.departure, now)
    along = [] if body.trigger_id is None else _along(services, connection, body.trigger_id, [*due, *own, *may_wait], now, not_before)
    return RoundRequest(
        bins=(*due, *own, *may_wait, *along),
        not_before=not_before,
        vehicles=insist_vehicles(connection, body.vehicles),
    )


def _others(bin_ids: tuple[str, ...], named: Sequence[RequestedBin]) -> list[str]:
    known = {bin_.bin_id for bin_ in named}
    return [bin_id for bin_id in unique(bin_ids) if bin_id not in known]


def _due(services: Services, connection: Connection, trigger_id: str, now: int) -> list[RequestedBin]:
    """Return the bins that a trigger names, as full as it says. Raises a 409 or 422."""
    trigger = triggers.get(connection, trigger_id)
    if trigger is None:
        raise wrong_field("trigger_id", f"there is no trigger {trigger_id!r}")
    if trigger.state != "open":
        has = f" by the round {trigger.pickup_id}" if trigger.pickup_id else ""
        raise ProblemError(409, f"The trigger {trigger_id!r} is {trigger.state}{has}.", pickup_id=trigger.pickup_id)
    named = {bin_.bin_id: bin_ for bin_ in trigger.bins}
    registered = [bin_id for bin_id in named if is_registered(services, bin_id, now)]
    return [
        replace(one, reason=named[one.bin_id].reason)
        for one in requested_bins(services, connection, "trigger_id", registered, now, required=True)
    ]


def _along(
    services: Services, connection: Connection, trigger_id: str, named: Sequence[RequestedBin], now: int, not_before: int
) -> list[RequestedBin]:
    """Return the other bins of a trigger's area and fraction: one that is near may go along, one that spares a round is worth a round."""
    trigger = triggers.get(connection, trigger_id)
    if trigger is None:
        return []
    found = (history.at(now) for history in services.registry().bins.values())
    bound = {bin_id for pickup in pickups.running(connection) for bin_id in _bound(pickup)}
    there = [
        one
        for one in found
        if not one.removed and one.fraction == trigger.fraction and stands_in(one, trigger.area) and one.id not in bound
    ]
    soon = spares_rounds(connection, trigger, there, fleet_of(connection), services.waste, now=now, not_before=not_before)
    near = requested_bins(services, connection, "trigger_id", _others(tuple(one.id for one in there), named), now, required=False)
    worth = services.figures.truck_day.metres
    return [
        replace(one, reason=SPARES_A_ROUND, prize_m=max(one.prize_m, worth)) if one.bin_id in soon else replace(one, reason=_NEAR)
        for one in near
    ]


def _bound(pickup: Pickup) -> set[str]:
    """Return the bins that a round is going to empty: those of its plan, before it has one those that it cannot leave out."""
    if pickup.plan is not None:
        return {stop.bin_id for stop in pickup.plan.stops}
    return {one.bin_id for one in pickup.request.bins if one.required or one.reason == SPARES_A_ROUND}


def is_registered(services: Services, bin_id: str, now: int) -> bool:
    """Return whether there is such a bin now."""
    history = services.registry().bins.get(bin_id)
    return history is not None and not history.at(now).removed


def requested_bins(
    services: Services, connection: Connection, field: str, bin_ids: Sequence[str], now: int, *, required: bool
) -> list[RequestedBin]:
    """Return the bins as they are now; one whose level nobody knows counts as full. Raises a 422 for an unknown one."""
    registry = services.registry()
    missing = [bin_id for bin_id in bin_ids if not is_registered(services, bin_id, now)]
    if missing:
        raise wrong_field(field, f"there is no bin {', '.join(missing[:10])}{' …' if len(missing) > 10 else ''}")
    there = {bin_id: registry.bins[bin_id].at(now) for bin_id in bin_ids}
    fills = {bin_id: level.fill for bin_id, level in levels(services, connection, list(there.values()), now).items()}
    rules = services.waste
    believed = beliefs.at(connection, bin_ids, now, rules.demand)
    known = {bin_id: used(belief, now, rules.decision.risk_limit) for bin_id, belief in believed.items()}
    return [_asked(services, there[bin_id], fills[bin_id], known.get(bin_id), required=required) for bin_id in bin_ids]


def insist_vehicles(connection: Connection, vehicles: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return the requested vehicles, or None for all. Raises a 422 for one that the fleet does not have."""
    if vehicles is None:
        return None
    fleet = {vehicle.id for vehicle in fleet_of(connection).vehicles}
    missing = [name for name in vehicles if name not in fleet]
    if missing:
        raise wrong_field("vehicles", f"the fleet has no {', '.join(missing[:10])}; it has {', '.join(sorted(fleet)) or 'none'}")
    return tuple(unique(vehicles))


def _asked(services: Services, one: Bin, fill: float | None, used_of_cycle: float | None, *, required: bool) -> RequestedBin:
    litres = one.capacity_l * (100.0 if fill is None else fill) / 100
    prize = services.figures.prize
    rule = PrizeRule(metres=prize.metres, exponent=prize.exponent, least=prize.least_fill / 100)
    return RequestedBin(
        bin_id=one.id,
        lat=one.lat,
        lon=one.lon,
        fraction=one.fraction,
        litres=litres,
        kg=litres * services.figures.density(one.fraction),
        required=required,
        reason=OWN_CHOICE,
        prize_m=0.0 if required else rule.prize(used_of_cycle if used_of_cycle is not None else 1.0 if fill is None else fill / 100),
        fill=fill,
    )


def _not_before(departure: int | None, now: int) -> int:
    if departure is not None and departure > now + _FARTHEST:
        raise wrong_field("departure", "is more than a year ahead; rounds are planned for the days that come")
    return now if departure is None else max(departure, now)
