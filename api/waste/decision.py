"""Whether to send a truck now or wait, also as it would have been answered at a past time."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from api.waste.trigger_answer import DueBinAnswer, due_bin_answer
from api.web.auth import reader
from api.web.fields import Answer, Text, TimeIn, TimeOut
from api.web.problems import wrong_field
from api.web.services import Services, ServicesDep
from config.waste import WasteRules
from domain.device import Bin, Registry
from domain.duration import DAY
from domain.waste.decision.decision import Decision, decide
from domain.waste.decision.situation import situation
from domain.waste.decision.trigger import stands_in
from storage.state.waste import fleets
from storage.state.waste.decision_inputs import decision_inputs

router = APIRouter(prefix="/pickups/decision", tags=["extended", "decisions"])


class DecisionAnswer(Answer):
    """Whether to send a truck, and what waiting and going cost.

    `departure`: the next moment at which a truck can leave, null for a fleet without collection days.
    `latest_departure`: until when one must have left, null where none is needed within the departures looked ahead.
    `bins`: those that must not wait. `overflow_…`: how many bins are expected to overflow before a truck of the departure
    after the next reaches them. `km_…`: of all rounds over the departures looked ahead, straight lines × a detour factor:
    to compare, not to plan by.
    """

    at: TimeOut
    send: bool
    departure: TimeOut | None
    latest_departure: TimeOut | None
    bins: list[DueBinAnswer]
    risk_limit: float
    overflow_if_waiting: float
    overflow_if_sent: float
    km_if_sent: float
    km_if_waiting: float


@router.get("", dependencies=[Depends(reader)])
def get_decision(
    services: ServicesDep,
    at: Annotated[TimeIn | None, Query(description="a past time: answered from what was known then; default now")] = None,
    area: Annotated[Text | None, Query(description="a tag of bins; `all` or none: every bin")] = None,
    fraction: Text | None = None,
) -> DecisionAnswer:
    """Decide from what is believed of each bin; asked again for the same time it is answered the same.

    Bins that a planned round empties are left out.
    """
    now, rules = services.clock(), services.waste
    at = now if at is None else at
    if at > now:
        raise wrong_field("at", "lies ahead: what will be known then is not known yet")
    if at < now - rules.tracking.beliefs_ms:
        raise wrong_field("at", f"lies further back than what is kept for replays: {rules.tracking.beliefs_ms // DAY} days")
    with services.state.read() as connection:
        return _answer(decision_at(services, connection, at, area, fraction), rules)


def decision_at(services: Services, connection: Connection, at: int, area: str | None, fraction: str | None) -> Decision:
    """Decide for an area and fraction (None: all) from what was known at `at` (ms UTC)."""
    now, rules = services.clock(), services.waste
    bins = _bins(services.registry(connection), at, now, area, fraction)
    fleet = fleets.at(connection, at, now)
    inputs = decision_inputs(connection, [bin_.id for bin_ in bins], at, rules.demand)
    return decide(situation(bins, inputs, fleet, fraction, rules.decision), rules.decision, rules.demand)


def _bins(registry: Registry, at: int, now: int, area: str | None, fraction: str | None) -> list[Bin]:
    # One registered after `now` was registered before the clock went back to the time of a replay's data.
    bins = (history.at(at) for history in registry.bins.values() if not at < history.starts[0] <= now)
    return [bin_ for bin_ in bins if not bin_.removed and stands_in(bin_, area) and fraction in (None, bin_.fraction)]


def _answer(decision: Decision, rules: WasteRules) -> DecisionAnswer:
    return DecisionAnswer(
        at=decision.at,
        send=decision.send,
        departure=decision.departure,
        latest_departure=decision.latest_departure,
        bins=[due_bin_answer(bin_) for bin_ in decision.bins],
        risk_limit=rules.decision.risk_limit,
        overflow_if_waiting=decision.overflow_if_waiting,
        overflow_if_sent=decision.overflow_if_sent,
        km_if_sent=decision.km_if_sent,
        km_if_waiting=decision.km_if_waiting,
    )
