"""Which stop is a bin that nobody had planned and a crew emptied all the same?"""

from sqlalchemy import Connection

from api.pickups.request import asked
from api.web.services import Services
from domain.waste.rounds.extra_stop import EXTRA
from domain.waste.rounds.progress import standings
from domain.waste.rounds.round_plan import RoundPlan, Stop
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load
from storage.state.waste import stop_events
from storage.state.waste.pickups import Pickup


def extra_stop(services: Services, connection: Connection, pickup: Pickup, plan: RoundPlan, bin_id: str, vehicle: str, time: int) -> Stop:
    """Return the stop, with an id that none had before; `time` in ms UTC. Raises a 422 for a bin that is not there."""
    (one,) = asked(services, connection, "bin_id", [bin_id], services.clock(), required=False)
    # A bin without a position stands where the truck was: its way does not lead into the sea at 0°, 0°.
    place = Place(id=bin_id, lat=one.lat, lon=one.lon) if one.has_position else _whereabouts(connection, pickup, plan, vehicle)
    return Stop(
        stop_id=f"s{pickup.next_stop}",
        bin_id=bin_id,
        lat=place.lat,
        lon=place.lon,
        fraction=one.fraction,
        load=Load(litres=one.litres, kg=one.kg),
        eta=time,
        required=False,
        reason=EXTRA,
    )


def _whereabouts(connection: Connection, pickup: Pickup, plan: RoundPlan, vehicle: str) -> Place:
    there = standings(plan, stop_events.of_pickup(connection, pickup.id)).get(vehicle)
    return there.place if there else next(drive.depot for drive in plan.drives if drive.vehicle == vehicle)
