"""Which rounds wait to be planned? One after the other in a child process; the watch only asks whether the plan has come."""

from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Protocol

import structlog
from sqlalchemy import Connection

from config.plan import PlanFigures
from config.settings import Planning
from domain.waste.rounds.extra_stop import without_taken_back
from domain.waste.rounds.progress import progress
from domain.waste.rounds.round_plan import RoundPlan, round_plan
from domain.waste.rounds.round_problem import without_position
from domain.waste.rounds.stop_state import outcomes
from domain.waste.routing.plan import Plan
from domain.waste.routing.unserved import infeasible
from storage.state import jobs
from storage.state.engine import State
from storage.state.jobs import PLAN, Job
from storage.state.waste import pickups, stop_events
from storage.state.waste.pickups import Pickup, PickupState
from watch.leadership import Leadership
from watch.planning.child import PlannerError
from watch.planning.planner import Request
from watch.planning.round_input import Situation, read_situation, request_of

_log = structlog.get_logger("planning")


class Planner(Protocol):
    """Makes plans elsewhere; the future raises PlannerError when there is none."""

    def ask(self, request: Request) -> Future[Plan]:
        """Begin to plan."""
        ...

    def close(self) -> None:
        """End what is being planned."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the child works on."""

    job: Job
    situation: Situation
    request: Request
    future: Future[Plan]


class Rounds:
    """Takes `plan` jobs. What a crew reports while its round is planned anew is not forgotten: then it is planned once more."""

    def __init__(self, *, state: State, leadership: Leadership, planner: Planner, figures: PlanFigures, settings: Planning) -> None:
        self._state = state
        self._leadership = leadership
        self._planner = planner
        self._figures = figures
        self._settings = settings
        self._asked: _Asked | None = None

    def step(self, now: int) -> None:
        """Take what came, or ask for the next. Raises StateAwayError, LostLeadershipError."""
        if self._asked is None:
            self._asked = self._next(now)
        elif self._asked.future.done():
            self._asked = self._take(self._asked, now)

    def close(self) -> None:
        """End what is being planned: its job stays for whoever leads next."""
        self._planner.close()

    def _next(self, now: int) -> _Asked | None:
        with self._state.read() as connection:
            waiting = jobs.waiting(connection, PLAN, 1)
            situation = read_situation(connection, waiting[0].key) if waiting else None
        if not waiting:
            return None
        if situation is None or situation.pickup.state != "planning":
            with self._state.begin() as connection:
                jobs.done(connection, [waiting[0].id])
            return None
        return self._ask(waiting[0], situation, max(situation.pickup.request.not_before, now))

    def _ask(self, job: Job, situation: Situation, not_before: int) -> _Asked:
        request = request_of(situation, self._figures, self._settings, not_before)
        return _Asked(job, situation, request, self._planner.ask(request))

    def _take(self, asked: _Asked, now: int) -> _Asked | None:
        try:
            made, failed = asked.future.result(), ""
        except PlannerError as error:
            _log.error("a round could not be planned", pickup=asked.job.key, error=str(error))
            made, failed = Plan(routes=(), unserved=(), distance_source="straight_line", notes=(str(error),)), str(error)
        tomorrow = asked.situation.tomorrow(made, asked.request.problem)
        if tomorrow is not None:
            return self._ask(asked.job, asked.situation, tomorrow)
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            pickup = pickups.lock(connection, asked.job.key)
            if pickup is not None and pickup.state == "planning":
                events = stop_events.of_pickup(connection, pickup.id)
                if (events, pickup.request) != (asked.situation.events, asked.situation.pickup.request):
                    return None  # somebody reported or asked for more meanwhile: the job stays, and is planned from how it is now
                if failed and pickup.plan is not None:  # what was planned before still holds
                    made_before = replace(pickup.plan, notes=(*pickup.plan.notes, failed))
                    _store(connection, asked, made_before, pickup.next_stop, now)
                else:
                    self._keep(connection, pickup, asked, made, now)
            jobs.done(connection, [asked.job.id])
        return None

    def _keep(self, connection: Connection, pickup: Pickup, asked: _Asked, made: Plan, now: int) -> None:
        made = replace(made, unserved=(*without_position(pickup.request.bins), *made.unserved))
        problem, found = asked.request.problem, outcomes(asked.situation.events)
        factor = self._figures.roads.detour_factor
        plan, next_stop = round_plan(made, problem, pickup.plan, found, next_stop=pickup.next_stop, detour_factor=factor)
        _store(connection, asked, plan, next_stop, now, hopeless=not plan.stops and infeasible(problem, made))


def _store(connection: Connection, asked: _Asked, plan: RoundPlan, next_stop: int, now: int, *, hopeless: bool = False) -> None:
    pickup, events = asked.situation.pickup, asked.situation.events
    stops = without_taken_back(plan, outcomes(events)).stops
    state: PickupState = "infeasible" if hopeless else progress([stop.stop_id for stop in stops], events)
    starts = min((drive.start for drive in plan.drives), default=pickup.departure)
    pickups.set_plan(connection, pickup.id, state, plan, next_stop=next_stop, departure=starts, now=now)
