"""Where each figure that a dry run reckons with comes from."""

from collections.abc import Mapping

from config.plan import PlanFigures
from config.practice import PracticeFigures
from domain.dryrun.study import Study
from domain.waste.routing.fleet import Fleet

_FROM_LIST = "from the times between the list's emptyings; O"


def sources_of(study: Study, plan: PlanFigures, practice: PracticeFigures, fleet: Fleet | None) -> Mapping[str, str]:
    """Return each figure with its source in a line."""
    prices, assumed, co2 = practice.prices, practice.assumed, plan.co2
    money = ("hour", "km", "emptying", "overflow_hour", "sensor_year", "sensor_once")
    litres = ("kg_per_litre", "litres_per_km", "litres_per_stop_hour", "litres_per_idle_hour", "idle_share")
    return {
        **_pace_sources(study, plan, practice),
        **{f"price_{name}": f"{getattr(prices, name):g} {practice.currency} — {getattr(prices, f'{name}_source')}" for name in money},
        **{name: f"{getattr(co2, name):g} — {getattr(co2, f'{name}_source')}" for name in litres},
        "capacity": f"{assumed.capacity_l:g} l where none is listed — {assumed.capacity_source}",
        "fraction": f"{assumed.fraction} where none is listed — {assumed.fraction_source}",
        "trucks": "the fleet's file" if fleet else f"{assumed.truck_litres:g} l a truck — {assumed.truck_source}",
        "shift": "the fleet's file" if fleet else f"{assumed.shift_hours:g} h — {assumed.shift_source}",
        "depot": "the fleet's file" if fleet else "the middle of the bins — assumed; O",
    }


def _pace_sources(study: Study, plan: PlanFigures, practice: PracticeFigures) -> Mapping[str, str]:
    doubt, origins = practice.doubt, study.origins
    roads = {
        "plan": (plan.roads.detour_source, doubt.detour_source),
        "list": (f"the list's quickest legs taken for straight ones; {_FROM_LIST}", doubt.straightest_source),
        "practice": (practice.roads.detour_source if practice.roads else "", plan.roads.detour_error_source),
        "odometer": (practice.odometer.source if practice.odometer else "", doubt.odometer_source),
    }[origins["detour_factor"]]
    is_timed = origins["speed_kmh"] == "list"
    return {
        "detour_factor": f"{study.pace.detour_factor:.3g} — {roads[0]}",
        "detour_doubt": f"{study.doubt.detour:g} — {roads[1]}",
        "speed_kmh": f"{study.pace.speed_kmh:.3g} — {_FROM_LIST if is_timed else plan.roads.speed_source}",
        "speed_doubt": f"{study.doubt.speed:g} — {doubt.observed_source if is_timed else doubt.speed_source}",
        "stop_seconds": f"{study.pace.stop_s:.3g} — {_FROM_LIST if is_timed else plan.stop.source}",
        "stop_doubt": f"{study.doubt.stop:g} — {doubt.observed_source if is_timed else doubt.stop_source}",
    }
