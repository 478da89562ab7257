"""From a round that was asked for to what is left of it: which bins more, and how full and where all of them are now."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from api.pickups.body import ReplanBody, unique
from api.pickups.request import OWN_CHOICE, asked, is_registered, known_vehicles
from api.web.problems import wrong_field
from api.web.services import Services
from domain.waste.rounds.round_plan import visited
from domain.waste.rounds.round_problem import Asked, RoundRequest
from domain.waste.rounds.stop_state import outcomes
from storage.state.waste import stop_events
from storage.state.waste.pickups import Pickup


def request_again(services: Services, connection: Connection, pickup: Pickup, body: ReplanBody, now: int) -> RoundRequest:
    """Return what is asked of a round from now on. Raises a 422 that names what there is not, and what was visited already."""
    named = unique(body.bin_ids)
    _insist_unvisited(connection, pickup, named)
    before = {one.bin_id: one for one in pickup.request.bins}
    known = [bin_id for bin_id in before if is_registered(services, bin_id, now)]
    fresh = {one.bin_id: one for one in asked(services, connection, "bin_ids", known, now, required=True)}
    more = [bin_id for bin_id in named if bin_id not in before]
    return RoundRequest(
        bins=(
            *(_as_now(one, fresh.get(bin_id, one), bin_id in named) for bin_id, one in before.items()),
            *asked(services, connection, "bin_ids", more, now, required=True),
        ),
        not_before=pickup.request.not_before,
        vehicles=pickup.request.vehicles if body.vehicles is None else known_vehicles(connection, body.vehicles),
    )


def _insist_unvisited(connection: Connection, pickup: Pickup, named: Collection[str]) -> None:
    if pickup.plan is None:
        return
    there = visited(pickup.plan, outcomes(stop_events.of_pickup(connection, pickup.id)))
    again = [bin_id for bin_id in named if bin_id in there]
    if again:
        raise wrong_field("bin_ids", f"this round has visited {', '.join(again[:10])}: take that report back (`undo`) to plan it again")


def _as_now(one: Asked, fresh: Asked, named: bool) -> Asked:
    """Return a bin where it stands now and as full as it is now; one that is named must be reached from now on."""
    now = replace(one, lat=fresh.lat, lon=fresh.lon, litres=fresh.litres, kg=fresh.kg, fill=fresh.fill)
    return replace(now, required=True, reason=OWN_CHOICE, prize_m=0.0) if named and not one.required else now
