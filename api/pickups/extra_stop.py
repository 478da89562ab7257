"""The stop of a bin that nobody planned and a crew emptied all the same."""

from sqlalchemy import Connection

from api.pickups.requests.requested_bins import requested_bins
from api.web.services import Services
from domain.waste.rounds.extra_stop import EXTRA
from domain.waste.rounds.progress import vehicle_positions
from domain.waste.rounds.round_plan import RoundPlan, Stop
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load
from storage.state.waste import stop_events
from storage.state.waste.pickups import Pickup


def extra_stop(services: Services, connection: Connection, pickup: Pickup, plan: RoundPlan, bin_id: str, vehicle: str, time: int) -> Stop:
    """Return the stop, with an id that none had before; `time` in ms UTC. Raises a 422 for an unknown bin."""
    (bin_,) = requested_bins(services, connection, "bin_id", [bin_id], services.clock(), required=False)
    # A bin without a position gets the vehicle's position: a route must not lead into the sea at 0°, 0°.
    place = Place(id=bin_id, lat=bin_.lat, lon=bin_.lon) if bin_.has_position else _whereabouts(connection, pickup, plan, vehicle)
    return Stop(
        stop_id=f"s{pickup.next_stop}",
        bin_id=bin_id,
        lat=place.lat,
        lon=place.lon,
        fraction=bin_.fraction,
        load=Load(litres=bin_.litres, kg=bin_.kg),
        eta=time,
        required=False,
        reason=EXTRA,
    )


def _whereabouts(connection: Connection, pickup: Pickup, plan: RoundPlan, vehicle: str) -> Place:
    position = vehicle_positions(plan, stop_events.of_pickup(connection, pickup.id)).get(vehicle)
    return position.place if position else next(route.depot for route in plan.routes if route.vehicle == vehicle)
