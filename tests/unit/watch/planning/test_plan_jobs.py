"""A round that waits is planned once and stored; what changed meanwhile is never overwritten, and a failure keeps the plan before."""

from concurrent.futures import Future
from dataclasses import replace

import pytest

from config.plan import load_plan
from config.sections.planning_settings import Planning
from domain.local_time import day_of
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.routing.fleet import Capacity, Fleet, Place, Vehicle
from domain.waste.routing.plan import Load, Plan, Route, Unserved, Visit
from storage.state import jobs
from storage.state.engine import State
from storage.state.waste import fleets, pickups, stop_events
from storage.state.waste.pickups import Pickup
from watch.leadership import Leadership, LostLeadershipError
from watch.planning.plan_jobs import PlanJobs
from watch.planning.planner import PlanRequest
from watch.planning.planner_process import PlannerError

WEDNESDAY = 1_770_181_200_000  # 2026-02-04T05:00:00Z, 06:00 in Norway: the shifts begin
MIDNIGHT = day_of(WEDNESDAY).at(0)
HOUR = 3_600_000
DEPOT = Place(id="d", lat=60.86, lon=11.52)
ROOM = {"rest": Capacity(litres=14_000, kg=4000)}
FLEET = Fleet(
    depots=(DEPOT,),
    vehicles=tuple(
        Vehicle(id=name, depot="d", capacities=ROOM, shift_start_s=6 * 3600, shift_end_s=14 * 3600) for name in ("first", "second")
    ),
)
FAILED = "the planner died"


class HandPlanner:
    """A planner that is done when the test says so."""

    def __init__(self) -> None:
        self.requests: list[PlanRequest] = []
        self.closed = False
        self._futures: list[Future[Plan]] = []

    def submit(self, request: PlanRequest) -> Future[Plan]:
        self.requests.append(request)
        self._futures.append(Future())
        return self._futures[-1]

    def answer(self, plan: Plan) -> None:
        self._futures[-1].set_result(plan)

    def fail(self) -> None:
        self._futures[-1].set_exception(PlannerError(FAILED))

    def close(self) -> None:
        self.closed = True


class Office:
    """A state with a fleet, a round that waits, and the watch's part that has it planned."""

    def __init__(self, state: State) -> None:
        self.state, self.planner = state, HandPlanner()
        with state.begin() as connection:
            fleets.put(connection, FLEET, now=0)
        self.jobs = PlanJobs(
            state=state,
            leadership=Leadership("one", lambda: WEDNESDAY, 10_000),
            planner=self.planner,
            figures=load_plan(),
            settings=Planning(),
        )

    def ask(self, *bins: RequestedBin, name: str = "p", now: int = WEDNESDAY, **changed: object) -> None:
        request = RoundRequest(bins=bins or (requested("b"),), not_before=now, vehicles=("first",))
        with self.state.begin() as connection:
            pickups.create(connection, name, request, trigger_id=None, departure=now, now=now, **changed)  # type: ignore[arg-type]
            jobs.ask(connection, jobs.PLAN, [name], now)

    def ask_again(self, request: RoundRequest) -> None:
        pickup = self.pickup()
        with self.state.begin() as connection:
            pickups.set_request(connection, pickup, request, departure=WEDNESDAY, now=WEDNESDAY)

    def report(self, kind: str, stop: str | None = "s1", vehicle: str | None = None) -> None:
        event = StopEvent(type=kind, time=WEDNESDAY + HOUR, stop_id=stop, bin_id="b", vehicle=vehicle)  # type: ignore[arg-type]
        with self.state.begin() as connection:
            stop_events.add(connection, "p", event, now=WEDNESDAY + HOUR)

    def step(self, now: int = WEDNESDAY) -> None:
        self.jobs.step(now)

    def planned(self, plan: Plan) -> Pickup:
        """Let the round be planned so."""
        self.step()
        self.planner.answer(plan)
        self.step()
        return self.pickup()

    def pickup(self, name: str = "p") -> Pickup:
        with self.state.read() as connection:
            pickup = pickups.get(connection, name)
        assert pickup is not None
        return pickup

    def waiting(self) -> list[str]:
        with self.state.read() as connection:
            return [job.key for job in jobs.waiting(connection, jobs.PLAN, 10)]


@pytest.fixture
def office(state: State) -> Office:
    return Office(state)


def requested(name: str, lat: float = 60.88) -> RequestedBin:
    lon = 11.56 if lat else 0.0
    return RequestedBin(bin_id=name, lat=lat, lon=lon, fraction="rest", litres=300, kg=30, required=True, reason="full")


def driving(*bins: str, start_h: int = 6, end_h: int = 8, vehicle: str = "first") -> Plan:
    visits = [
        Visit(kind="bin", id=name, arrive_s=7 * 3600 + 60 * n, leave_s=7 * 3600 + 60 * n, marginal_m=9) for n, name in enumerate(bins)
    ]
    route = Route(vehicle=vehicle, visits=tuple(visits), metres=5000, start_s=start_h * 3600, end_s=end_h * 3600)
    return Plan(routes=(route,), unserved=(), distance_source="straight_line", notes=("a note",))


def nowhere(*short: Unserved) -> Plan:
    return Plan(routes=(), unserved=short, distance_source="straight_line")


def late(minutes: float | None) -> Unserved:
    return Unserved(bin_id="b", constraint="shift", why="it does not fit", short=minutes, unit="min")


def test_a_round_that_waits_is_planned_and_its_plan_is_stored(office: Office) -> None:
    office.ask()
    office.step()
    office.step()
    assert (office.pickup().state, office.waiting()) == ("planning", ["p"]), "the plan has not come yet"
    (request,) = office.planner.requests
    assert [bin_.id for bin_ in request.problem.candidates] == ["b"]
    assert [truck.vehicle for truck in request.problem.trucks] == ["first"]
    office.planner.answer(driving("b", start_h=7))
    office.step(WEDNESDAY + 5)
    pickup = office.pickup()
    assert (pickup.state, pickup.departure, pickup.changed_at, pickup.next_stop) == ("planned", MIDNIGHT + 7 * HOUR, WEDNESDAY + 5, 2)
    assert pickup.plan is not None
    assert [(stop.stop_id, stop.bin_id, stop.eta) for stop in pickup.plan.stops] == [("s1", "b", MIDNIGHT + 7 * HOUR)]
    assert pickup.plan.notes == ("a note",)
    assert office.waiting() == []
    office.step()
    assert len(office.planner.requests) == 1


def test_rounds_are_planned_one_at_a_time_the_oldest_first(office: Office) -> None:
    office.ask(name="p")
    office.ask(name="q", now=WEDNESDAY + 1)
    office.planned(driving("b"))
    assert (office.pickup("p").state, office.pickup("q").state, office.waiting()) == ("planned", "planning", ["q"])
    office.step()
    assert len(office.planner.requests) == 2


def test_a_job_whose_round_no_longer_waits_or_is_gone_is_done(office: Office) -> None:
    office.ask()
    with office.state.begin() as connection:
        pickups.set_state(connection, "p", "cancelled", WEDNESDAY)
        jobs.ask(connection, jobs.PLAN, ["nobody's"], WEDNESDAY)
    office.step()
    assert office.waiting() == ["nobody's"]
    office.step()
    assert office.waiting() == []
    assert office.planner.requests == []


def test_a_round_that_is_cancelled_while_it_is_planned_stays_cancelled(office: Office) -> None:
    office.ask()
    office.step()
    with office.state.begin() as connection:
        pickups.set_state(connection, "p", "cancelled", WEDNESDAY)
    office.planner.answer(driving("b"))
    office.step()
    assert (office.pickup().state, office.pickup().plan, office.waiting()) == ("cancelled", None, [])


def test_a_plan_without_a_stop_or_a_way_home_is_infeasible(office: Office) -> None:
    office.ask()
    pickup = office.planned(nowhere(Unserved(bin_id="b", constraint="tip", why="no site")))
    assert (pickup.state, pickup.departure) == ("infeasible", WEDNESDAY)
    assert pickup.plan is not None
    assert [bin_.bin_id for bin_ in pickup.plan.unserved] == ["b"]


def test_a_bin_without_a_position_is_named_first_among_those_that_no_route_reaches(office: Office) -> None:
    office.ask(requested("b"), requested("lost", lat=0.0))
    pickup = office.planned(replace(driving("b"), unserved=(Unserved(bin_id="c", constraint="road", why="no road"),)))
    assert pickup.plan is not None
    assert [(bin_.bin_id, bin_.constraint) for bin_ in pickup.plan.unserved] == [("lost", "position"), ("c", "road")]


def test_a_round_that_could_not_be_planned_is_infeasible_and_says_why(office: Office) -> None:
    office.ask()
    office.step()
    office.planner.fail()
    office.step()
    pickup = office.pickup()
    assert (pickup.state, office.waiting()) == ("infeasible", [])
    assert pickup.plan is not None
    assert pickup.plan.notes == (FAILED,)


def test_where_a_new_plan_fails_the_one_before_still_holds_and_says_so(office: Office) -> None:
    office.ask()
    before = office.planned(driving("b"))
    office.ask_again(before.request)
    with office.state.begin() as connection:
        jobs.ask(connection, jobs.PLAN, ["p"], WEDNESDAY)
    office.step()
    office.planner.fail()
    office.step()
    after = office.pickup()
    assert before.plan is not None
    assert after.plan == replace(before.plan, notes=("a note", FAILED))
    assert (after.state, after.next_stop, after.departure) == ("planned", before.next_stop, before.departure)
    assert office.waiting() == []


def test_what_a_crew_reports_while_its_round_is_planned_is_planned_once_more(office: Office) -> None:
    office.ask()
    office.step()
    office.report("tipped", stop=None, vehicle="first")
    office.planner.answer(driving("b"))
    office.step()
    assert (office.pickup().state, office.pickup().plan, office.waiting()) == ("planning", None, ["p"])
    office.step()
    office.planner.answer(driving("b"))
    office.step()
    assert (office.pickup().state, office.waiting()) == ("under_way", [])


def test_what_is_asked_for_while_a_round_is_planned_is_planned_once_more(office: Office) -> None:
    office.ask()
    office.step()
    office.ask_again(replace(office.pickup().request, bins=(requested("b"), requested("c"))))
    office.planner.answer(driving("b"))
    office.step()
    assert (office.pickup().plan, office.waiting()) == (None, ["p"])
    office.step()
    assert [bin_.id for bin_ in office.planner.requests[-1].problem.candidates] == ["b", "c"]


def test_a_proposal_stays_one_whatever_its_plan_holds(office: Office) -> None:
    office.ask(state="proposing")
    assert office.planned(driving("b")).state == "proposed"


def test_a_round_for_which_too_little_of_the_shift_is_left_is_planned_for_the_next_day(office: Office) -> None:
    now = WEDNESDAY + 6 * HOUR
    office.ask(now=now)
    office.step(now)
    office.planner.answer(nowhere(late(60)))
    office.step(now)
    today, tomorrow = office.planner.requests
    assert (tomorrow.problem.day_start - today.problem.day_start, tomorrow.problem.trucks[0].start_s) == (24 * HOUR, 6 * 3600)
    assert (office.pickup().plan, office.waiting()) == (None, ["p"])


def booked(office: Office, start: int, end: int) -> Booking:
    """Let another round have the first vehicle."""
    route = VehicleRoute(vehicle="first", depot=DEPOT, start=start, end=end, metres=1, stops=(stop(),), tips=())
    request = RoundRequest(bins=(requested("x"),), not_before=start)
    with office.state.begin() as connection:
        pickups.create(connection, "other", request, trigger_id=None, departure=start, now=0)
        plan = RoundPlan(distance_source="straight_line", routes=(route,))
        pickups.set_plan(connection, "other", "planned", plan, next_stop=2, departure=start, now=0)
    return Booking(vehicle="first", pickup_id="other", start=start, end=end)


def stop() -> Stop:
    return Stop(
        stop_id="s1", bin_id="x", lat=60.9, lon=11.5, fraction="rest", load=Load(), eta=WEDNESDAY, required=True, reason="full"
    )  # fmt: skip


def test_a_round_that_may_not_wait_shares_a_vehicle_that_another_has_booked(office: Office) -> None:
    booked(office, WEDNESDAY, WEDNESDAY + 7 * HOUR)
    office.ask()
    with office.state.begin() as connection:  # asked for after it was created: for today
        pickup = pickups.get(connection, "p")
        assert pickup is not None
        pickups.set_request(connection, pickup, replace(pickup.request, not_before=WEDNESDAY + 1), departure=WEDNESDAY, now=WEDNESDAY)
    office.step()
    office.planner.answer(nowhere(late(60)))
    office.step()
    alone, sharing = (request.problem.trucks[0] for request in office.planner.requests)
    assert (alone.start_s, alone.booked_s, sharing.start_s, sharing.booked_s) == (13 * 3600, 7 * 3600 - 1, 6 * 3600 + 1, 0)


@pytest.mark.parametrize(("start_h", "end_h", "concerns"), [(7, 9, True), (8, 9, False), (5, 6, False), (5, 7, True)])
def test_a_plan_remembers_the_bookings_of_the_time_that_its_round_takes(office: Office, start_h: int, end_h: int, concerns: bool) -> None:
    booking = booked(office, MIDNIGHT + start_h * HOUR, MIDNIGHT + end_h * HOUR)
    office.ask()
    pickup = office.planned(driving("b", end_h=8))
    assert pickup.plan is not None
    assert pickup.plan.bookings == ((booking,) if concerns else ())


def test_a_watch_that_no_longer_leads_stores_no_plan(office: Office) -> None:
    office.ask()
    office.step()
    with office.state.begin() as connection:
        Leadership("two", lambda: WEDNESDAY, 10_000).insist(connection)
    office.planner.answer(driving("b"))
    with pytest.raises(LostLeadershipError):
        office.step()
    assert office.pickup().plan is None


def test_closing_ends_what_is_being_planned(office: Office) -> None:
    office.jobs.close()
    assert office.planner.closed
