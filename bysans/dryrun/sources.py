"""Where each figure that a dry run reckons with comes from."""

from collections.abc import Mapping

from config.plan import PlanFigures
from config.practice import PracticeFigures
from domain.waste.routing.fleet import Fleet


def sources_of(plan: PlanFigures, practice: PracticeFigures, fleet: Fleet | None) -> Mapping[str, str]:
    """Return each figure with its source in a line."""
    roads = practice.roads or plan.roads
    prices, assumed, co2 = practice.prices, practice.assumed, plan.co2
    money = ("hour", "km", "emptying", "overflow_hour", "sensor_year", "sensor_once")
    litres = ("kg_per_litre", "litres_per_km", "litres_per_stop_hour", "litres_per_idle_hour", "idle_share")
    return {
        "detour_factor": f"{roads.detour_factor:g} — {roads.detour_source}",
        "detour_error": f"{plan.roads.detour_error:g} — {plan.roads.detour_error_source}",
        "speed_kmh": f"{plan.roads.speed_kmh:g} — {plan.roads.speed_source}",
        "stop_seconds": f"{plan.stop.seconds} — {plan.stop.source}",
        **{f"price_{name}": f"{getattr(prices, name):g} {practice.currency} — {getattr(prices, f'{name}_source')}" for name in money},
        **{name: f"{getattr(co2, name):g} — {getattr(co2, f'{name}_source')}" for name in litres},
        "speed_doubt": f"{practice.doubt.speed:g} — {practice.doubt.speed_source}",
        "stop_doubt": f"{practice.doubt.stop:g} — {practice.doubt.stop_source}",
        "capacity": f"{assumed.capacity_l:g} l where none is listed — {assumed.capacity_source}",
        "fraction": f"{assumed.fraction} where none is listed — {assumed.fraction_source}",
        "trucks": "the fleet's file" if fleet else f"{assumed.truck_litres:g} l a truck — {assumed.truck_source}",
        "shift": "the fleet's file" if fleet else f"{assumed.shift_hours:g} h — {assumed.shift_source}",
        "depot": "the fleet's file" if fleet else "the middle of the bins — assumed; O",
    }
