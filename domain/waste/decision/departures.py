"""The departures that a decision looks ahead to."""

from itertools import islice

from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.routing import collection_day
from domain.waste.routing.fleet import Fleet


def departures(at: int, fleet: Fleet, fraction: str | None, rules: DecisionRules, *, count: int) -> list[int]:
    """Return up to `count` moments (ms UTC) at which a truck for `fraction` (None: any) can leave, `at` or later, earliest first.

    A fleet without collection days has none. Where no vehicle takes the fraction, the rules' own shift counts.
    """
    vehicles = [vehicle for vehicle in fleet.vehicles if fraction is None or fraction in vehicle.capacities]
    shifts = [(vehicle.shift_start_s, vehicle.shift_end_s) for vehicle in vehicles] or [(rules.shift_start_s, rules.shift_end_s)]
    return list(islice(collection_day.departures(fleet.collection_days, shifts, at, rules.zone, round_ms=rules.round_ms), count))
