"""What is known of a round that waits for its plan, and the request for a plan that follows from it."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from config.plan import PlanFigures
from config.sections.planning_settings import Planning
from domain.local_time import day_of
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.progress import vehicle_positions
from domain.waste.rounds.replanning import bins_to_visit
from domain.waste.rounds.round_plan import RoundPlan
from domain.waste.rounds.round_problem import routing_problem
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from domain.waste.routing.collection_day import departure
from domain.waste.routing.fleet import DAY_S, Fleet
from domain.waste.routing.plan import Plan, RoutingProblem
from storage.state.waste import fleets, pickups, stop_events
from storage.state.waste.pickups import Pickup
from watch.planning.planner import PlanRequest, Roads
from watch.planning.solver import Effort

_DST_S = 3600  # a day may be an hour longer


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInput:
    """A round, the fleet that may drive it, what has happened on it, and the round before it, from which the search begins.

    `bookings`: of the fleet's vehicles by other rounds; `shares_vehicles`: whether it may use them all the same.
    """

    pickup: Pickup
    fleet: Fleet
    events: list[StopEvent]
    earlier: Pickup | None
    bookings: tuple[Booking, ...] = ()
    shares_vehicles: bool = False

    def not_before(self, now: int, zone: ZoneInfo) -> int:
        """Return when (ms UTC) it may leave at the earliest: a round that has a plan and has not set out keeps its day."""
        pickup, earliest = self.pickup, max(self.pickup.request.not_before, now)
        return earliest if pickup.plan is None or self.events else max(earliest, day_of(pickup.departure, zone).at(0))

    def tomorrow(self, plan: Plan, problem: RoutingProblem) -> int | None:
        """Return a time on the next day (ms UTC) when too little of the shift is left, unless somebody asked for today or has set out."""
        pickup = self.pickup
        if self.events or pickup.plan is not None or pickup.request.not_before > pickup.created_at:
            return None
        shifts = {vehicle.id: vehicle.shift_end_s - vehicle.shift_start_s for vehicle in self.fleet.vehicles}
        lost_s = max((shifts[truck.vehicle] - (truck.end_s - truck.start_s) for truck in problem.trucks), default=0)
        is_cut_short = lost_s > _DST_S or any(truck.booked_s for truck in problem.trucks)
        helps = is_cut_short and _fits_in(lost_s, plan, problem)
        return problem.day_start + (DAY_S + _DST_S) * 1000 if helps else None

    def sharing(self, plan: Plan, problem: RoutingProblem) -> "RoundInput | None":
        """Return the same round with booked vehicles as well, when a bin that it must reach is left out for want of their time."""
        booked_s = max((truck.booked_s for truck in problem.trucks), default=0)
        return replace(self, shares_vehicles=True) if booked_s and _fits_in(booked_s, plan, problem) else None


def _fits_in(seconds: int, plan: Plan, problem: RoutingProblem) -> bool:
    """Return whether so much more time would reach a required bin; what no whole shift is long enough for keeps nobody waiting."""
    required = {bin_.id for bin_ in problem.candidates if bin_.required}
    missing = [bin_.short or 0 for bin_ in plan.unserved if bin_.constraint == "shift" and bin_.bin_id in required]
    return any(minutes * 60 <= seconds for minutes in missing)


def read_round_input(connection: Connection, pickup_id: str) -> RoundInput | None:
    """Return what is known of a round, or None when there is none."""
    pickup = pickups.get(connection, pickup_id)
    if pickup is None:
        return None
    fleet = fleets.current(connection).only(pickup.request.vehicles, {bin_.fraction for bin_ in pickup.request.bins})
    bookings = pickups.bookings(connection, except_for=pickup_id)
    vehicles = {vehicle.id for vehicle in fleet.vehicles}
    return RoundInput(
        pickup=pickup,
        fleet=fleet,
        events=stop_events.of_pickup(connection, pickup_id),
        earlier=pickups.newest_planned(connection, pickup.seq),
        bookings=tuple(booking for booking in bookings if booking.vehicle in vehicles),
        shares_vehicles=pickup.request.insist_booked,
    )


def plan_request(round_input: RoundInput, figures: PlanFigures, settings: Planning, not_before: int) -> PlanRequest:
    """Return the request for the planner; nothing drives before `not_before` (ms UTC)."""
    pickup, events = round_input.pickup, round_input.events
    start = departure(round_input.fleet, not_before, figures.zone)
    problem = routing_problem(
        bins_to_visit(pickup.request.bins, pickup.plan, stop_outcomes(events)),
        round_input.fleet,
        day=day_of(start, figures.zone),
        not_before=start,
        service_s=figures.stop.seconds,
        truck_m=figures.truck_day.metres,
        positions=vehicle_positions(pickup.plan, events),
        bookings=() if round_input.shares_vehicles else round_input.bookings,
    )
    roads, search = figures.roads, figures.search
    plan = pickup.plan or (round_input.earlier.plan if round_input.earlier else None)
    return PlanRequest(
        problem=problem,
        roads=Roads(
            detour_factor=roads.detour_factor,
            speed_kmh=roads.speed_kmh,
            osrm_url=settings.osrm_url,
            osrm_timeout_s=settings.osrm_timeout_s,
        ),
        effort=Effort(seed=search.seed, starts=search.starts, short=search.short, long=search.long, fleet_sizes=search.fleet_sizes),
        largest=search.largest,
        warm=_bins_in_order(plan),
    )


def _bins_in_order(plan: RoundPlan | None) -> dict[str, tuple[str, ...]]:
    """Return the bins of a plan in its order, by vehicle."""
    return {route.vehicle: tuple(stop.bin_id for stop in route.stops) for route in plan.routes} if plan else {}
