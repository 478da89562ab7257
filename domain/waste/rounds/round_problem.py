"""Which problem does a round pose: these bins, this fleet, on this day, after what has already happened?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from domain.waste.routing.collection_day import at_clock
from domain.waste.routing.fleet import DAY_S, Fleet, Place, Tip, Vehicle
from domain.waste.routing.plan import Candidate, Load, Problem, Truck, Unserved


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A bin that a round is to reach, as it was when it was asked for: `fill` in %, None where nobody knows.

    `prize_m`: metres it is worth when not `required`.
    """

    bin_id: str
    lat: float
    lon: float
    fraction: str
    litres: float
    kg: float
    required: bool
    reason: str
    prize_m: float = 0.0
    fill: float | None = None

    @property
    def has_position(self) -> bool:
        """Whether it stands anywhere: 0°, 0° is in the sea, and what devices and lists say when they know none."""
        return (self.lat, self.lon) != (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRequest:
    """What a round was asked for: its bins, the vehicles it may take (None: all), and before when (ms UTC) nothing drives."""

    bins: tuple[Asked, ...]
    not_before: int
    vehicles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a vehicle is on its way: at a place since a time (ms UTC), with what aboard by fraction."""

    place: Place
    since: int
    aboard: Mapping[str, Load]


def problem_of(
    bins: Iterable[Asked],
    fleet: Fleet,
    *,
    day: date,
    not_before: int,
    zone: ZoneInfo,
    service_s: int,
    truck_m: int,
    standing: Mapping[str, Standing] | None = None,
) -> Problem:
    """Return the problem of a day, its seconds counted from local midnight; nothing drives before `not_before` (ms UTC)."""
    midnight = at_clock(day, 0, zone)

    def seconds(clock_s: int) -> int:
        return (at_clock(day, clock_s, zone) - midnight) // 1000

    earliest = max(0, -(-(not_before - midnight) // 1000))
    depots = {depot.id: depot for depot in fleet.depots}
    return Problem(
        day_start=midnight,
        candidates=tuple(_candidate(one, service_s) for one in bins if one.has_position),
        trucks=tuple(
            _truck(
                one,
                depots[one.depot],
                (standing or {}).get(one.id),
                midnight,
                max(earliest, seconds(one.shift_start_s)),
                seconds(one.shift_end_s),
            )
            for one in (fleet.vehicles if fleet.collection_days else ())
        ),
        tips=_tips(fleet, seconds),
        truck_m=truck_m,
    )


def without_position(bins: Iterable[Asked]) -> tuple[Unserved, ...]:
    """Return the bins that no route can reach because nobody knows where they stand."""
    why = "it has no position: give its lat and lon with PUT /bins"
    return tuple(Unserved(bin_id=one.bin_id, constraint="position", why=why) for one in bins if not one.has_position)


def _candidate(one: Asked, service_s: int) -> Candidate:
    return Candidate(
        id=one.bin_id,
        lat=one.lat,
        lon=one.lon,
        fraction=one.fraction,
        load=Load(litres=one.litres, kg=one.kg),
        service_s=service_s,
        required=one.required,
        prize_m=one.prize_m,
        reason=one.reason,
    )


def _truck(vehicle: Vehicle, depot: Place, there: Standing | None, midnight: int, start_s: int, end_s: int) -> Truck:
    home = Place(id=f"depot:{depot.id}", lat=depot.lat, lon=depot.lon)
    return Truck(
        vehicle=vehicle.id,
        start=home if there is None else Place(id=f"at:{vehicle.id}", lat=there.place.lat, lon=there.place.lon),
        depot=home,
        capacities=vehicle.capacities,
        start_s=start_s if there is None else max(start_s, -(-(there.since - midnight) // 1000)),
        end_s=end_s,
        aboard={} if there is None else there.aboard,
    )


def _tips(fleet: Fleet, seconds: Callable[[int], int]) -> tuple[Tip, ...]:
    """Return the tip sites with that day's hours; a fleet without any tips at its depots, where nobody waits."""
    sites = fleet.tips or tuple(Tip(place=depot, service_s=0) for depot in fleet.depots)
    return tuple(
        replace(
            one,
            place=replace(one.place, id=f"tip:{one.place.id}"),
            opens_s=min(seconds(one.opens_s), DAY_S - 1),
            closes_s=min(seconds(one.closes_s), DAY_S),
        )
        for one in sites
    )
