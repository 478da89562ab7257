"""Where in a route does one bin more cost the fewest seconds, with the room that is left in the truck?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.waste.routing.distance import Legs
from domain.waste.routing.fleet import Tip
from domain.waste.routing.plan import Candidate, Load, Truck
from domain.waste.routing.schedule import Halt


@dataclass(frozen=True, slots=True)
class Insertion:
    """`seconds` more, and the halts as they then are."""

    seconds: int
    halts: Sequence[Halt]


@dataclass(frozen=True, slots=True)
class _Leg:
    """A way between two places of a route, to the halt of this `number`.

    `load`: of one fraction, when the truck tips next or comes home; `empty`: whether it is at `here`; `tips`: whether it tips before home.
    """

    number: int
    here: str
    there: str
    load: Load
    empty: bool
    tips: bool


def cheapest(
    one: Candidate, truck: Truck, halts: Sequence[Halt], bins: Mapping[str, Candidate], tips: Sequence[Tip], legs: Legs
) -> Insertion | None:
    """Return the cheapest place for a bin: between two halts while there is room, else as a load of its own. None: there is no room.

    `bins`: by id, all that the halts name.

    Whether the route then still ends within the shift, and its tips are open, is not asked here.
    """
    room = truck.capacities.get(one.fraction)
    if room is None:
        return None
    found: list[tuple[int, int, tuple[Halt, ...]]] = []
    for leg in _legs(truck, halts, bins, one.fraction):
        fits = leg.load.litres + one.load.litres <= room.loose_litres and leg.load.kg + one.load.kg <= room.kg
        if fits and leg.tips:
            found.append((_by_way([leg.here, one.place.id, leg.there], legs), leg.number, (("bin", one.id),)))
        elif fits or leg.empty:
            found += [(seconds, leg.number, (("bin", one.id), tip)) for seconds, tip in _over_a_tip(one, leg, truck, tips, legs)]
    if not found:
        return None
    seconds, number, more = min(found)
    return Insertion(seconds + one.service_s, [*halts[:number], *more, *halts[number:]])


def _legs(truck: Truck, halts: Sequence[Halt], bins: Mapping[str, Candidate], fraction: str) -> Iterator[_Leg]:
    places = [truck.start.id, *(f"{kind}:{name}" for kind, name in halts), truck.depot.id]
    begin = 0
    for end in [number for number, (kind, _) in enumerate(halts) if kind == "tip"] + [len(halts)]:
        aboard = truck.aboard.get(fraction, Load()) if begin == 0 else Load()
        own = [bins[name].load for kind, name in halts[begin:end] if kind == "bin" and bins[name].fraction == fraction]
        load = Load(litres=aboard.litres + sum(one.litres for one in own), kg=aboard.kg + sum(one.kg for one in own))
        for number in range(begin, end + 1):
            empty = number == begin and (begin > 0 or not truck.aboard)
            yield _Leg(number, places[number], places[number + 1], load, empty, tips=end < len(halts))
        begin = end + 1


def _over_a_tip(one: Candidate, leg: _Leg, truck: Truck, tips: Sequence[Tip], legs: Legs) -> Iterator[tuple[int, Halt]]:
    for tip in tips:
        if tip.takes(frozenset(truck.capacities)):
            way = _by_way([leg.here, one.place.id, tip.place.id, leg.there], legs)
            yield way + tip.service_s, ("tip", tip.place.id.removeprefix("tip:"))


def _by_way(places: Sequence[str], legs: Legs) -> int:
    """Return how many seconds longer it is by way of the places between the first and the last."""
    whole = sum(legs.between(here, there)[1] for here, there in pairwise(places))
    return whole - legs.between(places[0], places[-1])[1]
