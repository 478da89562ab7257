"""A vehicle's route as its driver sees it: what is done, what is next, and what is left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.pages.driver.visit import Visit, visits_of
from api.pickups.answer import pickup_answer
from api.pickups.route_answer import RouteAnswer
from api.pickups.routes import existing_round
from api.waste.bin_level import Level, levels
from api.web.services import Services
from config.names import Names
from domain.device import Bin, Registry
from domain.waste.rounds.round_link import RoundLink
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Place
from storage.state.waste import stop_events
from storage.state.waste.pickups import PickupState

_OFFERED = 300  # bins that may be reported as emptied beside the route: enough for a town's part, small on a bad line


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverRound:
    """One vehicle's route of a round. `reports`: how many there are of the round, which tells one look at the page from the next.

    `undone`: the stop that the newest report took back, None where that did something else.
    `others`: bins near by that are not on the route, by id, with their names. `route`: None when the vehicle has none (any more).
    """

    pickup_id: str
    vehicle: str
    departure: int
    state: PickupState
    route: RouteAnswer | None
    visits: Sequence[Visit]
    reports: int
    undone: Visit | None = None
    others: Mapping[str, str]

    @property
    def stops(self) -> Sequence[Visit]:
        """The stops at bins."""
        return [visit for visit in self.visits if visit.tip is None]

    @property
    def emptied(self) -> Sequence[Visit]:
        """The bins that were emptied."""
        return [stop for stop in self.stops if stop.state == "emptied"]

    @property
    def not_emptied(self) -> Sequence[Visit]:
        """The bins that could not be emptied."""
        return [stop for stop in self.stops if stop.state == "could_not"]

    @property
    def left(self) -> int:
        """How many stops are not settled."""
        return sum(stop.state == "planned" for stop in self.stops)

    @property
    def last(self) -> Visit | None:
        """The stop that was settled last."""
        return max((stop for stop in self.stops if stop.time is not None), key=lambda stop: stop.time or 0, default=None)

    def current(self, stop_id: str | None = None) -> Visit | None:
        """Return the visit that was asked for, else the one that comes after what was settled last; None when all are settled."""
        asked = next((visit for visit in self.visits if visit.id == stop_id), None)
        return asked or self.after(self.last)

    def after(self, visit: Visit | None) -> Visit | None:
        """Return the next visit behind this one that is not settled; what was passed over comes at the end."""
        begin = 0 if visit is None else list(self.visits).index(visit) + 1
        return next(
            (other for other in (*self.visits[begin:], *self.visits[:begin]) if other.state == "planned" and other is not visit), None
        )


def driver_round(services: Services, connection: Connection, link: RoundLink, names: Names) -> DriverRound:
    """Read the round that a link opens, with the names of things in the reader's language."""
    pickup = existing_round(connection, link.pickup_id)
    now, registry = services.clock(), services.registry(connection)
    events = stop_events.of_pickup(connection, pickup.id)
    answer = pickup_answer(pickup, events, names, services.figures.zone)
    route = next((route for route in answer.routes if route.vehicle == link.vehicle), None)
    bins = _bins(registry, now)
    levels_by_bin = levels(services, connection, [bins[stop.bin_id] for stop in route.stops if stop.bin_id in bins], now) if route else {}
    visits = visits_of(route, bins, without_taken_back(levels_by_bin, route, events), names) if route else ()
    newest = sorted(events, key=lambda event: event.time)[-1:]  # of one time the later report
    undone = newest[0].stop_id if newest and newest[0].type == "undo" else None
    return DriverRound(
        pickup_id=pickup.id,
        vehicle=names.vehicle(link.vehicle),
        departure=answer.departure,
        state=answer.state,
        route=route,
        visits=visits,
        reports=len(events),
        undone=next((visit for visit in visits if visit.id == undone), None),
        others=_others(route, bins, names) if route else {},
    )


def without_taken_back(levels_by_bin: Mapping[str, Level], route: RouteAnswer, events: Collection[StopEvent]) -> Mapping[str, Level]:
    """Return the levels; a bin whose emptying was reported and taken back is not known until watch has seen that: it would look empty."""
    undone = {event.stop_id for event in events if event.type == "undo"}
    taken_back = {stop.bin_id for stop in route.stops if stop.stop_id in undone and stop.state == "planned"}
    return {
        bin_id: replace(level, fill=None) if bin_id in taken_back and level.report and level.report.status == "unconfirmed" else level
        for bin_id, level in levels_by_bin.items()
    }


def _bins(registry: Registry, now: int) -> Mapping[str, Bin]:
    bins = (history.at(now) for history in registry.bins.values())
    return {bin_.id: bin_ for bin_ in bins if not bin_.removed}


def _others(route: RouteAnswer, bins: Mapping[str, Bin], names: Names) -> Mapping[str, str]:
    """Return bins of the route's fractions that are not on it, the nearest to its middle, by name."""
    if not route.stops:
        return {}
    middle = Place(
        id="", lat=sum(stop.lat for stop in route.stops) / len(route.stops), lon=sum(stop.lon for stop in route.stops) / len(route.stops)
    )
    on_route, fractions = {stop.bin_id for stop in route.stops}, {stop.fraction for stop in route.stops}
    beside = [bin_ for bin_ in bins.values() if bin_.fraction in fractions and bin_.id not in on_route]
    near = sorted(beside, key=lambda bin_: straight_metres(middle, Place(id=bin_.id, lat=bin_.lat, lon=bin_.lon)))[:_OFFERED]
    return {bin_.id: names.bin(bin_.id) for bin_ in sorted(near, key=lambda bin_: (bin_.name, bin_.id))}
