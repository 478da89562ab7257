"""Which bins near a round does it take along so that the next rounds are spared?"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from config.waste import WasteRules
from domain.device import Bin
from domain.waste.decision.cover import cover
from domain.waste.decision.departures import departures
from domain.waste.decision.trigger import Trigger
from domain.waste.routing.fleet import Fleet
from storage.state.waste.decision_inputs import situation


def spares_rounds(
    connection: Connection, trigger: Trigger, bins: Sequence[Bin], fleet: Fleet, rules: WasteRules, *, now: int, not_before: int
) -> frozenset[str]:
    """Return which of the `bins` of a trigger's area (ids) would soon call for another round, were they left out of one.

    The round leaves at `not_before` (ms UTC) or, where none can, with the next departure.
    """
    found = situation(connection, bins, now, trigger.fraction, fleet=fleet, rules=rules.decision, demand=rules.demand)
    then = departures(not_before, fleet, trigger.fraction, rules.decision, count=rules.decision.slots)
    return cover(replace(found, departures=then), rules.decision).bins if then else frozenset()
