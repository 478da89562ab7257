"""The request for a round that is planned again: further bins, and where and how full all of them are now."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from api.pickups.body import ReplanBody, unique
from api.pickups.request import insist_vehicles
from api.pickups.requested_bins import OWN_CHOICE, is_registered, requested_bins
from api.web.problems import wrong_field
from api.web.services import Services
from domain.waste.rounds.replanning import visited_bins
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from domain.waste.rounds.stop_state import stop_outcomes
from storage.state.waste import stop_events
from storage.state.waste.pickups import Pickup


def replan_request(services: Services, connection: Connection, pickup: Pickup, body: ReplanBody, now: int) -> RoundRequest:
    """Return what the round must do from now on. Raises a 422 that names what is unknown or visited already."""
    named = unique(body.bin_ids)
    _insist_unvisited(connection, pickup, named)
    before = {bin_.bin_id: bin_ for bin_ in pickup.request.bins}
    registry = services.registry(connection)
    registered = [bin_id for bin_id in before if is_registered(registry, bin_id, now)]
    fresh = {bin_.bin_id: bin_ for bin_ in requested_bins(services, connection, "bin_ids", registered, now, required=True)}
    added = [bin_id for bin_id in named if bin_id not in before]
    return RoundRequest(
        bins=(
            *(_as_now(bin_, fresh.get(bin_id, bin_), bin_id in named) for bin_id, bin_ in before.items()),
            *requested_bins(services, connection, "bin_ids", added, now, required=True),
        ),
        not_before=pickup.request.not_before,
        vehicles=pickup.request.vehicles if body.vehicles is None else insist_vehicles(connection, body.vehicles),
    )


def _insist_unvisited(connection: Connection, pickup: Pickup, named: Collection[str]) -> None:
    if pickup.plan is None:
        return
    visited = visited_bins(pickup.plan, stop_outcomes(stop_events.of_pickup(connection, pickup.id)))
    again = [bin_id for bin_id in named if bin_id in visited]
    if again:
        raise wrong_field("bin_ids", f"this round has visited {', '.join(again[:10])}: take that report back (`undo`) to plan it again")


def _as_now(bin_: RequestedBin, fresh: RequestedBin, named: bool) -> RequestedBin:
    """Return a bin where it stands now and as full as it is now; one that is named must be reached from now on."""
    now = replace(bin_, lat=fresh.lat, lon=fresh.lon, litres=fresh.litres, kg=fresh.kg, fill=fresh.fill)
    return replace(now, required=True, reason=OWN_CHOICE, prize_m=0.0) if named and not bin_.required else now
