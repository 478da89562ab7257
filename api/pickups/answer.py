"""How a round looks: its drives with their stops, and what they do not reach."""

from collections.abc import Iterable, Mapping
from typing import Literal

from api.pickups.map_links import MapLinks, legs, map_links
from api.web.fields import Answer, TimeOut
from domain.device import Registry
from domain.waste.rounds.extra_stop import without_taken_back
from domain.waste.rounds.round_plan import Drive, Stop
from domain.waste.rounds.stop_state import Outcome, Reason, StopEvent, StopState, outcomes
from domain.waste.routing.distance import Source
from domain.waste.routing.plan import Constraint, Unserved
from storage.state.waste.pickups import Pickup, PickupState


class StopAnswer(Answer):
    """One halt. `reason`: why the bin is visited; `could_not`: why it was not emptied; `marginal_km`: saved without it."""

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
    could_not: Reason | None
    time: TimeOut | None
    lat: float
    lon: float
    links: MapLinks


class TipAnswer(Answer):
    """One halt at a tip site, when `after` stops are behind."""

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
    """One truck's way; `load_l`: litres as they lie in the bins. `links` lead through it in a phone's map, four halts each.

    `tipped`: when its crew has told that it tipped.
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
    """A bin that no route reaches: which constraint, missed by how much (`short` in `unit`), where that can be said."""

    bin_id: str
    why: str
    constraint: Constraint | Literal["not_worth"]
    short: float | None
    unit: str


class PickupAnswer(Answer):
    """A round. `notes`: what to know of it, such as how distances were told; `why`: of an infeasible one."""

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
    """Return what the API says of a round."""
    happened = list(events)
    found = outcomes(happened)
    plan = None if pickup.plan is None else without_taken_back(pickup.plan, found)
    unserved = plan.unserved if plan else ()
    return PickupAnswer(
        id=pickup.id,
        state=pickup.state,
        trigger_id=pickup.trigger_id,
        created_at=pickup.created_at,
        departure=pickup.departure,
        distance_source=plan.distance_source if plan else None,
        why=_why(unserved, plan.notes if plan else ()) if pickup.state == "infeasible" else None,
        routes=[_route(drive, happened, found, registry) for drive in (plan.drives if plan else ())],
        unserved=[
            UnservedAnswer(bin_id=one.bin_id, why=one.why, constraint=one.constraint, short=one.short, unit=one.unit) for one in unserved
        ],
        notes=list(plan.notes) if plan else [],
    )


def name_of(registry: Registry, bin_id: str) -> str:
    """Return what people call a bin."""
    history = registry.bins.get(bin_id)
    return history.versions[-1].name if history else bin_id


def halts(route: RouteAnswer) -> list[StopAnswer | TipAnswer]:
    """Return a route's halts in order: stops, with the tips between them."""
    found: list[StopAnswer | TipAnswer] = []
    for number in range(len(route.stops) + 1):
        found += [tip for tip in route.tips if tip.after == number]
        found += route.stops[number : number + 1]
    return found


def _why(unserved: Iterable[Unserved], notes: Iterable[str]) -> str:
    """Say once what stands in the way of each bin, the most frequent first."""
    said: dict[str, int] = {}
    for one in unserved:
        said[one.why] = said.get(one.why, 0) + 1
    ordered = sorted(said.items(), key=lambda pair: -pair[1])
    return "; ".join(f"{count} bin{'s' if count > 1 else ''}: {why}" for why, count in ordered[:5]) or "; ".join(notes) or "nothing to do"


def _route(drive: Drive, happened: Iterable[StopEvent], found: Mapping[str, Outcome], registry: Registry) -> RouteAnswer:
    return RouteAnswer(
        vehicle=drive.vehicle,
        km=round(drive.metres / 1000, 3),
        minutes=round((drive.end - drive.start) / 60_000, 1),
        load_l=round(sum(stop.load.litres for stop in drive.stops), 1),
        start=drive.start,
        end=drive.end,
        depot=PlaceAnswer(id=drive.depot.id, lat=drive.depot.lat, lon=drive.depot.lon),
        stops=[_stop(number, stop, found.get(stop.stop_id, Outcome()), registry) for number, stop in enumerate(drive.stops, start=1)],
        tips=[TipAnswer(tip_id=tip.place.id, after=tip.after, eta=tip.eta, lat=tip.place.lat, lon=tip.place.lon) for tip in drive.tips],
        tipped=[event.time for event in happened if event.type == "tipped" and event.vehicle == drive.vehicle],
        links=legs([*(halt.place for halt in drive.halts), drive.depot]),
    )


def _stop(order: int, stop: Stop, outcome: Outcome, registry: Registry) -> StopAnswer:
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
