"""The rounds as the office lists them: what is proposed, planned, under way, and lately done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.web.services import Services
from domain.waste.rounds.driven_route import driven_route, whole
from domain.waste.rounds.extra_stop import without_undone_extras
from domain.waste.rounds.second_try import tried_again
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from storage.state.waste import pickups, stop_events
from storage.state.waste.pickups import Pickup, PickupState

_SHOWN = 30
GROUPS: tuple[tuple[str, tuple[PickupState, ...]], ...] = (
    ("under_way", ("under_way",)),
    ("planned", ("planned", "planning")),
    ("proposed", ("proposed", "proposing")),
    ("over", ("done", "cancelled", "infeasible")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """One round: how many of its `stops` are `settled`, and how many of these could not be emptied.

    `start`, `end`: ms UTC as planned; once it is done, of its crew's first and last report.
    """

    id: str
    state: PickupState
    start: int
    end: int
    fractions: Sequence[str]
    vehicles: Sequence[str]
    km: float
    stops: int
    settled: int
    could_not: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundList:
    """The rounds at `now` (ms UTC), in the groups in which they are listed."""

    now: int
    groups: Sequence[tuple[str, Sequence[RoundRow]]]

    @property
    def under_way(self) -> int:
        """How many are under way."""
        return sum(len(rows) for name, rows in self.groups if name == "under_way")

    @property
    def planned(self) -> int:
        """How many are planned."""
        return sum(len(rows) for name, rows in self.groups if name == "planned")


def round_list(services: Services) -> RoundList:
    """Read the rounds. Raises StateAwayError."""
    with services.state.read() as connection:
        return RoundList(now=services.clock(), groups=[(name, _rows(connection, states)) for name, states in GROUPS])


def _rows(connection: Connection, states: Collection[PickupState]) -> list[RoundRow]:
    pickup_rows = [row for state in states for row in pickups.page(connection, state=state, limit=_SHOWN)]
    events = stop_events.of_pickups(connection, [row.id for row in pickup_rows])
    rows = [_row(pickup, events.get(pickup.id, [])) for pickup in pickup_rows]
    newest_first = "done" in states
    return sorted(rows, key=lambda row: (row.start, row.id), reverse=newest_first)[:_SHOWN]


def _row(pickup: Pickup, events: Sequence[StopEvent]) -> RoundRow:
    outcomes = stop_outcomes(events)
    routes = without_undone_extras(pickup.plan, outcomes).routes if pickup.plan else ()
    every = [stop for route in routes for stop in route.stops]
    again = tried_again(every, outcomes)
    stops = [stop for stop in every if stop.stop_id not in again]
    driven = whole(driven_route(route, outcomes, events) for route in routes) if pickup.state == "done" else None
    states = [outcomes[stop.stop_id].state for stop in stops if stop.stop_id in outcomes]
    return RoundRow(
        id=pickup.id,
        state=pickup.state,
        start=driven.start if driven else min((route.start for route in routes), default=pickup.departure),
        end=driven.end if driven else max((route.end for route in routes), default=pickup.departure),
        fractions=sorted({stop.fraction for stop in stops} or {bin_.fraction for bin_ in pickup.request.bins}),
        vehicles=[route.vehicle for route in routes],
        km=sum(route.metres for route in routes) / 1000,
        stops=len(stops),
        settled=sum(state != "planned" for state in states),
        could_not=states.count("could_not"),
    )
