"""The place in a route where one more bin costs the fewest seconds, given the room left in the truck."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.waste.routing.distance import Legs
from domain.waste.routing.fleet import UnloadingSite
from domain.waste.routing.plan import Candidate, Load, Truck
from domain.waste.routing.schedule import RouteStop, place_of


@dataclass(frozen=True, slots=True)
class Insertion:
    """`seconds`: what the bin adds to the route; `stops`: the route with it."""

    seconds: int
    stops: Sequence[RouteStop]


@dataclass(frozen=True, slots=True)
class _Gap:
    """The leg between two places of a route, before the stop of this `number`.

    `load`: of one fraction, when the truck next unloads or comes home; `empty`: whether it is empty at `origin`;
    `unloads`: whether it unloads before it comes home.
    """

    number: int
    origin: str
    target: str
    load: Load
    empty: bool
    unloads: bool


def cheapest(
    bin_: Candidate,
    truck: Truck,
    stops: Sequence[RouteStop],
    bins: Mapping[str, Candidate],
    sites: Sequence[UnloadingSite],
    legs: Legs,
) -> Insertion | None:
    """Return the cheapest insertion of a bin: between two stops while there is room, else as a load of its own.

    `bins`: by id, all that `stops` name. None: there is no room. The shift and the opening hours are not checked here.
    """
    room = truck.capacities.get(bin_.fraction)
    if room is None:
        return None
    options: list[tuple[int, int, tuple[RouteStop, ...]]] = []
    for gap in _gaps(truck, stops, bins, bin_.fraction):
        fits = gap.load.litres + bin_.load.litres <= room.loose_litres and gap.load.kg + bin_.load.kg <= room.kg
        if fits and gap.unloads:
            options.append((_detour_s([gap.origin, bin_.place.id, gap.target], legs), gap.number, (("bin", bin_.id),)))
        elif fits or gap.empty:
            options += [(seconds, gap.number, (("bin", bin_.id), site)) for seconds, site in _with_unloading(bin_, gap, truck, sites, legs)]
    if not options:
        return None
    seconds, number, added = min(options)
    return Insertion(seconds + bin_.service_s, [*stops[:number], *added, *stops[number:]])


def _gaps(truck: Truck, stops: Sequence[RouteStop], bins: Mapping[str, Candidate], fraction: str) -> Iterator[_Gap]:
    places = [truck.start.id, *(place_of(stop) for stop in stops), truck.depot.id]
    begin = 0
    for end in [number for number, (kind, _) in enumerate(stops) if kind == "tip"] + [len(stops)]:
        aboard = truck.aboard.get(fraction, Load()) if begin == 0 else Load()
        loads = [bins[name].load for kind, name in stops[begin:end] if kind == "bin" and bins[name].fraction == fraction]
        load = Load(litres=aboard.litres + sum(load_.litres for load_ in loads), kg=aboard.kg + sum(load_.kg for load_ in loads))
        for number in range(begin, end + 1):
            empty = number == begin and (begin > 0 or not truck.aboard)
            yield _Gap(number, places[number], places[number + 1], load, empty, unloads=end < len(stops))
        begin = end + 1


def _with_unloading(
    bin_: Candidate, gap: _Gap, truck: Truck, sites: Sequence[UnloadingSite], legs: Legs
) -> Iterator[tuple[int, RouteStop]]:
    for site in sites:
        if site.takes(frozenset(truck.capacities)):
            detour_s = _detour_s([gap.origin, bin_.place.id, site.place.id, gap.target], legs)
            yield detour_s + site.service_s, ("tip", site.place.id.removeprefix("tip:"))


def _detour_s(places: Sequence[str], legs: Legs) -> int:
    """Return how many seconds the places between the first and the last add."""
    seconds = sum(legs.between(origin, target)[1] for origin, target in pairwise(places))
    return seconds - legs.between(places[0], places[-1])[1]
