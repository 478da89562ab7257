"""What does a crew drive: stops that keep their ids through every new plan, and the way between them?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.waste.rounds.round_problem import Asked
from domain.waste.rounds.stop_state import Outcome
from domain.waste.routing.distance import Source, straight_metres
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load, Plan, Problem, Route, Unserved, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One halt at a bin. `eta`: ms UTC; `marginal_m`: metres saved without it; litres as in the bin."""

    stop_id: str
    bin_id: str
    lat: float
    lon: float
    fraction: str
    load: Load
    eta: int
    required: bool
    reason: str
    marginal_m: int = 0

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(id=self.bin_id, lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class TipHalt:
    """One halt at a tip site at `eta` (ms UTC), when so many stops of the route are behind."""

    place: Place
    eta: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One truck's way from its depot and back, from `start` to `end` (ms UTC)."""

    vehicle: str
    depot: Place
    start: int
    end: int
    metres: int
    stops: tuple[Stop, ...]
    tips: tuple[TipHalt, ...]

    @property
    def halts(self) -> list[Stop | TipHalt]:
        """Every halt in order: stops, with the tips between them."""
        found: list[Stop | TipHalt] = []
        for number in range(len(self.stops) + 1):
            found += [tip for tip in self.tips if tip.after == number]
            found += self.stops[number : number + 1]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """A round's drives, what they do not reach and why; `dropped`: stops of earlier plans that crews may still report on."""

    distance_source: Source
    drives: tuple[Drive, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    dropped: tuple[Stop, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every stop of every drive."""
        return tuple(stop for drive in self.drives for stop in drive.stops)

    def stop(self, stop_id: str) -> Stop | None:
        """Return a stop of this or an earlier plan."""
        return next((stop for stop in (*self.stops, *self.dropped) if stop.stop_id == stop_id), None)

    def vehicle_of(self, stop_id: str) -> str | None:
        """Return the vehicle whose stop it is."""
        return next((drive.vehicle for drive in self.drives for stop in drive.stops if stop.stop_id == stop_id), None)


def to_plan(asked: Iterable[Asked], before: RoundPlan | None, found: Mapping[str, Outcome]) -> list[Asked]:
    """Return the bins that still need a visit: those not settled, and those that a full truck had to leave."""
    settled = visited(before, found) if before else set()
    return [one for one in asked if one.bin_id not in settled]


def visited(plan: RoundPlan, found: Mapping[str, Outcome]) -> set[str]:
    """Return the bins that were settled, but for those that a full truck had to leave."""
    return {stop.bin_id for stop in _settled((*plan.stops, *plan.dropped), found) if not _left_full(found[stop.stop_id])}


def round_plan(
    made: Plan, problem: Problem, before: RoundPlan | None, found: Mapping[str, Outcome], *, next_stop: int, detour_factor: float
) -> tuple[RoundPlan, int]:
    """Return what is to be driven, and the number of the next stop to get an id.

    What is settled stays where it was, at the time at which it happened; a stop that is planned again keeps its id.
    """
    known = {stop.bin_id: stop.stop_id for stop in (*before.dropped, *before.stops) if stop.stop_id not in _ids(found)} if before else {}
    numbers = _Numbers(known, next_stop)
    kept = {drive.vehicle: _kept(drive, found) for drive in before.drives} if before else {}
    drives = [_drive(route, problem, kept.pop(route.vehicle, None), numbers, detour_factor) for route in made.routes]
    drives += [_ended(drive, detour_factor) for drive in kept.values() if drive.stops]
    planned = {stop.stop_id for drive in drives for stop in drive.stops}
    dropped = tuple(stop for stop in (*before.stops, *before.dropped) if stop.stop_id not in planned) if before else ()
    plan = RoundPlan(distance_source=made.distance_source, drives=tuple(drives), unserved=made.unserved, dropped=dropped, notes=made.notes)
    return plan, numbers.next


def cut_short(drive: Drive, found: Mapping[str, Outcome], detour_factor: float) -> Drive:
    """Return what has happened of a drive that was called off, with the way home."""
    kept = _kept(drive, found)
    return _ended(kept, detour_factor) if kept.stops else kept


class _Numbers:
    """Gives each bin its stop's id: the one it has, or the next that no stop ever had."""

    def __init__(self, known: Mapping[str, str], next_stop: int) -> None:
        self._known = known
        self.next = next_stop

    def of(self, bin_id: str) -> str:
        if bin_id in self._known:
            return self._known[bin_id]
        self.next += 1
        return f"s{self.next - 1}"


def _drive(route: Route, problem: Problem, kept: Drive | None, numbers: _Numbers, detour_factor: float) -> Drive:
    truck = next(one for one in problem.trucks if one.vehicle == route.vehicle)
    bins = {one.id: one for one in problem.candidates}
    tip_places = {tip.place.id: tip.place for tip in problem.tips}
    stops, tips = list(kept.stops) if kept else [], list(kept.tips) if kept else []

    def moment(visit: Visit) -> int:
        return problem.day_start + visit.arrive_s * 1000

    for visit in route.visits:
        if visit.kind == "tip":
            tips.append(TipHalt(place=replace(tip_places[visit.place_id], id=visit.id), eta=moment(visit), after=len(stops)))
            continue
        one = bins[visit.id]
        stops.append(
            Stop(
                stop_id=numbers.of(one.id),
                bin_id=one.id,
                lat=one.lat,
                lon=one.lon,
                fraction=one.fraction,
                load=one.load,
                eta=moment(visit),
                required=one.required,
                reason=one.reason,
                marginal_m=max(0, visit.marginal_m),  # whole metres round below 0 on a straight way
            )
        )
    return Drive(
        vehicle=route.vehicle,
        depot=replace(truck.depot, id=truck.depot.id.removeprefix("depot:")),
        start=kept.start if kept and kept.stops else problem.day_start + route.start_s * 1000,
        end=problem.day_start + route.end_s * 1000,
        metres=route.metres + (_driven(kept, detour_factor) if kept else 0),
        stops=tuple(stops),
        tips=tuple(tips),
    )


def _kept(drive: Drive, found: Mapping[str, Outcome]) -> Drive:
    """Return what of a drive has happened, at the times at which it did."""
    settled = [replace(stop, eta=found[stop.stop_id].time or stop.eta) for stop in _settled(drive.stops, found)]
    stops = tuple(sorted(settled, key=lambda stop: stop.eta))
    last = stops[-1].eta if stops else drive.start
    # A tip that lies before a settled stop was driven to, as far as anybody knows.
    tips = tuple(replace(tip, after=min(tip.after, len(stops))) for tip in drive.tips if tip.after < len(stops) and tip.eta < last)
    return replace(drive, stops=stops, tips=tips)


def _ended(drive: Drive, detour_factor: float) -> Drive:
    """Return a drive of which nothing is left but what has happened."""
    home = _way((drive.stops[-1].place, drive.depot), detour_factor)
    return replace(drive, end=drive.stops[-1].eta, metres=_driven(drive, detour_factor) + home)


def _driven(drive: Drive, detour_factor: float) -> int:
    """Return the metres behind a truck, by straight lines: nobody follows where trucks drive."""
    return _way((drive.depot, *(stop.place for stop in drive.stops)), detour_factor)


def _way(places: Sequence[Place], detour_factor: float) -> int:
    return round(sum(straight_metres(here, there) for here, there in pairwise(places)) * detour_factor)


def _settled(stops: Iterable[Stop], found: Mapping[str, Outcome]) -> list[Stop]:
    return [stop for stop in stops if stop.stop_id in _ids(found)]


def _ids(found: Mapping[str, Outcome]) -> set[str]:
    return {stop_id for stop_id, outcome in found.items() if outcome.state != "planned"}


def _left_full(outcome: Outcome) -> bool:
    return outcome.reason == "truck_full"
