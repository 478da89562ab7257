"""Doubts a depot that no truck of the town could start from: then the bins' places, or the depot's, are not where they are said to be."""

from collections.abc import Sequence
from statistics import median

from domain.dryrun.doubt import Doubt
from domain.dryrun.emptying_list import ListedBin
from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Fleet, Place

FARTHEST_M = 200_000  # the longest of Norway's waste companies' districts; a wrong UTM zone is off by more


def far_depots(bins: Sequence[ListedBin], fleet: Fleet | None) -> Sequence[Doubt]:
    """Return a doubt for each depot that lies too far from the middle of the bins."""
    places = [bin_.place for bin_ in bins if bin_.place is not None]
    if not places or fleet is None:
        return []
    middle = Place(id="", lat=median(place.lat for place in places), lon=median(place.lon for place in places))
    far = [(depot, straight_metres(depot, middle)) for depot in fleet.depots]
    return [
        Doubt(file="fleet", line=0, kind="far_depot", value=depot.name or depot.id, assumed=f"{metres / 1000:.0f} km")
        for depot, metres in far
        if metres > FARTHEST_M
    ]
