"""Which round still goes to each bin, and when it gets there."""

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.waste.rounds.stop_state import StopOutcome, stop_outcomes
from storage.state.waste import pickups, stop_events


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRound:
    """The round that empties a bin, when it departs and when it gets to the bin (ms UTC)."""

    pickup_id: str
    departure: int
    eta: int


def on_rounds(connection: Connection) -> dict[str, OnRound]:
    """Read which round goes to each bin that one still goes to."""
    planned = [pickup for pickup in pickups.running(connection) if pickup.plan is not None]
    events = stop_events.of_pickups(connection, [pickup.id for pickup in planned])
    going: dict[str, OnRound] = {}
    for pickup in planned:
        outcomes = stop_outcomes(events.get(pickup.id, ()))
        left = [stop for stop in (pickup.plan.stops if pickup.plan else ()) if outcomes.get(stop.stop_id, StopOutcome()).state == "planned"]
        going |= {stop.bin_id: OnRound(pickup_id=pickup.id, departure=pickup.departure, eta=stop.eta) for stop in left}
    return going
