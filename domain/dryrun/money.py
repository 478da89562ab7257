"""What collecting costs, the price of an on-demand emptying at which it no longer pays, and how long sensors take to pay back."""

from dataclasses import dataclass

from domain.dryrun.tally import Counts
from domain.dryrun.town import Pace
from domain.effects.co2 import Co2Factors, co2_kg, fuel_litres
from domain.effects.effort import Effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Money for an hour of truck and crew, a km, an emptying, an hour of overflow, a sensor a year, and a sensor put up once."""

    hour: float
    km: float
    emptying: float
    overflow_hour: float
    sensor_year: float
    sensor_once: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that a way of collecting came to: hours of driving, at stops and of unloading, of which the engine idles so many."""

    km: float
    drive_hours: float
    stop_hours: float
    unload_hours: float
    idle_hours: float
    hours: float
    litres: float
    co2_kg: float
    emptyings: float
    early_share: float
    late_share: float
    overflow_hours: float
    truck_days: float
    cost: float


def figures(counts: Counts, pace: Pace, factors: Co2Factors, prices: Prices) -> Figures:
    """Return every figure that follows from what was counted, by the formulas of effects."""
    drive, stop = counts.km / pace.speed_kmh, counts.emptyings * pace.stop_s / 3600
    hours = drive + stop + counts.unload_hours
    effort = Effort(km=counts.km, hours=hours, stop_hours=stop)
    return Figures(
        km=counts.km, drive_hours=drive, stop_hours=stop, unload_hours=counts.unload_hours, idle_hours=hours * factors.idle_share,
        hours=hours, litres=fuel_litres(effort, factors), co2_kg=co2_kg(effort, factors), emptyings=counts.emptyings,
        early_share=counts.early / max(counts.emptyings, 1.0), late_share=counts.late / max(counts.emptyings, 1.0),
        overflow_hours=counts.overflow_hours, truck_days=counts.truck_days,
        cost=hours * prices.hour + counts.km * prices.km + counts.emptyings * prices.emptying
        + counts.overflow_hours * prices.overflow_hour,
    )  # fmt: skip


def break_even_emptying(before: Figures, after: Figures, sensors: int, years: float, prices: Prices) -> float:
    """Return the price of one on-demand emptying, all included, at which sensors no longer pay against `before`."""
    return (before.cost - sensors * prices.sensor_year * years) / max(after.emptyings, 1.0)


def payback_years(before: Figures, after: Figures, sensors: int, years: float, prices: Prices) -> float | None:
    """Return after how many years what was put up is paid back, None where it never is."""
    net = (before.cost - after.cost) / years - sensors * prices.sensor_year
    return sensors * prices.sensor_once / net if net > 0 else None
