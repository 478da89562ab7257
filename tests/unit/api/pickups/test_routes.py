"""A round is asked for and planned: answers that are given once, problems that say why."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.api.pickup_town import FLEET, MINUTE, WEDNESDAY, Town, moment, stops


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
