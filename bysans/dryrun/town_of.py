"""Lays the bins of a list on a plane and gives each fraction its trucks and collection days, as said or as assumed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import cos, radians
from statistics import median

from config.practice import AssumedTable
from domain.dryrun.demand.cycle import history_of
from domain.dryrun.emptying_list import EmptyingList, ListedBin
from domain.dryrun.town import DryTown, Group, Point, Trucks
from domain.waste.routing.distance import EARTH_M
from domain.waste.routing.fleet import Fleet, Place
from domain.waste.routing.tour import along_the_curve

_RARE = 0.03  # of a fraction's emptyings: a weekday with fewer is an exception, no collection day


def town_of(listed: EmptyingList, fleet: Fleet | None, assumed: AssumedTable) -> DryTown:
    """Return the town; its bins in the list's order."""
    places = [replace(bin_.place, id=bin_.id) for bin_ in listed.bins if bin_.place is not None]
    centre = Place(id="", lat=median(place.lat for place in places), lon=median(place.lon for place in places)) if places else None
    ranks = {place.id: rank for rank, place in enumerate(along_the_curve(places) if places else ())}
    fractions = sorted({bin_.fraction for bin_ in listed.bins})
    return DryTown(
        bins=listed.bins,
        points=[point_of(bin_.place, centre) for bin_ in listed.bins],
        along=[ranks.get(bin_.id, len(ranks)) for bin_ in listed.bins],
        histories={name: history_of(visits, listed.days) for name, visits in listed.visits.items()},
        groups=[_group(listed, fraction, fleet, centre, assumed) for fraction in fractions],
        days=listed.days,
        months=months_of(listed),
    )


def months_of(listed: EmptyingList) -> Sequence[int]:
    """Return of each day its month, counted from year 0."""
    dates = (date.fromordinal(listed.first_day + day) for day in range(listed.days))
    return [day.year * 12 + day.month - 1 for day in dates]


def point_of(place: Place | None, centre: Place | None) -> Point | None:
    """Return metres east and north of the centre, on a plane that a town is small enough for."""
    if place is None or centre is None:
        return None
    scale = radians(1) * EARTH_M
    return (place.lon - centre.lon) * scale * cos(radians(centre.lat)), (place.lat - centre.lat) * scale


def _group(listed: EmptyingList, fraction: str, fleet: Fleet | None, centre: Place | None, assumed: AssumedTable) -> Group:
    bins = [number for number, bin_ in enumerate(listed.bins) if bin_.fraction == fraction]
    weekdays = _weekdays(listed, [listed.bins[number] for number in bins])
    departures = [day for day in range(listed.days) if listed.weekday(day) in weekdays]
    return Group(fraction=fraction, bins=bins, trucks=_trucks(fraction, fleet, centre, assumed), departures=departures)


def _weekdays(listed: EmptyingList, bins: Iterable[ListedBin]) -> frozenset[int]:
    """Return the weekdays on which the list says that a fraction is collected."""
    counts = Counter(listed.weekday(visit.day) for bin_ in bins for visit in listed.visits[bin_.id] if visit.emptied)
    return frozenset(day for day, count in counts.items() if count >= _RARE * counts.total())


def _trucks(fraction: str, fleet: Fleet | None, centre: Place | None, assumed: AssumedTable) -> Trucks:
    """Return a fraction's trucks: the fleet's that take it, or what is assumed, from the middle of the bins."""
    vehicles = [vehicle for vehicle in fleet.vehicles if fraction in vehicle.capacities] if fleet else []
    depots: Mapping[str, Place] = {depot.id: depot for depot in fleet.depots} if fleet else {}
    depot = point_of(depots[vehicles[0].depot] if vehicles else next(iter(depots.values()), None), centre) or (0.0, 0.0)
    sites = [site for site in fleet.unloading_sites if site.takes(frozenset({fraction}))] if fleet else []
    return Trucks(
        depot=depot,
        unloading=(point_of(sites[0].place, centre) or depot) if sites else depot,
        litres=vehicles[0].capacities[fraction].loose_litres if vehicles else assumed.truck_litres,
        shift_h=(vehicles[0].shift_end_s - vehicles[0].shift_start_s) / 3600 if vehicles else assumed.shift_hours,
        unload_h=sites[0].service_s / 3600 if sites else assumed.unload_minutes / 60,
    )
