"""What a vehicle's crew reported of its route: beside the plan, which says only what was meant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.waste.rounds.replanning import Outcomes
from domain.waste.rounds.round_plan import Stop, VehicleRoute
from domain.waste.rounds.stop_state import StopEvent, StopOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivenRoute:
    """A route from its crew's first report to its last (ms UTC); `litres`: as they lay in the bins that were emptied."""

    start: int
    end: int
    emptied: int
    could_not: int
    litres: float

    @property
    def minutes(self) -> float:
        """How long the reports took."""
        return (self.end - self.start) / 60_000


def driven_route(route: VehicleRoute, outcomes: Outcomes, events: Iterable[StopEvent]) -> DrivenRoute | None:
    """Return what was driven of a route; None where nothing that stands was reported."""
    settled = [(stop, outcome) for stop in route.stops if (outcome := outcomes.get(stop.stop_id, StopOutcome())).state != "planned"]
    unloaded = [event.time for event in events if event.type == "tipped" and event.vehicle == route.vehicle]
    times = [*unloaded, *(outcome.time for _, outcome in settled if outcome.time is not None)]
    if not times:
        return None
    emptied: Collection[Stop] = [stop for stop, outcome in settled if outcome.state == "emptied"]
    return DrivenRoute(
        start=min(times),
        end=max(times),
        emptied=len(emptied),
        could_not=len(settled) - len(emptied),
        litres=sum(stop.load.litres for stop in emptied),
    )


def whole(routes: Iterable[DrivenRoute | None]) -> DrivenRoute | None:
    """Return what several vehicles drove together; None where none reported anything."""
    driven = [route for route in routes if route is not None]
    if not driven:
        return None
    return DrivenRoute(
        start=min(route.start for route in driven),
        end=max(route.end for route in driven),
        emptied=sum(route.emptied for route in driven),
        could_not=sum(route.could_not for route in driven),
        litres=sum(route.litres for route in driven),
    )
