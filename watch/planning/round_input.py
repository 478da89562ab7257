"""What is known of a round that waits for its plan, and what is asked of the planner?"""

from dataclasses import dataclass

from sqlalchemy import Connection

from config.fleet import kept_fleet
from config.plan import PlanFigures
from config.settings import Planning
from domain.waste.rounds.progress import standings
from domain.waste.rounds.round_plan import RoundPlan, to_plan
from domain.waste.rounds.round_problem import problem_of
from domain.waste.rounds.stop_state import StopEvent, outcomes
from domain.waste.routing.collection_day import day_of, departure
from domain.waste.routing.fleet import DAY_S, Fleet
from domain.waste.routing.plan import Plan, Problem
from storage.state.waste import fleets, pickups, stop_events
from storage.state.waste.pickups import Pickup
from watch.planning.planner import Request, Roads
from watch.planning.solver import Effort

_DST_S = 3600  # a day may be an hour longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A round, the fleet that may drive it, what has happened on it, and the round before it, to begin the search from."""

    pickup: Pickup
    fleet: Fleet
    events: list[StopEvent]
    earlier: Pickup | None

    def tomorrow(self, made: Plan, problem: Problem) -> int | None:
        """Return a time on the next day (ms UTC) when the rest of the shift is too short, and nobody asked for today or set out."""
        pickup = self.pickup
        shifts = {vehicle.id: vehicle.shift_start_s for vehicle in self.fleet.vehicles}
        late_s = max((truck.start_s - shifts[truck.vehicle] for truck in problem.trucks), default=0)
        required = {one.id for one in problem.candidates if one.required}
        missing = [one.short or 0 for one in made.unserved if one.constraint == "shift" and one.bin_id in required]
        # What a whole shift is too short for fits tomorrow no better, and keeps nobody waiting.
        helps = late_s > _DST_S and any(minutes * 60 <= late_s for minutes in missing)
        if not helps or self.events or pickup.plan is not None or pickup.request.not_before > pickup.created_at:
            return None
        return problem.day_start + (DAY_S + _DST_S) * 1000


def read_situation(connection: Connection, pickup_id: str) -> Situation | None:
    """Return what is known of a round, or None when there is none."""
    pickup = pickups.get(connection, pickup_id)
    if pickup is None:
        return None
    fleet = kept_fleet(fleets.current(connection))
    fractions = {one.fraction for one in pickup.request.bins}
    return Situation(
        pickup=pickup,
        fleet=fleet.only(pickup.request.vehicles, fractions),
        events=stop_events.of_pickup(connection, pickup_id),
        earlier=pickups.newest_planned(connection, pickup.seq),
    )


def request_of(situation: Situation, figures: PlanFigures, settings: Planning, not_before: int) -> Request:
    """Return what the planner is asked; nothing drives before `not_before` (ms UTC)."""
    pickup, events = situation.pickup, situation.events
    moment = departure(situation.fleet, not_before, figures.zone)
    problem = problem_of(
        to_plan(pickup.request.bins, pickup.plan, outcomes(events)),
        situation.fleet,
        day=day_of(moment, figures.zone),
        not_before=moment,
        zone=figures.zone,
        service_s=figures.stop.seconds,
        truck_m=figures.truck_day.metres,
        standing=standings(pickup.plan, events),
    )
    roads, search = figures.roads, figures.search
    plan = pickup.plan or (situation.earlier.plan if situation.earlier else None)
    return Request(
        problem=problem,
        roads=Roads(
            detour_factor=roads.detour_factor,
            speed_kmh=roads.speed_kmh,
            osrm_url=settings.osrm_url,
            osrm_timeout_s=settings.osrm_timeout_s,
        ),
        effort=Effort(seed=search.seed, starts=search.starts, short=search.short, long=search.long, fleet_sizes=search.fleet_sizes),
        largest=search.largest,
        warm=_order(plan),
    )


def _order(plan: RoundPlan | None) -> dict[str, tuple[str, ...]]:
    """Return the bins of a plan in its order, by vehicle."""
    return {drive.vehicle: tuple(stop.bin_id for stop in drive.stops) for drive in plan.drives} if plan else {}
