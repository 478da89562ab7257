"""A simulated town whose practice leaves a list behind: what the dry year makes of the list, beside what is known to be true."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bench.waste.drive import BURN_IN, DEPARTURE_S, HISTORY, SERVICE_S, Driven, Policy, drive, lived
from bench.waste.town import DAY, DEPOT, DEPOT_PLACE, Town, place
from bysans.dryrun.dry_run import study_for
from config.plan import load_plan
from config.practice import load_practice
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.emptying_list import EmptyingList, ListedBin, Visit, seen_fill
from domain.dryrun.study import Study
from domain.waste.routing.fleet import Capacity, Fleet, UnloadingSite, Vehicle

FIRST = HISTORY + BURN_IN
SPEED_KMH = 25.0
_HOUR = 3_600_000
_AN_ORDINAL = date(2025, 1, 6).toordinal()
_FLEET = Fleet(
    depots=(DEPOT_PLACE,),
    unloading_sites=(UnloadingSite(place=place("tip", DEPOT_PLACE.lon * 111_195, DEPOT_PLACE.lat * 111_195), service_s=0),),
    vehicles=(
        Vehicle(
            id="truck", depot=DEPOT_PLACE.id, shift_start_s=DEPARTURE_S, shift_end_s=16 * 3600,
            capacities={"rest": Capacity(litres=18_000, kg=99_999, compaction=4)},
        ),
    ),
    collection_days=frozenset(range(7)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTown:
    """What is true, the study made of the list that practice left behind, and what really came into each bin of the study.

    `km_by_day`: what an odometer would have shown.
    """

    driven: Driven
    hours: float
    km_by_day: list[float]
    study: Study
    fillings: list[Filling]


def known_town(town: Town, practice: Policy, *, times: bool, step: float) -> KnownTown:
    """Drive the practice and keep its list: with times of day or dates alone, and fills noted in steps of `step`."""
    visits: dict[str, list[Visit]] = defaultdict(list)
    orders: dict[int, list[str]] = defaultdict(list)

    def log(name: str, moment: int, fill: float) -> None:
        day, rest = divmod(moment, DAY)
        orders[day - FIRST].append(name)
        noted = round(fill / step) * step
        visits[name].append(Visit(day=day - FIRST, line=0, second=rest // 1000 if times else None, fill=seen_fill(noted, step)))

    driven = drive(town, practice, lived(town, practice), log)
    days = town.days - FIRST
    places = town.places
    bins = [ListedBin(id=name, place=places[name], capacity_l=town.bins[name].capacity_l, fraction="rest") for name in sorted(visits)]
    listed = EmptyingList(bins=bins, visits=dict(sorted(visits.items())), first_day=_AN_ORDINAL, days=days)
    study = study_for(listed, _FLEET, load_plan(), load_practice())
    hours = driven.km / SPEED_KMH + driven.emptyings * SERVICE_S / 3600
    return KnownTown(
        driven=driven,
        hours=hours,
        km_by_day=[_km(town, orders[day]) for day in range(days)],
        study=study,
        fillings=[_filling(town, bin_.id, days) for bin_ in bins],
    )


def _km(town: Town, order: Sequence[str]) -> float:
    stops = [DEPOT, *(f"bin:{name}" for name in order), DEPOT] if order else []
    return sum(town.legs.between(origin, target)[0] for origin, target in pairwise(stops)) / 1000


def _filling(town: Town, name: str, days: int) -> Filling:
    """Return what really came in, from collection hour to collection hour."""
    collected = DEPARTURE_S * 1000 + 3 * _HOUR // 2
    start = FIRST * DAY + collected
    return Filling(tuple(town.bins[name].thrown_in(start, start + day * DAY) for day in range(days + 1)))
