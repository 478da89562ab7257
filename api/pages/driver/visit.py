"""What a route visits: bins to empty and places to unload, as the driver sees each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pickups.map_links import MapLinks, map_links
from api.pickups.route_answer import RouteAnswer, StopAnswer, TipAnswer, itinerary
from api.waste.bin_level import Level
from config.names import Names
from domain.device import Bin
from domain.waste.rounds.stop_state import CouldNotReason
from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A stop at a bin, or an unloading (`tip`: its number, from 0); `state`: planned, emptied, could_not, tipped or passed.

    `fill`: % at the newest reading, None where nothing is known; `time`: when it was settled (ms UTC).
    """

    id: str
    name: str
    lat: float
    lon: float
    eta: int
    links: MapLinks
    state: str
    order: int = 0
    tip: int | None = None
    bin_id: str | None = None
    fraction: str | None = None
    note: str | None = None
    fill: float | None = None
    is_optional: bool = False
    reason: CouldNotReason | None = None
    time: int | None = None

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(id=self.id, lat=self.lat, lon=self.lon)

    def metres_from(self, other: "Visit") -> float:
        """Return how far it is from another visit as the crow flies (m)."""
        return straight_metres(self.place, other.place)


def visits_of(route: RouteAnswer, bins: Mapping[str, Bin], levels_by_bin: Mapping[str, Level], names: Names) -> Sequence[Visit]:
    """Return a route's visits in their order, with what became of each."""
    along = itinerary(route)
    last_settled = max(
        (number for number, visit in enumerate(along) if isinstance(visit, StopAnswer) and visit.state != "planned"), default=-1
    )
    visits: list[Visit] = []
    tips = 0
    for number, visit in enumerate(along):
        if isinstance(visit, TipAnswer):
            tipped = sorted(route.tipped)[tips] if tips < len(route.tipped) else None
            visits.append(_tip(visit, tips, names, tipped=tipped, passed=number < last_settled))
            tips += 1
        else:
            visits.append(_stop(visit, bins.get(visit.bin_id), levels_by_bin.get(visit.bin_id, Level()), names))
    return visits


def _stop(stop: StopAnswer, bin_: Bin | None, level: Level, names: Names) -> Visit:
    return Visit(
        id=stop.stop_id,
        name=names.bin(stop.bin_id),
        lat=stop.lat,
        lon=stop.lon,
        eta=stop.eta,
        links=stop.links,
        state=stop.state,
        order=stop.order,
        bin_id=stop.bin_id,
        fraction=names.fraction(stop.fraction),
        note=bin_.note if bin_ else None,
        fill=level.fill,
        is_optional=not stop.required,
        reason=stop.could_not,
        time=stop.time,
    )


def _tip(tip: TipAnswer, number: int, names: Names, *, tipped: int | None, passed: bool) -> Visit:
    """Return an unloading, reported at `tipped` (ms UTC); one that nobody reported is passed once a stop after it is settled."""
    return Visit(
        id=f"tip-{number}",
        name=names.unloading_site(tip.tip_id),
        lat=tip.lat,
        lon=tip.lon,
        eta=tip.eta,
        links=map_links(tip.lat, tip.lon),
        state="passed" if tipped is None and passed else "planned" if tipped is None else "tipped",
        tip=number,
        time=tipped,
    )
