"""A round as its page shows it: how far it is, what became of its stops, and who changed what."""

from dataclasses import dataclass

from api.pages.rounds.outcome import Outcome, outcome
from api.pickups.answer import PickupAnswer
from api.pickups.routes import answer_of, existing_round
from api.web.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round at `now` (ms UTC), and what became of its stops."""

    now: int
    round: PickupAnswer
    outcome: Outcome

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
    def late_ms(self) -> int:
        """By how much the newest report of a planned stop came after it was expected (ms); below 0: before."""
        settled = [(stop.time, stop.eta) for route in self.round.routes for stop in route.stops if stop.time and stop.reason != "extra"]
        time, eta = max(settled, default=(0, 0))
        return time - eta


def round_view(services: Services, pickup_id: str) -> RoundView:
    """Read a round. Raises a 404, StateAwayError."""
    with services.state.read() as connection:
        answer = answer_of(services, connection, existing_round(connection, pickup_id))
        return RoundView(now=services.clock(), round=answer, outcome=outcome(connection, answer))
