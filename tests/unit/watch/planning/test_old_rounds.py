"""Thirty days after it was to depart a round loses its trucks and its order, whatever the clock does in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.duration import DAY, HOUR, MINUTE
from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load
from storage.state.engine import State
from storage.state.waste import old_rounds, pickups, stop_events, stop_photos
from storage.state.waste.stop_photos import StopPhoto
from watch.leadership import Leadership
from watch.planning.old_rounds import OldRounds

DEPARTS = 1_770_181_200_000
DEPOT = Place(id="d", lat=60.86, lon=11.52)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


class Hand:
    """Rounds of one state, and a clock in the test's hand."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.now = DEPARTS
        self.old_rounds = OldRounds(state, Leadership("this", lambda: self.now, 10_000), 1.3)

    def drive(self, name: str, departs: int) -> None:
        """Let a round be planned and driven: the second stop first, an unloading last."""
        bins = [
            RequestedBin(bin_id=f"bin-{n}", lat=60.8, lon=11.5, fraction="rest", litres=90.0, kg=9.0, required=True, reason="full")
            for n in (2, 1)
        ]
        stops = tuple(
            Stop(
                stop_id=f"s{n}", bin_id=bin_.bin_id, lat=60.8, lon=11.5, fraction="rest", load=Load(litres=90.0, kg=9.0),
                eta=departs + n * MINUTE, required=True, reason="full",
            )
            for n, bin_ in enumerate(bins, 1)
        )  # fmt: skip
        route = VehicleRoute(vehicle="restbil-1", depot=DEPOT, start=departs, end=departs + HOUR, metres=900, stops=stops, tips=())
        with self.state.begin() as connection:
            request = RoundRequest(bins=tuple(bins), not_before=departs, vehicles=("restbil-1",))
            pickups.create(connection, name, request, trigger_id=None, departure=departs, now=departs)
            plan = RoundPlan(distance_source="straight_line", routes=(route,))
            pickups.set_plan(connection, name, "done", plan, next_stop=3, departure=departs, now=departs)
            for number, stop in enumerate(stops, 1):
                at = departs + number * 10 * MINUTE
                event = StopEvent(
                    type="could_not", time=at, stop_id=stop.stop_id, bin_id=stop.bin_id, vehicle="restbil-1", reason="blocked"
                )
                stop_events.add(connection, name, event, now=at)
                photo = StopPhoto(id=f"{name}-{number}", pickup_id=name, stop_id=stop.stop_id, bin_id=stop.bin_id, time=at)
                stop_photos.add(connection, photo, b"jpeg", now=at)
            stop_events.add(connection, name, StopEvent(type="tipped", time=departs + HOUR, vehicle="restbil-1"), now=departs + HOUR)

    def trucks(self, name: str) -> set[str | None]:
        with self.state.read() as connection:
            round_ = pickups.get(connection, name)
            assert round_ is not None
            assert round_.plan is not None
            events = stop_events.of_pickup(connection, name)
            return {
                *(route.vehicle for route in round_.plan.routes),
                *(event.vehicle for event in events),
                *(round_.request.vehicles or ()),
            }


@pytest.fixture
def hand(state: State) -> Hand:
    return Hand(state)


def test_a_round_is_whole_for_thirty_days_and_then_has_no_truck_and_no_order(hand: Hand) -> None:
    hand.drive("old", DEPARTS)
    hand.drive("same-hour", DEPARTS)
    hand.drive("later", DEPARTS + DAY)
    hand.now = DEPARTS + 30 * DAY - 1
    hand.old_rounds.step(hand.now)
    assert hand.trucks("old") == {"restbil-1"}
    hand.now += HOUR
    hand.old_rounds.step(hand.now)
    assert hand.trucks("old") == hand.trucks("same-hour") == {"#1", None}
    assert hand.trucks("later") == {"restbil-1"}
    with hand.state.read() as connection:
        round_, events = pickups.get(connection, "old"), stop_events.of_pickup(connection, "old")
        assert round_ is not None
        assert round_.plan is not None
        assert [stop.bin_id for stop in round_.plan.stops] == ["bin-1", "bin-2"]
        assert [bin_.bin_id for bin_ in round_.request.bins] == ["bin-1", "bin-2"]
        assert [(event.type, event.reason) for event in events] == [("could_not", "blocked")] * 2, "no unloading"
        times = {event.stop_id: event.time for event in events}
        assert {photo.stop_id: photo.time for photo in stop_photos.of_pickup(connection, "old")} == times
        assert (round_.state, round_.departure) == ("done", DEPARTS)
        assert old_rounds.is_anonymised(connection, "old")


def test_many_old_rounds_go_a_part_at_a_time_without_waiting_an_hour(hand: Hand) -> None:
    names = [f"p{number}" for number in range(45)]
    for name in names:
        hand.drive(name, DEPARTS)
    hand.now = DEPARTS + 400 * DAY
    left = []
    for _ in range(3):
        hand.old_rounds.step(hand.now)
        with hand.state.read() as connection:
            left.append(len(old_rounds.due(connection, hand.now, limit=100)))
    assert left == [25, 5, 0]


def test_a_proposal_that_nobody_confirmed_goes_though_nobody_asks_for_another(hand: Hand) -> None:
    with hand.state.begin() as connection:
        request = RoundRequest(bins=(), not_before=DEPARTS)
        pickups.create(connection, "maybe", request, trigger_id=None, departure=DEPARTS, now=DEPARTS, state="proposing")
    for at, there in ((DEPARTS + DAY, True), (DEPARTS + DAY + HOUR, False)):
        hand.now = at
        hand.old_rounds.step(hand.now)
        with hand.state.read() as connection:
            assert (pickups.get(connection, "maybe") is not None) == there
