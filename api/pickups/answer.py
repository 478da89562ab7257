"""A round as the API answers it: its routes with their stops, and the bins that no route reaches."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from api.pickups.map_links import MapLinks, map_links, route_links
from api.web.fields import Answer, TimeOut
from domain.device import Registry
from domain.waste.rounds.extra_stop import without_undone_extras
from domain.waste.rounds.round_plan import Stop, VehicleRoute
from domain.waste.rounds.stop_state import CouldNotReason, StopEvent, StopOutcome, StopState, stop_outcomes
from domain.waste.routing.distance import Source
from domain.waste.routing.plan import Constraint, Unserved
from storage.state.waste.pickups import Pickup, PickupState


class StopAnswer(Answer):
    """One stop. `reason`: why the bin is visited; `could_not`: why it was not emptied; `marginal_km`: saved without it."""

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


class UnservedAnswer(Answer):
    """A bin that no route reaches: which constraint, and by how much it is missed (`short` in `unit`; null where no figure exists)."""

    bin_id: str
    why: str
    constraint: Constraint | Literal["not_worth"]
    short: float | None
    unit: str


class PickupAnswer(Answer):
    """A round. `notes`: what to know of it, such as where its distances come from; `why`: what stands in an infeasible one's way."""

    id: str
    state: PickupState
    trigger_id: str | None
    created_at: TimeOut
    departure: TimeOut
    distance_source: Source | None
    why: str | None
    routes: list[RouteAnswer]
    unserved: list[UnservedAnswer]
    notes: list[str]


def pickup_answer(pickup: Pickup, events: Iterable[StopEvent], registry: Registry) -> PickupAnswer:
    """Return a round as the API answers it."""
    events = list(events)
    outcomes = stop_outcomes(events)
    plan = None if pickup.plan is None else without_undone_extras(pickup.plan, outcomes)
    unserved = plan.unserved if plan else ()
    return PickupAnswer(
        id=pickup.id,
        state=pickup.state,
        trigger_id=pickup.trigger_id,
        created_at=pickup.created_at,
        departure=pickup.departure,
        distance_source=plan.distance_source if plan else None,
        why=_why(unserved, plan.notes if plan else ()) if pickup.state == "infeasible" else None,
        routes=[_route(route, events, outcomes, registry) for route in (plan.routes if plan else ())],
        unserved=[
            UnservedAnswer(bin_id=bin_.bin_id, why=bin_.why, constraint=bin_.constraint, short=bin_.short, unit=bin_.unit)
            for bin_ in unserved
        ],
        notes=list(plan.notes) if plan else [],
    )


def name_of(registry: Registry, bin_id: str) -> str:
    """Return what people call a bin."""
    history = registry.bins.get(bin_id)
    return history.versions[-1].name if history else bin_id


def itinerary(route: RouteAnswer) -> list[StopAnswer | TipAnswer]:
    """Return a route's stops in order, with the unloadings between them."""
    visits: list[StopAnswer | TipAnswer] = []
    for number in range(len(route.stops) + 1):
        visits += [tip for tip in route.tips if tip.after == number]
        visits += route.stops[number : number + 1]
    return visits


def _why(unserved: Iterable[Unserved], notes: Iterable[str]) -> str:
    """Return each reason why bins are not served once, with their number, the most frequent first."""
    counts = Counter(bin_.why for bin_ in unserved).most_common(5)
    return "; ".join(f"{count} bin{'s' if count > 1 else ''}: {why}" for why, count in counts) or "; ".join(notes) or "nothing to do"


def _route(route: VehicleRoute, events: Iterable[StopEvent], outcomes: Mapping[str, StopOutcome], registry: Registry) -> RouteAnswer:
    return RouteAnswer(
        vehicle=route.vehicle,
        km=round(route.metres / 1000, 3),
        minutes=round((route.end - route.start) / 60_000, 1),
        load_l=round(sum(stop.load.litres for stop in route.stops), 1),
        start=route.start,
        end=route.end,
        depot=PlaceAnswer(id=route.depot.id, lat=route.depot.lat, lon=route.depot.lon),
        stops=[
            _stop(number, stop, outcomes.get(stop.stop_id, StopOutcome()), registry) for number, stop in enumerate(route.stops, start=1)
        ],
        tips=[TipAnswer(tip_id=tip.place.id, after=tip.after, eta=tip.eta, lat=tip.place.lat, lon=tip.place.lon) for tip in route.tips],
        tipped=[event.time for event in events if event.type == "tipped" and event.vehicle == route.vehicle],
        links=route_links([*(visit.place for visit in route.itinerary), route.depot]),
    )


def _stop(order: int, stop: Stop, outcome: StopOutcome, registry: Registry) -> StopAnswer:
    return StopAnswer(
        stop_id=stop.stop_id,
        bin_id=stop.bin_id,
        name=name_of(registry, stop.bin_id),
        fraction=stop.fraction,
        order=order,
        eta=stop.eta,
        required=stop.required,
        reason=stop.reason,
        marginal_km=round(stop.marginal_m / 1000, 3),
        state=outcome.state,
        could_not=outcome.reason if outcome.state == "could_not" else None,
        time=outcome.time,
        lat=stop.lat,
        lon=stop.lon,
        links=map_links(stop.lat, stop.lon),
    )
