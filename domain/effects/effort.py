"""What collecting takes: way, hours on the road and hours at containers, as driven or as reckoned for another way of collecting."""

from dataclasses import dataclass

from domain.effects.driving import DrivenTotals


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Way (`km`), time from departure to return (`hours`), and how much of that is at containers (`stop_hours`)."""

    km: float
    hours: float
    stop_hours: float


def driven_effort(driven: DrivenTotals, stop_s: int) -> Effort:
    """Return what was driven, with `stop_s` seconds at each container."""
    return Effort(km=driven.metres / 1000, hours=driven.seconds / 3600, stop_hours=driven.stops * stop_s / 3600)


def reckoned_effort(km: float, emptyings: float, *, speed_kmh: float, stop_s: int) -> Effort:
    """Return what so many km and emptyings take; unloading is left out, so this is rather too little than too much."""
    stop_hours = emptyings * stop_s / 3600
    return Effort(km=km, hours=km / speed_kmh + stop_hours, stop_hours=stop_hours)
