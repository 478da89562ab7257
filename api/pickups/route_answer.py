"""A route as the API answers it: its stops and unloadings, and links that open it on a phone."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from api.pickups.map_links import MapLinks, map_links, route_links
from api.web.fields import Answer, TimeOut
from config.names import Names
from domain.waste.rounds.extra_stop import EXTRA
from domain.waste.rounds.round_plan import Stop, VehicleRoute
from domain.waste.rounds.stop_state import CouldNotReason, StopEvent, StopOutcome, StopState


class StopAnswer(Answer):
    """One stop. `name` tells the bin apart from others at its address. `reason`: why the bin is visited.

    `could_not`: why it was not emptied, `note`: in the crew's own words. `marginal_km`: saved without the stop.
    """

    stop_id: str
    bin_id: str
    name: str
    fraction: str
    order: int
    eta: TimeOut
    required: bool
    reason: str
    marginal_km: float
    state: StopState
    could_not: CouldNotReason | None
    note: str | None
    time: TimeOut | None
    lat: float
    lon: float
    links: MapLinks


class TipAnswer(Answer):
    """One visit to an unloading site, after so many stops."""

    tip_id: str
    after: int
    eta: TimeOut
    lat: float
    lon: float


class PlaceAnswer(Answer):
    """A named place."""

    id: str
    lat: float
    lon: float


class RouteAnswer(Answer):
    """One vehicle's route; `load_l`: litres as they lie in the bins. `links` open it in a phone's map, four places each.

    `tipped`: when its crew reported that it unloaded.
    """

    vehicle: str
    km: float
    minutes: float
    load_l: float
    start: TimeOut
    end: TimeOut
    depot: PlaceAnswer
    stops: list[StopAnswer]
    tips: list[TipAnswer]
    tipped: list[TimeOut]
    links: list[str]


def route_answer(route: VehicleRoute, events: Iterable[StopEvent], outcomes: Mapping[str, StopOutcome], names: Names) -> RouteAnswer:
    """Return a vehicle's route with what became of its stops."""
    return RouteAnswer(
        vehicle=route.vehicle,
        km=round(route.metres / 1000, 3),
        minutes=round((route.end - route.start) / 60_000, 1),
        load_l=round(sum(stop.load.litres for stop in route.stops), 1),
        start=route.start,
        end=route.end,
        depot=PlaceAnswer(id=route.depot.id, lat=route.depot.lat, lon=route.depot.lon),
        stops=[
            _stop(order, stop, outcomes.get(stop.stop_id, StopOutcome()), names)
            for order, stop in zip(_orders(route.stops), route.stops, strict=True)
        ],
        tips=[TipAnswer(tip_id=tip.place.id, after=tip.after, eta=tip.eta, lat=tip.place.lat, lon=tip.place.lon) for tip in route.tips],
        tipped=[event.time for event in events if event.type == "tipped" and event.vehicle == route.vehicle],
        links=route_links([*(visit.place for visit in route.itinerary), route.depot]),
    )


def itinerary(route: RouteAnswer) -> list[StopAnswer | TipAnswer]:
    """Return a route's stops in order, with the unloadings between them."""
    visits: list[StopAnswer | TipAnswer] = []
    for number in range(len(route.stops) + 1):
        visits += [tip for tip in route.tips if tip.after == number]
        visits += route.stops[number : number + 1]
    return visits


def _orders(stops: Sequence[Stop]) -> list[int]:
    """Return each stop's number: as on the list that the driver was given; one that nobody planned has a number behind those."""
    is_extra = [stop.reason == EXTRA for stop in stops]
    planned, extra = count(1), count(1 + len(stops) - sum(is_extra))
    return [next(extra if extra_ else planned) for extra_ in is_extra]


def _stop(order: int, stop: Stop, outcome: StopOutcome, names: Names) -> StopAnswer:
    return StopAnswer(
        stop_id=stop.stop_id,
        bin_id=stop.bin_id,
        name=names.bin(stop.bin_id, in_full=True),
        fraction=stop.fraction,
        order=order,
        eta=stop.eta,
        required=stop.required,
        reason=stop.reason,
        marginal_km=round(stop.marginal_m / 1000, 3),
        state=outcome.state,
        could_not=outcome.reason if outcome.state == "could_not" else None,
        note=outcome.note if outcome.state == "could_not" else None,
        time=outcome.time,
        lat=stop.lat,
        lon=stop.lon,
        links=map_links(stop.lat, stop.lon),
    )
