"""What did collecting come to: ways, stops, litres, CO2, and how much of it was needed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

_EARLY, _LATE = 40.0, 95.0  # %: emptied below is a visit too early, above one too late
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """One emptying: how full the bin was found (%, None where nobody knows), and its litres."""

    fill: float | None
    capacity_l: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What was driven: rounds of one truck each, their planned metres and time (s), and how many stops were settled."""

    rounds: int
    metres: int
    seconds: int
    stops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Co2Factors:
    """Litres of fuel by km and by hour of standing, and kg CO2 a litre (config/plan.toml names the sources)."""

    version: str
    kg_per_litre: float
    litres_per_km: float
    litres_per_stop_hour: float
    litres_per_idle_hour: float
    idle_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share (0–1) with its 95 % interval (Wilson 1927), of so many."""

    value: float
    low: float
    high: float
    of: int


def co2_kg(driven: Driven, stop_s: int, factors: Co2Factors) -> float:
    """Return kg CO2: km · l/km + stop hours · l/h + idle hours · l/h, times kg a litre."""
    litres = driven.metres / 1000 * factors.litres_per_km
    litres += stop_hours(driven, stop_s) * factors.litres_per_stop_hour
    litres += driven.seconds / 3600 * factors.idle_share * factors.litres_per_idle_hour
    return litres * factors.kg_per_litre


def stop_hours(driven: Driven, stop_s: int) -> float:
    """Return hours at containers, `stop_s` seconds each."""
    return driven.stops * stop_s / 3600


def per_thousand_litres(emptied: Sequence[Emptied]) -> float | None:
    """Return emptyings for each 1,000 l taken out, of those whose fill is known; None where none is."""
    known = [(one.fill, one.capacity_l) for one in emptied if one.fill is not None]
    litres = sum(fill / 100 * capacity for fill, capacity in known)
    return 1000 * len(known) / litres if litres > 0 else None


def early(emptied: Sequence[Emptied]) -> Share | None:
    """Return the share emptied below 40 %: the truck came too early."""
    return _share(emptied, [one.fill is not None and one.fill < _EARLY for one in emptied])


def late(emptied: Sequence[Emptied]) -> Share | None:
    """Return the share emptied above 95 %: the truck came too late, or nearly."""
    return _share(emptied, [one.fill is not None and one.fill > _LATE for one in emptied])


def _share(emptied: Sequence[Emptied], hits: Sequence[bool]) -> Share | None:
    count = sum(one.fill is not None for one in emptied)
    return share(sum(hits), count) if count else None


def share(hits: int, of: int) -> Share:
    """Return a share with its interval. Raises ValueError where there is nothing to take a share of."""
    if of <= 0:
        raise ValueError("a share of nothing is none")
    p, z2 = hits / of, _Z * _Z
    middle, half = p + z2 / (2 * of), _Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return Share(value=p, low=max(0.0, (middle - half) / (1 + z2 / of)), high=min(1.0, (middle + half) / (1 + z2 / of)), of=of)
