"""The bins that may go along with a round: those near it, and those that would soon call for a round of their own."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from api.pickups.requests.requested_bins import requested_bins
from api.web.services import Services
from domain.device import Bin
from domain.waste.decision.cover import cover
from domain.waste.decision.departures import departures
from domain.waste.decision.situation import SPARES_A_ROUND, situation
from domain.waste.decision.trigger import stands_in
from domain.waste.rounds.round_problem import RequestedBin
from storage.state.waste import fleets, pickups
from storage.state.waste.decision_inputs import decision_inputs
from storage.state.waste.pickups import Pickup

NEAR = "near"  # why a bin is on a round: it is worth its detour


def bins_along(
    services: Services,
    connection: Connection,
    area: str | None,
    fraction: str,
    named: Collection[str],
    now: int,
    not_before: int,
    own: str | None = None,
) -> list[RequestedBin]:
    """Return the other bins of an area and fraction: a near one is worth its detour, one that spares a round is worth a round.

    `own`: the id of the round that asks, where it is kept already.
    """
    taken = spoken_for(connection, except_for=own)
    current = (history.at(now) for history in services.registry(connection).bins.values())
    free = [bin_ for bin_ in current if not bin_.removed and bin_.fraction == fraction and stands_in(bin_, area) and bin_.id not in taken]
    soon = _spare_rounds(services, connection, fraction, free, now, not_before)
    others = [bin_.id for bin_ in free if bin_.id not in named]
    near = requested_bins(services, connection, "trigger_id", others, now, required=False)
    worth = services.figures.truck_day.metres
    return [
        replace(bin_, reason=SPARES_A_ROUND, prize_m=max(bin_.prize_m, worth)) if bin_.bin_id in soon else replace(bin_, reason=NEAR)
        for bin_ in near
    ]


def _spare_rounds(
    services: Services, connection: Connection, fraction: str, bins: Sequence[Bin], now: int, not_before: int
) -> frozenset[str]:
    """Return the bins (ids) that would soon call for another round, were they left out of one that leaves at `not_before` (ms UTC)."""
    rules, fleet = services.waste, fleets.current(connection)
    inputs = decision_inputs(connection, [bin_.id for bin_ in bins], now, rules.demand)
    leaves = departures(not_before, fleet, fraction, rules.decision, count=rules.decision.slots)
    then = replace(situation(bins, inputs, fleet, fraction, rules.decision), departures=leaves)
    return cover(then, rules.decision).bins


def spoken_for(connection: Connection, *, except_for: str | None = None) -> set[str]:
    """Return the bins (ids) that rounds are going to empty, without those of the round `except_for`."""
    return {bin_id for pickup in pickups.running(connection) if pickup.id != except_for for bin_id in _bins_of(pickup)}


def _bins_of(pickup: Pickup) -> set[str]:
    """Return the bins that a round is going to empty: those of its plan; before it has one, those that it cannot leave out."""
    if pickup.plan is not None:
        return {stop.bin_id for stop in pickup.plan.stops}
    return {bin_.bin_id for bin_ in pickup.request.bins if bin_.required or bin_.reason == SPARES_A_ROUND}
