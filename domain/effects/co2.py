"""Fuel and CO2 of collecting: way, stops and idling, times litres, times kg a litre."""

from dataclasses import dataclass

from domain.effects.effort import Effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Co2Factors:
    """Litres of fuel by km, by hour at stops and by hour of idling, and kg CO2 a litre; `sources`: where each comes from."""

    version: str
    kg_per_litre: float
    litres_per_km: float
    litres_per_stop_hour: float
    litres_per_idle_hour: float
    idle_share: float
    sources: tuple[str, ...] = ()


def fuel_litres(effort: Effort, factors: Co2Factors) -> float:
    """Return litres of fuel: km · l/km + stop hours · l/h + idle hours · l/h."""
    litres = effort.km * factors.litres_per_km
    litres += effort.stop_hours * factors.litres_per_stop_hour
    return litres + effort.hours * factors.idle_share * factors.litres_per_idle_hour


def co2_kg(effort: Effort, factors: Co2Factors) -> float:
    """Return kg CO2: litres of fuel, times kg a litre."""
    return fuel_litres(effort, factors) * factors.kg_per_litre
