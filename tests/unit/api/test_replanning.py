"""A round that is planned anew keeps what was visited, and every stop its id."""

from tests.unit.api.pickup_town import MINUTE, WEDNESDAY, Town, moment, stops


def test_planning_anew_keeps_what_is_visited_and_every_stops_id(town: Town) -> None:
    pickup = town.planned("b0", "b1", "b2")
    ids = {stop["bin_id"]: stop["stop_id"] for stop in stops(pickup)}
    first = stops(pickup)[0]
    town.report(pickup["id"], first["stop_id"], "emptied")
    town.clock.now += 20 * MINUTE
    assert town.client.post(f"/pickups/{pickup['id']}/replan", json={"bin_ids": ["b5"]}).json()["state"] == "planning"
    town.plan()
    replanned = town.read(pickup["id"])
    assert replanned["state"] == "under_way"
    assert stops(replanned)[0]["stop_id"] == first["stop_id"]
    assert {stop["bin_id"]: stop["stop_id"] for stop in stops(replanned)} == {**ids, "b5": "s4"}
    etas = [moment(stop["eta"]) for stop in stops(replanned)]
    assert etas == sorted(etas)
    assert all(eta * 1000 >= town.clock.now for eta in etas[1:])


def test_a_bin_that_could_wait_must_be_reached_once_it_is_named(town: Town) -> None:
    town.put_bin("far", lat=61.2, capacity_l=100)
    pickup = town.planned("b0", optional_bin_ids=["far"])
    assert [bin_["constraint"] for bin_ in pickup["unserved"]] == ["not_worth"]
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
    assert [bin_["constraint"] for bin_ in pickup["unserved"]] == ["position"]
    town.put_bin("lost")
    assert {stop["bin_id"] for stop in stops(town.replanned(pickup["id"]))} == {"b0", "lost"}


def test_a_bin_left_by_a_full_truck_gets_a_stop_of_its_own_again(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    first = stops(pickup)[0]
    town.report(pickup["id"], first["stop_id"], "could_not", reason="truck_full")
    replanned = stops(town.replanned(pickup["id"]))
    assert [(stop["stop_id"], stop["state"]) for stop in replanned if stop["bin_id"] == first["bin_id"]] == [
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
    replanned = town.read(pickup["id"])
    assert (replanned["state"], stops(replanned)[0]["stop_id"], stops(replanned)[0]["state"]) == ("under_way", done["stop_id"], "emptied")


def test_a_planner_that_fails_is_said_and_an_earlier_plan_holds(town: Town) -> None:
    town.planner.failing = "no plan within 600 s"
    failed = town.planned("b0")
    assert (failed["state"], failed["why"]) == ("infeasible", "no plan within 600 s")
    town.planner.failing = ""
    pickup = town.planned("b0")
    town.planner.failing = "killed"
    replanned = town.replanned(pickup["id"])
    assert (replanned["state"], stops(replanned), replanned["notes"][-1]) == ("planned", stops(pickup), "killed")


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
