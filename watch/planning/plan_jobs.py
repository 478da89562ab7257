"""Plans the rounds that wait, one at a time in a process of its own; the watch only asks whether the plan has come."""

from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Protocol

import structlog
from sqlalchemy import Connection

from config.plan import PlanFigures
from config.sections.planning_settings import Planning
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.extra_stop import without_undone_extras
from domain.waste.rounds.progress import progress
from domain.waste.rounds.replanning import round_plan
from domain.waste.rounds.round_plan import RoundPlan
from domain.waste.rounds.round_problem import without_position
from domain.waste.rounds.stop_state import stop_outcomes
from domain.waste.routing.plan import Plan
from storage.state import jobs
from storage.state.engine import State
from storage.state.jobs import PLAN, Job
from storage.state.waste import pickups, stop_events
from storage.state.waste.pickups import PLANNED_NEXT, PROPOSALS, Pickup, PickupState
from watch.leadership import Leadership
from watch.planning.old_rounds import OldRounds
from watch.planning.planner import PlanRequest
from watch.planning.planner_process import PlannerError
from watch.planning.round_input import RoundInput, plan_request, read_round_input

_log = structlog.get_logger("planning")


class Planner(Protocol):
    """Makes plans elsewhere; the future raises PlannerError when there is none."""

    def submit(self, request: PlanRequest) -> Future[Plan]:
        """Begin to plan."""
        ...

    def close(self) -> None:
        """End what is being planned."""
        ...


@dataclass(frozen=True, slots=True)
class _Ongoing:
    """The plan that the planner works on."""

    job: Job
    round_input: RoundInput
    request: PlanRequest
    not_before: int
    future: Future[Plan]


class PlanJobs:
    """Takes `plan` jobs. A round that a crew reports on while it is planned is planned once more, so that no report is forgotten."""

    def __init__(self, *, state: State, leadership: Leadership, planner: Planner, figures: PlanFigures, settings: Planning) -> None:
        self._state = state
        self._leadership = leadership
        self._planner = planner
        self._figures = figures
        self._settings = settings
        self._ongoing: _Ongoing | None = None
        self._old_rounds = OldRounds(state, leadership, figures.roads.detour_factor)

    def step(self, now: int) -> None:
        """Take the plan that has come, or begin the next. Raises StateAwayError, LostLeadershipError."""
        self._old_rounds.step(now)
        if self._ongoing is None:
            self._ongoing = self._next(now)
        elif self._ongoing.future.done():
            self._ongoing = self._take(self._ongoing, now)

    def close(self) -> None:
        """End what is being planned: its job stays for whoever leads next."""
        self._planner.close()

    def _next(self, now: int) -> _Ongoing | None:
        with self._state.read() as connection:
            waiting = jobs.waiting(connection, PLAN, 1)
            round_input = read_round_input(connection, waiting[0].key) if waiting else None
        if not waiting:
            return None
        if round_input is None or round_input.pickup.state not in PLANNED_NEXT:
            with self._state.begin() as connection:
                jobs.done(connection, [waiting[0].id])
            return None
        return self._submit(waiting[0], round_input, round_input.not_before(now, self._figures.zone))

    def _submit(self, job: Job, round_input: RoundInput, not_before: int) -> _Ongoing:
        request = plan_request(round_input, self._figures, self._settings, not_before)
        return _Ongoing(job, round_input, request, not_before, self._planner.submit(request))

    def _take(self, ongoing: _Ongoing, now: int) -> _Ongoing | None:
        try:
            plan, failure = ongoing.future.result(), ""
        except PlannerError as error:
            _log.error("a round could not be planned", pickup=ongoing.job.key, error=str(error))
            plan, failure = Plan(routes=(), unserved=(), distance_source="straight_line", notes=(str(error),)), str(error)
        again = None if failure else self._again(ongoing, plan)
        if again is not None:
            return again
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            pickup = pickups.lock(connection, ongoing.job.key)
            if pickup is not None and pickup.state in PLANNED_NEXT:
                events = stop_events.of_pickup(connection, pickup.id)
                if (events, pickup.request) != (ongoing.round_input.events, ongoing.round_input.pickup.request):
                    return None  # somebody reported or asked for more meanwhile: the job stays and is planned once more
                if failure and pickup.plan is not None:  # the plan before still holds
                    _store(connection, ongoing, replace(pickup.plan, notes=(*pickup.plan.notes, failure)), pickup.next_stop, now)
                else:
                    self._keep(connection, pickup, ongoing, plan, now)
            jobs.done(connection, [ongoing.job.id])
        return None

    def _again(self, ongoing: _Ongoing, plan: Plan) -> _Ongoing | None:
        """Plan once more where time is short: for the next day, else with vehicles that other rounds have booked."""
        round_input, problem = ongoing.round_input, ongoing.request.problem
        tomorrow = round_input.tomorrow(plan, problem)
        if tomorrow is not None:
            return self._submit(ongoing.job, round_input, tomorrow)
        sharing = round_input.sharing(plan, problem)
        return None if sharing is None else self._submit(ongoing.job, sharing, ongoing.not_before)

    def _keep(self, connection: Connection, pickup: Pickup, ongoing: _Ongoing, plan: Plan, now: int) -> None:
        plan = replace(plan, unserved=(*without_position(pickup.request.bins), *plan.unserved))
        problem, outcomes = ongoing.request.problem, stop_outcomes(ongoing.round_input.events)
        factor = self._figures.roads.detour_factor
        driven, next_stop = round_plan(plan, problem, pickup.plan, outcomes, next_stop=pickup.next_stop, detour_factor=factor)
        driven = replace(driven, bookings=_concerning(driven, ongoing))
        _store(connection, ongoing, driven, next_stop, now, hopeless=not driven.stops and not plan.routes)


def _concerning(plan: RoundPlan, ongoing: _Ongoing) -> tuple[Booking, ...]:
    """Return the bookings of the round's day, from when it could have set out until it is over."""
    begins = max(ongoing.not_before, ongoing.request.problem.day_start)
    ends = max((route.end for route in plan.routes), default=begins)
    return tuple(booking for booking in ongoing.round_input.bookings if booking.overlaps(begins, ends))


def _store(connection: Connection, ongoing: _Ongoing, plan: RoundPlan, next_stop: int, now: int, *, hopeless: bool = False) -> None:
    pickup, events = ongoing.round_input.pickup, ongoing.round_input.events
    stops = without_undone_extras(plan, stop_outcomes(events)).stops
    state: PickupState = "infeasible" if hopeless else progress([stop.stop_id for stop in stops], events)
    if pickup.state in PROPOSALS:
        state = "proposed"
    starts = min((route.start for route in plan.routes), default=pickup.departure)
    pickups.set_plan(connection, pickup.id, state, plan, next_stop=next_stop, departure=starts, now=now)
