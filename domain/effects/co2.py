"""CO2 of what was driven: way, stops and idling, times fuel, times kg a litre."""

from dataclasses import dataclass

from domain.effects.driving import DrivenTotals


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


def co2_kg(driven: DrivenTotals, stop_s: int, factors: Co2Factors) -> float:
    """Return kg CO2: km · l/km + stop hours · l/h + idle hours · l/h, times kg a litre."""
    litres = driven.metres / 1000 * factors.litres_per_km
    litres += stop_hours(driven, stop_s) * factors.litres_per_stop_hour
    litres += driven.seconds / 3600 * factors.idle_share * factors.litres_per_idle_hour
    return litres * factors.kg_per_litre


def stop_hours(driven: DrivenTotals, stop_s: int) -> float:
    """Return hours at containers, `stop_s` seconds each."""
    return driven.stops * stop_s / 3600
