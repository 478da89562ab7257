"""A round as its page shows it: how far it is, what became of its stops, and who changed what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.pages.rounds.outcome import Outcome, outcome
from api.pickups.answer import PickupAnswer, pickup_answer
from api.pickups.route_answer import RouteAnswer
from api.pickups.routes import existing_round
from api.registry.names import names_now
from api.web.services import Services
from domain.waste.rounds.driven_route import DrivenRoute, driven_route, whole
from domain.waste.rounds.extra_stop import EXTRA
from domain.waste.rounds.second_try import tried_again
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from storage.state.waste import bin_states, stop_events
from storage.state.waste.pickups import Pickup


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round at `now` (ms UTC), and what became of its stops; `driven`: what each vehicle's crew reported, by the vehicle's id.

    `denied`: the ids of stops that were reported emptied and whose bin's sensor shows otherwise.
    """

    now: int
    round: PickupAnswer
    outcome: Outcome
    driven: Mapping[str, DrivenRoute]
    denied: Collection[str]

    @property
    def driven_by_all(self) -> DrivenRoute | None:
        """What all vehicles drove, None where nothing was reported."""
        return whole(self.driven.values())

    @property
    def start(self) -> int:
        """When the first truck leaves (ms UTC)."""
        return min((route.start for route in self.round.routes), default=self.round.departure)

    @property
    def end(self) -> int:
        """When the last truck is back, as planned (ms UTC)."""
        return max((route.end for route in self.round.routes), default=self.round.departure)

    @property
    def km(self) -> float:
        """Km of all trucks, as planned."""
        return sum(route.km for route in self.round.routes)

    @property
    def expected_end(self) -> int:
        """When the last truck is back (ms UTC), each as late or early as the last of its reports."""
        return max((route.end + _late(route) for route in self.round.routes), default=self.round.departure)


def _late(route: RouteAnswer) -> int:
    """Return by how much the newest report came after as many stops were to be done (ms), in whatever order they were; below 0: before."""
    planned = [stop for stop in route.stops if stop.reason != EXTRA]
    reported = [stop.time for stop in planned if stop.time is not None]
    return max(reported) - sorted(stop.eta for stop in planned)[len(reported) - 1] if reported else 0


def round_view(services: Services, pickup_id: str) -> RoundView:
    """Read a round. Raises a 404, StateAwayError."""
    with services.state.read() as connection:
        pickup, events = existing_round(connection, pickup_id), stop_events.of_pickup(connection, pickup_id)
        answer = pickup_answer(pickup, events, names_now(services, connection), services.figures.zone)
        again = tried_again(pickup.plan.stops if pickup.plan else (), stop_outcomes(events))
        became = outcome(connection, answer, again)
        return RoundView(
            now=services.clock(), round=answer, outcome=became, driven=_driven(pickup, events, again), denied=_denied(connection, answer)
        )


def _denied(connection: Connection, answer: PickupAnswer) -> set[str]:
    emptied = [stop for route in answer.routes for stop in route.stops if stop.state == "emptied"]
    reports = bin_states.emptying_reports(connection, {stop.bin_id for stop in emptied})
    denied = {(bin_id, report.time) for bin_id, report in reports.items() if report.status == "contradicted"}
    return {stop.stop_id for stop in emptied if (stop.bin_id, stop.time) in denied}


def _driven(pickup: Pickup, events: Collection[StopEvent], again: Collection[str]) -> dict[str, DrivenRoute]:
    outcomes = stop_outcomes(events)
    return {
        route.vehicle: replace(driven, could_not=driven.could_not - sum(stop.stop_id in again for stop in route.stops))
        for route in (pickup.plan.routes if pickup.plan else ())
        if (driven := driven_route(route, outcomes, events)) is not None
    }
