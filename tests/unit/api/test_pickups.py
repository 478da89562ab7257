"""A round is asked for, planned, driven and told: ids that stay, answers that are given once, problems that say why."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from config.fleet import SIMULATED_TOWN, load_fleet
from config.waste import load_waste
from domain.waste.belief import Belief
from domain.waste.demand import DAY, Demand
from domain.waste.forecast import Outlook
from domain.waste.trigger import DueBin, Reason, Trigger, withdraw
from storage.state import beliefs, triggers
from storage.state.engine import State
from tests.unit.api.conftest import NOW, Clock
from tests.unit.planned_at_once import AtOnce, rounds

WEDNESDAY = 1_770_188_400_000  # 2026-02-04T07:00:00Z, 08:00 in Norway: the trucks are out
FLEET: dict[str, Any] = load_fleet(SIMULATED_TOWN).model_dump(mode="json")
MINUTE = 60_000


class Town:
    """The API with a fleet and bins, and the watch that plans for it."""

    def __init__(self, client: TestClient, state: State, clock: Clock) -> None:
        self.client, self.clock, self.planner = client, clock, AtOnce()
        clock.now = WEDNESDAY
        self.rounds = rounds(state, self.planner)
        for number in range(6):
            self.put_bin(f"b{number}", lat=60.87 + number / 500, lon=11.56 + number / 400)

    def put_bin(self, name: str, **fields: object) -> None:
        body = {"name": f"Storgata {name}", "lat": 60.88, "lon": 11.56, "fraction": "restavfall", "capacity_l": 660, **fields}
        assert self.client.put(f"/bins/{name}", json=body).status_code in (200, 201)

    def put_fleet(self, **changed: object) -> None:
        answer = self.client.put("/fleet", json={**FLEET, **changed})
        assert answer.status_code == 200, answer.text

    def ask(self, key: str | None = None, **body: object) -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.client.post("/pickups", json=body, headers=headers)

    def plan(self) -> None:
        """Let watch plan what waits."""
        for _ in range(4):
            self.rounds.step(self.clock.now)

    def planned(self, *bins: str, **body: object) -> dict[str, Any]:
        answer = self.ask(bin_ids=list(bins), **body)
        assert answer.status_code == 202, answer.text
        self.plan()
        return self.read(answer.json()["id"])

    def read(self, pickup: str) -> dict[str, Any]:
        return dict(self.client.get(f"/pickups/{pickup}").json())

    def report(self, pickup: str, stop: str, kind: str, *, at: int | None = None, key: str | None = None, **more: object) -> Any:
        body = {"type": kind, "time": (self.clock.now if at is None else at) / 1000, **more}
        return self.client.post(
            f"/pickups/{pickup}/stops/{stop}/events", json=body, headers={} if key is None else {"Idempotency-Key": key}
        )


@pytest.fixture
def town(client: TestClient, state: State, clock: Clock) -> Iterator[Town]:
    town = Town(client, state, clock)
    town.put_fleet()
    return town


def stops(pickup: dict[str, Any]) -> list[dict[str, Any]]:
    return [stop for route in pickup["routes"] for stop in route["stops"]]


def raised(state: State, *bins: str, id: str = "t-1") -> Trigger:  # noqa: A002 - a trigger's name for it
    reasons: list[Reason] = ["full", "will_overflow"]
    due = tuple(
        DueBin(bin_id=name, reason=reason, fill=95.0, full_at=WEDNESDAY, probability=0.9)
        for name, reason in zip(bins, reasons, strict=False)
    )
    trigger = Trigger(id=id, raised_at=WEDNESDAY, latest_departure=WEDNESDAY, area="all", fraction="restavfall", bins=due)
    with state.begin() as connection:
        triggers.keep(connection, trigger, new=True)
    return trigger


def believed(name: str, fill: float, *, rate: float) -> Belief:
    demand = Demand(rate=rate, days=20.0, weekdays=(0.0,) * 7, dispersion=0.01)
    outlook = Outlook(since=WEDNESDAY, content=((fill / 100, 1.0),), demand=demand, rate=rate, rules=load_waste().demand)
    emptied, silent = WEDNESDAY - 4 * DAY, WEDNESDAY + DAY
    return Belief(
        bin_id=name, known_at=WEDNESDAY, time=WEDNESDAY, fill=fill, emptied_at=emptied, outlook=outlook, silent_after=silent
    )  # fmt: skip


def now(state: State, trigger: Trigger) -> tuple[str, str | None]:
    with state.begin() as connection:
        found = triggers.get(connection, trigger.id)
    assert found is not None
    return found.state, found.pickup_id


def moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_the_fleet_is_empty_until_one_is_named_and_then_as_it_was_put(client: TestClient) -> None:
    empty = client.get("/fleet").json()
    assert (empty["vehicles"], empty["depots"]) == ([], [])
    assert client.put("/fleet", json=FLEET).json() == FLEET
    assert client.get("/fleet").json() == FLEET
    assert client.put("/fleet", json=client.get("/fleet").json()).status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"depots": []}, "there is no depot"),
        ({"collection_days": [7]}, "collection_days"),
        ({"vehicles": [{**FLEET["vehicles"][0], "shift": ["14:00", "06:00"]}]}, "shift"),
        ({"vehicles": [FLEET["vehicles"][0], FLEET["vehicles"][0]]}, "twice"),
        ({"trucks": []}, "there is no such field"),
        ({"depots": [{**FLEET["depots"][0], "lat": True}]}, "depots.0.lat"),
        ({"depots": [{**FLEET["depots"][0], "lat": "60.8"}]}, "depots.0.lat"),
        ({"collection_days": [True]}, "collection_days.0"),
        ({"vehicles": [{**FLEET["vehicles"][0], "shift": ["٠٦:٠٠", "14:00"]}]}, "is not a time of day"),
        ({"vehicles": [{**FLEET["vehicles"][0], "capacities": {"": {"litres": 1, "kg": 1}}}]}, "capacities"),
        ({"tips": [{**FLEET["tips"][0], "fractions": ["rest\u0000avfall"]}]}, "fractions"),
    ],
)
def test_a_fleet_that_does_not_hold_together_is_refused_with_a_reason(client: TestClient, changed: dict[str, Any], said: str) -> None:
    answer = client.put("/fleet", json={**FLEET, **changed})
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_a_round_is_planned_after_it_was_asked_for(town: Town) -> None:
    asked = town.ask(bin_ids=["b0", "b1", "b2"])
    assert asked.status_code == 202
    assert asked.headers["location"].endswith(f"/pickups/{asked.json()['id']}")
    assert (asked.json()["state"], asked.json()["routes"]) == ("planning", [])
    town.plan()
    pickup = town.read(asked.json()["id"])
    assert (pickup["state"], pickup["distance_source"], pickup["unserved"]) == ("planned", "straight_line", [])
    assert any("straight lines" in note for note in pickup["notes"])
    (route,) = pickup["routes"]
    assert route["vehicle"].startswith("restbil")
    assert {stop["bin_id"] for stop in route["stops"]} == {"b0", "b1", "b2"}
    assert [stop["order"] for stop in route["stops"]] == [1, 2, 3]
    assert [stop["stop_id"] for stop in route["stops"]] == ["s1", "s2", "s3"]
    times = [moment(text) for text in [route["start"], *(stop["eta"] for stop in route["stops"]), route["end"]]]
    assert times == sorted(times)
    assert times[0] * 1000 >= WEDNESDAY
    assert route["load_l"] == pytest.approx(3 * 660), "a level that nobody knows is taken to be full"
    assert all(stop["state"] == "planned" and stop["required"] and 0 <= stop["marginal_km"] <= route["km"] for stop in route["stops"])
    assert route["minutes"] == pytest.approx((times[-1] - times[0]) / 60, abs=0.1)
    assert route["tips"][-1]["after"] == 3, "it comes home empty"
    assert stops(pickup)[0]["links"]["google"].startswith("https://www.google.com/maps/dir/?api=1&destination=60.")


def test_the_same_key_is_done_once_and_another_body_is_refused(town: Town, key_for: Callable[..., dict[str, str]]) -> None:
    first = town.ask("k1", bin_ids=["b0"])
    again = town.ask("k1", bin_ids=["b0"])
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert len(town.client.get("/pickups").json()["items"]) == 1
    other = town.ask("k1", bin_ids=["b1"])
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["detail"]
    town.clock.now += 31 * 24 * 60 * MINUTE
    assert town.ask("k1", bin_ids=["b1"]).json()["id"] != first.json()["id"], "after 30 days it is forgotten"
    else_ = town.client.post("/pickups", json={"bin_ids": ["b0"]}, headers={**key_for("pickups"), "Idempotency-Key": "k1"})
    assert else_.json()["id"] != first.json()["id"], "a key is each sender's own"


def test_a_request_that_failed_may_be_sent_again_with_its_key(town: Town) -> None:
    assert town.ask("k", bin_ids=["nowhere"]).status_code == 422
    town.put_bin("nowhere")
    assert town.ask("k", bin_ids=["nowhere"]).status_code == 202


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "bin_ids"),
        ({"bin_ids": []}, "bin_ids"),
        ({"bin_ids": ["b0", "unheard-of"]}, "unheard-of"),
        ({"bin_ids": ["b0"], "vehicles": ["rocket"]}, "rocket"),
        ({"bin_ids": ["b0"], "departure": "2036-01-01T00:00:00Z"}, "departure"),
        ({"bin_ids": ["b0"], "departure": "soon"}, "departure"),
        ({"bin_ids": "b0"}, "bin_ids"),
        ({"trigger_id": "unheard-of"}, "trigger_id"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_by_name(town: Town, body: dict[str, Any], field: str) -> None:
    answer = town.ask(**body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in answer.json()["detail"]


def test_writing_needs_the_scope_and_what_is_not_there_is_not_found(town: Town, key_for: Callable[..., dict[str, str]]) -> None:
    with_alerts = key_for("alerts")
    assert town.client.post("/pickups", json={"bin_ids": ["b0"]}, headers=with_alerts).status_code == 403
    assert town.client.put("/fleet", json=FLEET, headers=with_alerts).status_code == 403
    assert town.client.get("/pickups", headers=with_alerts).status_code == 200
    for path in ("/pickups/p-none", "/pickups/p-none.geojson", "/pickups/p-none.gpx"):
        assert town.client.get(path).status_code == 404
    assert town.report("p-none", "s1", "emptied").status_code == 404
    pickup = town.planned("b0")
    assert town.report(pickup["id"], "s99", "emptied").status_code == 404


def test_rounds_are_listed_newest_first_by_state_and_page(town: Town) -> None:
    ids = [town.planned("b0")["id"] for _ in range(3)]
    town.ask(bin_ids=["b1"])
    page = town.client.get("/pickups", params={"limit": 2, "state": "planned"}).json()
    assert [item["id"] for item in page["items"]] == [ids[2], ids[1]]
    rest = town.client.get("/pickups", params={"limit": 2, "state": "planned", "cursor": page["next_cursor"]}).json()
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == ([ids[0]], None)
    assert town.client.get("/pickups", params={"state": "lost"}).status_code == 422


def test_a_round_outside_the_shift_or_on_a_day_off_sets_out_on_the_next_collection_day(town: Town) -> None:
    town.clock.now = WEDNESDAY + 9 * 60 * MINUTE  # 17:00
    assert town.planned("b0")["departure"] == "2026-02-05T05:00:00.000Z"
    sunday = town.planned("b0", departure="2026-02-08T09:00:00Z")
    assert sunday["departure"] == "2026-02-09T05:00:00.000Z"
    summer = town.planned("b0", departure="2026-07-01T00:00:00Z")
    assert summer["departure"] == "2026-07-01T04:00:00.000Z", "06:00 is 04:00 UTC in summer"


def test_bins_of_ones_own_choice_are_required_and_others_go_along_where_they_are_worth_it(town: Town) -> None:
    town.put_bin("far", lat=61.3, lon=11.9)
    pickup = town.planned("b0", optional_bin_ids=["b1", "far"])
    assert {(stop["bin_id"], stop["required"]) for stop in stops(pickup)} == {("b0", True), ("b1", False)}
    (left,) = pickup["unserved"]
    assert (left["bin_id"], left["constraint"]) == ("far", "not_worth")


def test_only_the_vehicles_asked_for_drive(town: Town) -> None:
    assert [route["vehicle"] for route in town.planned("b0", vehicles=["restbil-2"])["routes"]] == ["restbil-2"]


@pytest.mark.parametrize(
    ("bin_", "fleet", "constraint", "why"),
    [
        ({}, {"vehicles": []}, "fleet", "no vehicle"),
        ({"fraction": "bananas"}, {}, "fraction", "fraction"),
        ({"capacity_l": 99_000}, {}, "capacity_l", "by 27000 l"),
        ({"lat": 0.0, "lon": 0.0}, {}, "position", "no position"),
        ({"lat": 69.6, "lon": 18.9}, {}, "shift", "min"),
    ],
)
def test_what_cannot_be_done_says_which_constraint_and_by_how_much(
    town: Town, bin_: dict[str, Any], fleet: dict[str, Any], constraint: str, why: str
) -> None:
    town.put_fleet(**fleet)
    town.put_bin("odd", **bin_)
    pickup = town.planned("odd")
    assert (pickup["state"], pickup["routes"]) == ("infeasible", [])
    (left,) = pickup["unserved"]
    assert (left["bin_id"], left["constraint"]) == ("odd", constraint)
    assert why in left["why"]
    assert why in pickup["why"]


def test_a_round_is_driven_and_done(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    first, second = (stop["stop_id"] for stop in stops(pickup))
    answer = town.report(pickup["id"], first, "emptied")
    assert (answer.status_code, answer.json()["state"], answer.json()["pickup_state"]) == (201, "emptied", "under_way")
    answer = town.report(pickup["id"], second, "could_not", reason="blocked")
    assert (answer.json()["state"], answer.json()["reason"], answer.json()["pickup_state"]) == ("could_not", "blocked", "done")
    told = town.read(pickup["id"])
    assert told["state"] == "done"
    assert [(stop["state"], stop["could_not"]) for stop in stops(told)] == [("emptied", None), ("could_not", "blocked")]
    assert town.report(pickup["id"], second, "undo").json()["pickup_state"] == "under_way"
    assert town.report(pickup["id"], first, "undo").json()["pickup_state"] == "planned"


def test_late_reports_count_by_their_own_time(town: Town) -> None:
    pickup = town.planned("b0")
    (stop,) = stops(pickup)
    town.report(pickup["id"], stop["stop_id"], "undo", at=WEDNESDAY - 2 * MINUTE)
    town.report(pickup["id"], stop["stop_id"], "emptied", at=WEDNESDAY - 3 * MINUTE)
    assert stops(town.read(pickup["id"]))[0]["state"] == "planned", "the undo came after it, though it was heard first"
    town.report(pickup["id"], stop["stop_id"], "emptied", at=WEDNESDAY - MINUTE)
    town.report(pickup["id"], stop["stop_id"], "could_not", reason="damaged", at=WEDNESDAY - 4 * MINUTE)
    assert stops(town.read(pickup["id"]))[0]["state"] == "emptied"


def test_a_report_sent_again_counts_once(town: Town) -> None:
    pickup = town.planned("b0")
    (stop,) = stops(pickup)
    first = town.report(pickup["id"], stop["stop_id"], "emptied", key="e1")
    again = town.report(pickup["id"], stop["stop_id"], "emptied", key="e1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert town.report(pickup["id"], stop["stop_id"], "undo", key="e1").status_code == 422
    assert town.report(pickup["id"], stop["stop_id"], "undo").json()["state"] == "planned", "one undo takes back the one report"


@pytest.mark.parametrize(
    "body",
    [
        {"type": "emptied"},
        {"type": "eaten", "time": WEDNESDAY / 1000},
        {"type": "could_not", "time": WEDNESDAY / 1000},
        {"type": "could_not", "reason": "rain", "time": WEDNESDAY / 1000},
        {"type": "emptied", "reason": "blocked", "time": WEDNESDAY / 1000},
        {"type": "emptied", "time": "2030-01-01T00:00:00Z"},
    ],
)
def test_a_report_that_says_nothing_clear_is_refused(town: Town, body: dict[str, Any]) -> None:
    pickup = town.planned("b0")
    answer = town.client.post(f"/pickups/{pickup['id']}/stops/s1/events", json=body)
    assert answer.status_code == 422
    assert stops(town.read(pickup["id"]))[0]["state"] == "planned"


def test_a_phone_whose_clock_is_fast_reports_for_now(town: Town) -> None:
    pickup = town.planned("b0")
    answer = town.report(pickup["id"], "s1", "emptied", at=WEDNESDAY + 60 * MINUTE)
    assert moment(answer.json()["time"]) * 1000 == WEDNESDAY


def test_a_report_from_long_before_its_round_is_refused(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    stop = stops(pickup)[0]["stop_id"]
    for at in (0, WEDNESDAY - DAY - 1):
        answer = town.report(pickup["id"], stop, "emptied", at=at)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "time")
        beside = town.client.post(f"/pickups/{pickup['id']}/events", json={"type": "tipped", "time": at / 1000})
        assert beside.status_code == 422
    assert town.report(pickup["id"], stop, "emptied", at=WEDNESDAY - DAY).status_code == 201, "its clock may be hours slow"


def test_an_extra_bin_that_is_taken_back_is_waited_for_by_nobody(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    extra = town.client.post(f"/pickups/{pickup['id']}/events", json={"type": "extra", "bin_id": "b5", "time": WEDNESDAY / 1000}).json()
    before = town.read(pickup["id"])
    assert [stop["bin_id"] for stop in stops(before)].count("b5") == 1
    undone = town.report(pickup["id"], extra["stop_id"], "undo", at=WEDNESDAY + MINUTE).json()
    assert (undone["state"], undone["pickup_state"]) == ("planned", "planned")
    after = town.read(pickup["id"])
    assert [route["stops"] for route in after["routes"]] == [route["stops"] for route in pickup["routes"]]
    assert [route["tips"] for route in after["routes"]] == [route["tips"] for route in pickup["routes"]]
    for stop in stops(pickup):
        town.report(pickup["id"], stop["stop_id"], "emptied")
    assert town.read(pickup["id"])["state"] == "done"
    assert town.report(pickup["id"], extra["stop_id"], "emptied", at=WEDNESDAY + 2 * MINUTE).status_code == 201
    assert "b5" in {stop["bin_id"] for stop in stops(town.read(pickup["id"]))}, "it was one after all"


def test_an_extra_bin_leaves_the_tips_where_they_were(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    (route,) = pickup["routes"]
    assert [tip["after"] for tip in route["tips"]] == [2]
    town.client.post(f"/pickups/{pickup['id']}/events", json={"type": "extra", "bin_id": "b5", "time": WEDNESDAY / 1000})
    assert [tip["after"] for tip in town.read(pickup["id"])["routes"][0]["tips"]] == [3]


def test_a_bin_emptied_out_of_turn_settles_the_stop_that_is_still_open(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    first = stops(pickup)[0]
    town.report(pickup["id"], first["stop_id"], "could_not", reason="truck_full")
    town.client.post(f"/pickups/{pickup['id']}/replan", json={})
    town.plan()
    told = town.client.post(
        f"/pickups/{pickup['id']}/events", json={"type": "extra", "bin_id": first["bin_id"], "time": WEDNESDAY / 1000 + 60}
    ).json()
    assert told["stop_id"] == "s3"
    states = {stop["stop_id"]: stop["state"] for stop in stops(town.read(pickup["id"]))}
    assert (states[first["stop_id"]], states["s3"]) == ("could_not", "emptied")


def test_a_bin_more_and_a_tip_are_told_too(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    url = f"/pickups/{pickup['id']}/events"
    extra = town.client.post(url, json={"type": "extra", "bin_id": "b5", "time": WEDNESDAY / 1000})
    assert (extra.status_code, extra.json()["stop_id"], extra.json()["state"]) == (201, "s3", "emptied")
    planned_one = town.client.post(url, json={"type": "extra", "bin_id": "b1", "time": WEDNESDAY / 1000})
    assert planned_one.json()["stop_id"] in {stop["stop_id"] for stop in stops(pickup)}, "it stood on the route already"
    assert town.client.post(url, json={"type": "tipped", "time": WEDNESDAY / 1000}).status_code == 201
    told = stops(town.read(pickup["id"]))
    assert {stop["bin_id"]: (stop["state"], stop["reason"]) for stop in told}["b5"] == ("emptied", "extra")
    for wrong in (
        {"type": "extra", "time": 1},
        {"type": "tipped", "bin_id": "b1", "time": 1},
        {"type": "tipped", "vehicle": "rocket", "time": 1},
        {"type": "extra", "bin_id": "none", "time": 1},
    ):
        assert town.client.post(url, json=wrong).status_code == 422


def test_nothing_is_reported_of_a_round_without_a_route(town: Town) -> None:
    waiting = town.ask(bin_ids=["b0"]).json()
    answer = town.client.post(f"/pickups/{waiting['id']}/events", json={"type": "tipped", "time": 1})
    assert answer.status_code == 409


def test_planning_anew_keeps_what_is_visited_and_every_stops_id(town: Town) -> None:
    pickup = town.planned("b0", "b1", "b2")
    ids = {stop["bin_id"]: stop["stop_id"] for stop in stops(pickup)}
    first = stops(pickup)[0]
    town.report(pickup["id"], first["stop_id"], "emptied")
    town.clock.now += 20 * MINUTE
    assert town.client.post(f"/pickups/{pickup['id']}/replan", json={"bin_ids": ["b5"]}).json()["state"] == "planning"
    town.plan()
    told = town.read(pickup["id"])
    assert told["state"] == "under_way"
    assert stops(told)[0]["stop_id"] == first["stop_id"]
    assert {stop["bin_id"]: stop["stop_id"] for stop in stops(told)} == {**ids, "b5": "s4"}
    etas = [moment(stop["eta"]) for stop in stops(told)]
    assert etas == sorted(etas)
    assert all(eta * 1000 >= town.clock.now for eta in etas[1:])


def test_a_bin_that_could_wait_must_be_reached_once_it_is_named(town: Town) -> None:
    town.put_bin("far", lat=61.2, capacity_l=100)
    pickup = town.planned("b0", optional_bin_ids=["far"])
    assert [one["constraint"] for one in pickup["unserved"]] == ["not_worth"]
    town.client.post(f"/pickups/{pickup['id']}/replan", json={"bin_ids": ["far"]})
    town.plan()
    again = town.read(pickup["id"])
    assert {stop["bin_id"]: stop["required"] for stop in stops(again)} == {"b0": True, "far": True}


def test_a_bin_that_was_visited_is_not_planned_again_until_that_is_taken_back(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    stop = stops(pickup)[0]
    town.report(pickup["id"], stop["stop_id"], "could_not", reason="blocked")
    refused = town.client.post(f"/pickups/{pickup['id']}/replan", json={"bin_ids": [stop["bin_id"]]})
    assert refused.status_code == 422
    assert "undo" in refused.json()["detail"]
    town.report(pickup["id"], stop["stop_id"], "undo", at=WEDNESDAY + MINUTE)
    assert town.client.post(f"/pickups/{pickup['id']}/replan", json={"bin_ids": [stop["bin_id"]]}).status_code == 202


def test_a_bin_that_has_got_a_position_is_planned_where_it_stands(town: Town) -> None:
    town.put_bin("lost", lat=0, lon=0)
    pickup = town.planned("b0", "lost")
    assert [one["constraint"] for one in pickup["unserved"]] == ["position"]
    town.put_bin("lost")
    town.client.post(f"/pickups/{pickup['id']}/replan", json={})
    town.plan()
    assert {stop["bin_id"] for stop in stops(town.read(pickup["id"]))} == {"b0", "lost"}


def test_a_bin_left_by_a_full_truck_gets_a_stop_of_its_own_again(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    first = stops(pickup)[0]
    town.report(pickup["id"], first["stop_id"], "could_not", reason="truck_full")
    town.client.post(f"/pickups/{pickup['id']}/replan", json={})
    town.plan()
    told = stops(town.read(pickup["id"]))
    assert [(stop["stop_id"], stop["state"]) for stop in told if stop["bin_id"] == first["bin_id"]] == [
        (first["stop_id"], "could_not"),
        ("s3", "planned"),
    ]


def test_a_report_that_comes_while_a_round_is_planned_anew_is_not_forgotten(town: Town) -> None:
    pickup = town.planned("b0", "b1", "b2")
    town.client.post(f"/pickups/{pickup['id']}/replan", json={})
    town.rounds.step(town.clock.now)  # asked
    done = stops(pickup)[1]
    town.report(pickup["id"], done["stop_id"], "emptied")
    town.rounds.step(town.clock.now)  # what came is old
    assert town.read(pickup["id"])["state"] == "planning"
    town.plan()
    told = town.read(pickup["id"])
    assert (told["state"], stops(told)[0]["stop_id"], stops(told)[0]["state"]) == ("under_way", done["stop_id"], "emptied")


def test_a_planner_that_fails_is_said_and_an_earlier_plan_holds(town: Town) -> None:
    town.planner.failing = "no plan within 600 s"
    failed = town.planned("b0")
    assert (failed["state"], failed["why"]) == ("infeasible", "no plan within 600 s")
    town.planner.failing = ""
    pickup = town.planned("b0")
    town.planner.failing = "killed"
    town.client.post(f"/pickups/{pickup['id']}/replan", json={})
    town.plan()
    told = town.read(pickup["id"])
    assert (told["state"], stops(told), told["notes"][-1]) == ("planned", stops(pickup), "killed")


def test_a_round_called_off_is_neither_planned_nor_planned_anew(town: Town) -> None:
    waiting = town.ask(bin_ids=["b0"]).json()["id"]
    assert town.client.post(f"/pickups/{waiting}/cancel").json()["state"] == "cancelled"
    assert town.client.post(f"/pickups/{waiting}/cancel").status_code == 200
    town.plan()
    assert town.read(waiting)["state"] == "cancelled"
    assert town.client.post(f"/pickups/{waiting}/replan", json={}).status_code == 409
    done = town.planned("b0")
    town.report(done["id"], "s1", "emptied")
    assert town.client.post(f"/pickups/{done['id']}/cancel").status_code == 409


def test_a_trigger_is_planned_once_and_done_with_its_round(town: Town, state: State) -> None:
    trigger = raised(state, "b0", "b1")
    pickup = town.ask("k", trigger_id=trigger.id).json()
    assert pickup["trigger_id"] == trigger.id
    assert now(state, trigger) == ("planned", pickup["id"])
    other = town.ask(trigger_id=trigger.id)
    assert (other.status_code, other.json()["pickup_id"]) == (409, pickup["id"])
    assert town.ask("k", trigger_id=trigger.id).json() == pickup, "the same request again is no second round"
    town.plan()
    told = town.read(pickup["id"])
    assert {stop["bin_id"]: stop["reason"] for stop in stops(told) if stop["required"]} == {"b0": "full", "b1": "will_overflow"}
    assert {stop["bin_id"] for stop in stops(told) if not stop["required"]} <= {"b2", "b3", "b4", "b5"}, "others near may go along"
    for stop in stops(told):
        town.report(pickup["id"], stop["stop_id"], "emptied")
    assert now(state, trigger) == ("done", pickup["id"])
    town.report(pickup["id"], "s1", "undo")
    assert now(state, trigger) == ("planned", pickup["id"])


def test_a_triggers_round_takes_along_what_would_soon_call_for_another(town: Town, state: State) -> None:
    with state.begin() as connection:
        beliefs.put(connection, [believed("b0", 95.0, rate=0.2), believed("b2", 70.0, rate=0.2), believed("b3", 10.0, rate=0.02)])
    pickup = town.ask(trigger_id=raised(state, "b0").id).json()
    town.plan()
    told = {stop["bin_id"]: (stop["required"], stop["reason"]) for stop in stops(town.read(pickup["id"]))}
    assert told["b2"] == (False, "soon")
    assert told.get("b3", (False, "near")) == (False, "near")
    decided = town.client.get("/pickups/decision").json()
    assert not {one["bin_id"] for one in decided["bins"]} & {"b0", "b2"}, "for both a truck is sent already"


def test_what_one_round_takes_along_no_other_does(town: Town, state: State) -> None:
    with state.begin() as connection:
        beliefs.put(connection, [believed("b0", 95.0, rate=0.2), believed("b2", 70.0, rate=0.2)])
    town.ask(trigger_id=raised(state, "b0").id)
    town.plan()
    second = town.ask(trigger_id=raised(state, "b1", id="t-2").id).json()
    town.plan()
    assert [stop["bin_id"] for stop in stops(town.read(second["id"]))] == ["b1"]


def test_a_trigger_whose_round_is_called_off_or_infeasible_is_open_again(town: Town, state: State) -> None:
    trigger = raised(state, "b0")
    pickup = town.ask(trigger_id=trigger.id).json()
    town.client.post(f"/pickups/{pickup['id']}/cancel")
    assert now(state, trigger) == ("open", None)
    town.put_fleet(vehicles=[])
    pickup = town.ask(trigger_id=trigger.id).json()
    town.plan()
    assert (town.read(pickup["id"])["state"], now(state, trigger)) == ("infeasible", ("open", None))
    assert town.client.post(f"/pickups/{pickup['id']}/replan", json={}).status_code == 409


def test_a_trigger_that_was_withdrawn_is_not_planned(town: Town, state: State) -> None:
    trigger = raised(state, "b0")
    with state.begin() as connection:
        triggers.keep(connection, withdraw(trigger, NOW))
    assert town.ask(trigger_id=trigger.id).status_code == 409


def test_late_in_the_shift_a_round_waits_for_the_next_one_unless_today_was_asked_for(town: Town) -> None:
    town.clock.now = WEDNESDAY + 6 * 60 * MINUTE - 5 * MINUTE  # 13:55
    tomorrow = town.planned("b0")
    assert (tomorrow["state"], tomorrow["departure"]) == ("planned", "2026-02-05T05:00:00.000Z")
    today = town.planned("b0", departure="2026-02-04T12:56:00Z")
    assert today["state"] == "infeasible"
    assert "shift" in today["why"]


def test_what_no_shift_is_long_enough_for_keeps_nobody_waiting_until_tomorrow(town: Town) -> None:
    town.put_bin("america", lat=40.7, lon=-74.0)
    pickup = town.planned("b0", "america")
    assert pickup["departure"].startswith("2026-02-04"), "the rest goes today"
    assert [(one["bin_id"], one["constraint"]) for one in pickup["unserved"]] == [("america", "shift")]


def test_a_fleet_without_collection_days_drives_on_none(town: Town) -> None:
    town.put_fleet(collection_days=[])
    pickup = town.planned("b0")
    assert (pickup["state"], pickup["unserved"][0]["constraint"]) == ("infeasible", "fleet")


def test_a_form_that_a_round_is_not_told_in_is_not_found(town: Town) -> None:
    pickup = town.planned("b0")
    assert town.client.get(f"/pickups/{pickup['id']}.pdf").status_code == 404


def test_a_round_is_told_as_geojson_and_gpx(town: Town, tmp_path: Path) -> None:
    pickup = town.planned("b0", "b1")
    answer = town.client.get(f"/pickups/{pickup['id']}.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    features = json.loads(answer.text)["features"]
    line = next(one for one in features if one["geometry"]["type"] == "LineString")
    assert line["geometry"]["coordinates"][0] == [11.5901, 60.8672] == line["geometry"]["coordinates"][-1]
    points = {one["properties"]["stop_id"]: one["geometry"]["coordinates"] for one in features if one["properties"]["kind"] == "stop"}
    assert points == {stop["stop_id"]: [stop["lon"], stop["lat"]] for stop in stops(pickup)}
    answer = town.client.get(f"/pickups/{pickup['id']}.gpx")
    assert answer.headers["content-type"] == "application/gpx+xml"
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    (rte,) = ElementTree.fromstring(answer.text).findall("g:rte", space)
    told = [(point.get("lat"), point.get("lon")) for point in rte.findall("g:rtept", space)]
    assert told == [(f"{lat:.6f}", f"{lon:.6f}") for lon, lat in line["geometry"]["coordinates"]]
