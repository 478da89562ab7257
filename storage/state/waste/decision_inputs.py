"""The rows that a decision to send a truck rests on, as they were at any time."""

from collections.abc import Collection

from sqlalchemy import Connection

from domain.waste.decision.situation import DecisionInputs
from domain.waste.forecast.demand import DemandRules
from domain.waste.reports.request import COUNTS_FOR
from storage.state.waste import beliefs, bin_reports, pickups, triggers


def decision_inputs(connection: Connection, bin_ids: Collection[str], at: int, demand: DemandRules) -> DecisionInputs:
    """Return what was known of the bins at `at` (ms UTC), with nothing in it that became known later."""
    under_way = triggers.under_way(connection, at)
    requests = pickups.requests(connection, [trigger.pickup_id for trigger in under_way if trigger.pickup_id is not None])
    on_rounds = {bin_.bin_id for request in requests for bin_ in request.bins}
    return DecisionInputs(
        at=at,
        beliefs=beliefs.at(connection, bin_ids, at, demand),
        reports=bin_reports.newest(connection, at, at - COUNTS_FOR),
        under_way=under_way,
        round_bins=[(bin_.bin_id, bin_.reason) for request in requests for bin_ in request.bins],
        taken_off=frozenset(bin_.bin_id for request in requests for bin_ in request.taken_off) - on_rounds,
    )
