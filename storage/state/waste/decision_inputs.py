"""What did a decision to send a truck rest on at any time?"""

from collections.abc import Iterable

from sqlalchemy import Connection

from domain.device import Bin
from domain.duration import DAY
from domain.waste.decision.cover import SPARES_A_ROUND
from domain.waste.decision.decision import BinSituation, Situation
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.departures import departures
from domain.waste.forecast.demand import DemandRules
from domain.waste.routing.fleet import Fleet, Place
from storage.state.waste import beliefs, bin_reports, pickups, triggers

_REPORTS = 30 * DAY  # a report that nobody acted on for so long is forgotten


def situation(
    connection: Connection, bins: Iterable[Bin], at: int, fraction: str | None, *, fleet: Fleet, rules: DecisionRules, demand: DemandRules
) -> Situation:
    """Return the situation of `bins` at `at` (ms UTC), with nothing in it that became known later.

    Bins that a round under way empties are left out: for them a truck is sent already.
    """
    served = _served(connection, at)
    asked = [bin_ for bin_ in bins if bin_.id not in served]
    known = beliefs.at(connection, [bin_.id for bin_ in asked], at, demand)
    reported = bin_reports.newest(connection, at, at - _REPORTS)

    def then(bin_: Bin) -> BinSituation:
        belief, report = known.get(bin_.id), reported.get(bin_.id)
        emptied = belief.emptied_at if belief is not None else None
        return BinSituation(
            place=Place(id=bin_.id, lat=bin_.lat, lon=bin_.lon),
            registered_at=min(bin_.valid_from, at),
            belief=belief,
            interval_days=bin_.interval_days,
            reported_at=report if report is not None and (emptied is None or report > emptied) else None,
        )

    return Situation(
        at=at,
        departures=departures(at, fleet, fraction, rules, count=rules.slots),
        bins=[then(bin_) for bin_ in asked],
        depot=fleet.depots[0] if fleet.depots else None,
    )


def _served(connection: Connection, at: int) -> set[str]:
    """Return the bins that rounds under way at `at` (ms UTC) were sent for or take along so that no further round is needed."""
    under_way = triggers.under_way(connection, at)
    called = {bin_id for trigger in under_way for bin_id in trigger.bin_ids}
    rounds = pickups.requests(connection, [trigger.pickup_id for trigger in under_way if trigger.pickup_id is not None])
    return called | {one.bin_id for request in rounds for one in request.bins if one.reason == SPARES_A_ROUND}
