"""The km that lie ahead if a truck is sent now, and if one waits."""

from collections.abc import Mapping

from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.routing.fleet import Place
from domain.waste.routing.tour import about_km

LastSlots = Mapping[Place, int | None]  # the last of the next departures that each bin may go with; None: none of them


def km_ahead(last_slots: LastSlots, departures: int, depot: Place | None, rules: DecisionRules) -> tuple[float, float]:
    """Return the km of all rounds over the next `departures`: with one now, and with the first one later."""
    due = {place: slot for place, slot in last_slots.items() if slot is not None}
    return _rounds_km(due, 0, departures, depot, rules), _rounds_km(due, 1, departures, depot, rules)


def _rounds_km(due: Mapping[Place, int], first: int, departures: int, depot: Place | None, rules: DecisionRules) -> float:
    """Return the km of rounds that begin with departure `first` or later, each when a bin can wait no longer.

    Every round takes along what is due within `joins` departures more.
    """
    left, km, slot = dict(due), 0.0, first
    is_sent_now = first == 0  # whether anything is due or not
    while left and slot < departures:
        slot = 0 if is_sent_now else max(slot, min(left.values()))
        is_sent_now = False
        places = [place for place, last in left.items() if last <= slot + rules.joins]
        km += about_km(places, depot, rules.detour_factor)
        for place in places:
            del left[place]
        slot += 1
    return km
