"""Makes, lists, revokes and checks the links with which drivers open their rounds."""

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection

from api.pickups.links.seal import opened
from api.pickups.routes import existing_round, locked_round
from api.web.problems import ProblemError, not_found, wrong_field
from api.web.rate_limit import FAILED_LINKS
from api.web.services import Services
from domain.access.actor import CREW, Actor
from domain.local_time import day_of
from domain.waste.rounds.round_link import RoundLink, link_expiry
from domain.waste.rounds.round_plan import VehicleRoute
from storage.state.audit.acting import recognise
from storage.state.waste import fleets, round_links
from storage.state.waste.pickups import PROPOSALS, Pickup

UNKNOWN = "This link opens no round: part of it may be missing. Ask the office for a new one."
EXPIRED = "This link has expired: it ends 12 hours after the shift. Ask the office for a new one."
REVOKED = "This link was revoked. Ask the office for a new one."


def make_link(services: Services, connection: Connection, pickup_id: str, vehicle: str | None, created_by: str) -> RoundLink:
    """Make a link to a vehicle's route; without `vehicle` to the only one's. Raises a 404, 409 or 422."""
    pickup = locked_round(connection, pickup_id)
    if pickup.state in ("cancelled", *PROPOSALS) or pickup.plan is None or not pickup.plan.routes:
        raise ProblemError(409, f"The round {pickup_id!r} is {pickup.state} and has no route to hand over.")
    route = _route(pickup, vehicle)
    link = RoundLink(
        id=secrets.token_urlsafe(9),
        pickup_id=pickup_id,
        vehicle=route.vehicle,
        created_at=services.clock(),
        created_by=created_by,
        expires_at=link_expiry(route.end, _shift_end(services, connection, route)),
    )
    round_links.add(connection, link)
    return link


def list_links(connection: Connection, pickup_id: str) -> Sequence[RoundLink]:
    """Return a round's links, newest first. Raises a 404."""
    existing_round(connection, pickup_id)
    return round_links.of_pickup(connection, pickup_id)


def revoke_link(services: Services, connection: Connection, pickup_id: str, link_id: str) -> None:
    """End a link from now on; a second time changes nothing. Raises a 404."""
    link = round_links.get(connection, link_id)
    if link is None or link.pickup_id != pickup_id:
        raise not_found("link", link_id)
    round_links.revoke(connection, link_id, services.clock())


def valid_link(services: Services, connection: Connection, signed: str, address: str) -> RoundLink:
    """Return the link that an address (`/r/…`) stands for.

    Raises a 404 for one that was never made, a 410 for one that is over, a 429 for who tries too many; `address`: where they come from.
    """
    link_id = opened(services.link_secret, signed)
    link = round_links.get(connection, link_id) if link_id else None
    if link is None:
        # Only failures are counted: a valid link is served whatever others at its address try.
        services.rate_limit.count(FAILED_LINKS, address)
        raise ProblemError(404, UNKNOWN, reason="unknown")
    state = link.state(services.clock())
    if state != "valid":
        raise ProblemError(410, REVOKED if state == "revoked" else EXPIRED, reason=state)
    recognise(Actor(kind="link", id=link.id, name=CREW))
    return link


def _route(pickup: Pickup, vehicle: str | None) -> VehicleRoute:
    routes = pickup.plan.routes if pickup.plan else ()
    named = [route for route in routes if vehicle in (None, route.vehicle)]
    if len(named) != 1:
        raise wrong_field("vehicle", f"name one that drives this round: {', '.join(route.vehicle for route in routes)}")
    return named[0]


def _shift_end(services: Services, connection: Connection, route: VehicleRoute) -> int | None:
    """Return when the vehicle's shift on the day of its route ends (ms UTC); None for one that the fleet no longer has."""
    vehicle = next((vehicle for vehicle in fleets.current(connection).vehicles if vehicle.id == route.vehicle), None)
    return None if vehicle is None else day_of(route.start, services.figures.zone).at(vehicle.shift_end_s)
