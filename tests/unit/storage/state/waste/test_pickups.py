"""Rounds, their events, the fleet and answered requests are kept as they were given."""

from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.routing.fleet import Capacity, Fleet, Place, UnloadingSite, Vehicle
from domain.waste.routing.plan import Load
from storage.state.access import idempotency
from storage.state.access.idempotency import KEPT_MS, Answered
from storage.state.engine import State
from storage.state.waste import fleets, pickups, stop_events

NOW = 1_769_860_800_000
ASKED = RoundRequest(
    bins=(RequestedBin(bin_id="b", lat=60.0, lon=11.0, fraction="rest", litres=100, kg=10, required=True, reason="full", fill=90.0),),
    not_before=NOW,
)
STOP = Stop(
    stop_id="s1", bin_id="b", lat=60.0, lon=11.0, fraction="rest", load=Load(litres=100, kg=10), eta=NOW, required=True, reason="full"
)
ROUTE = VehicleRoute(vehicle="v", depot=Place(id="d", lat=60.0, lon=11.0), start=NOW, end=NOW + 9, metres=7, stops=(STOP,), tips=())
FLEET = Fleet(
    depots=(Place(id="d", lat=60.0, lon=11.0),),
    unloading_sites=(UnloadingSite(place=Place(id="u", lat=60.0, lon=11.0), fractions=frozenset({"rest"}), service_s=900),),
    vehicles=(Vehicle(id="v", depot="d", capacities={"rest": Capacity(litres=1, kg=2)}, shift_start_s=0, shift_end_s=3600),),
    collection_days=frozenset({0, 6}),
)
PLAN = RoundPlan(distance_source="straight_line", routes=(ROUTE,), notes=("a note",))


def test_a_round_is_kept_planned_and_found_newest_first(state: State) -> None:
    with state.begin() as connection:
        pickups.create(connection, "p1", ASKED, trigger_id="t", departure=NOW, now=NOW)
        pickups.create(connection, "p2", ASKED, trigger_id=None, departure=NOW + 1, now=NOW)
        pickups.set_plan(connection, "p1", "planned", PLAN, next_stop=2, departure=NOW, now=NOW + 5)
    with state.read() as connection:
        pickup = pickups.get(connection, "p1")
        assert pickup is not None
        assert (pickup.state, pickup.next_stop, pickup.changed_at) == ("planned", 2, NOW + 5)
        assert (pickup.request, pickup.plan) == (ASKED, PLAN)
        assert [listed.id for listed in pickups.page(connection)] == ["p2", "p1"]
        assert [listed.id for listed in pickups.page(connection, before=pickup.seq + 1)] == ["p1"]
        assert [listed.id for listed in pickups.page(connection, state="planning")] == ["p2"]
        assert [listed.id for listed in pickups.driven_within(connection, NOW, NOW + 1)] == ["p1"]


def test_events_are_read_in_the_order_in_which_they_happened(state: State) -> None:
    with state.begin() as connection:
        for time in (NOW + 2, NOW + 1):
            stop_events.add(connection, "p", StopEvent(type="emptied", time=time, stop_id="s1", bin_id="b"), now=NOW + 9)
    with state.read() as connection:
        assert [event.time for event in stop_events.of_pickup(connection, "p")] == [NOW + 1, NOW + 2]
        assert [event.time for event in stop_events.of_bin(connection, "b", NOW, NOW + 2)] == [NOW + 1]
        assert len(stop_events.between(connection, NOW, NOW + 9)) == 2


def test_the_fleet_has_versions_and_the_same_opens_none(state: State) -> None:
    with state.begin() as connection:
        assert (fleets.current(connection), fleets.current_version(connection)) == (Fleet(), 0)
        fleets.put(connection, Fleet(), now=NOW)
        fleets.put(connection, FLEET, now=NOW + 1)
        fleets.put(connection, FLEET, now=NOW + 2)
        assert (fleets.current(connection), fleets.current_version(connection)) == (FLEET, 2)
        assert [fleets.at(connection, time, NOW + 9) for time in (NOW, NOW + 1)] == [Fleet(), FLEET]


def test_a_fleet_named_before_the_clock_went_back_counts_from_the_beginning(state: State) -> None:
    with state.begin() as connection:
        fleets.put(connection, FLEET, now=NOW + 10)
        assert fleets.at(connection, NOW, NOW + 9) == FLEET
        assert fleets.at(connection, NOW, NOW + 10) == Fleet()


def test_an_answer_is_remembered_for_thirty_days_and_for_its_owner_only(state: State) -> None:
    answered = Answered(digest=b"x" * 32, status=202, answer={"id": "p"})
    with state.begin() as connection:
        idempotency.remember(connection, "key", "k", answered, NOW)
        assert idempotency.recall(connection, "key", "k", NOW + KEPT_MS - 1) == answered
        assert idempotency.recall(connection, "key", "k", NOW + KEPT_MS) is None
        assert idempotency.recall(connection, "other", "k", NOW) is None
        idempotency.remember(connection, "key", "k", answered, NOW + KEPT_MS)
