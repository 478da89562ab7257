"""What crews report counts once and by its own time, and what says nothing clear is refused."""

from typing import Any

import pytest

from domain.duration import DAY
from tests.unit.api.pickup_town import MINUTE, WEDNESDAY, Town, moment, stops


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


def test_an_extra_bin_that_has_no_position_is_where_the_truck_was(town: Town) -> None:
    town.put_bin("lost", lat=0, lon=0)
    town.put_bin("lost-too", lat=0, lon=0)
    pickup = town.planned("b0", "b1")

    def extra(name: str) -> tuple[float, float]:
        told = town.client.post(f"/pickups/{pickup['id']}/events", json={"type": "extra", "bin_id": name, "time": WEDNESDAY / 1000}).json()
        (stop,) = (one for one in stops(town.read(pickup["id"])) if one["stop_id"] == told["stop_id"])
        return stop["lat"], stop["lon"]

    depot = pickup["routes"][0]["depot"]
    assert extra("lost") == (depot["lat"], depot["lon"])
    first = stops(pickup)[0]
    town.report(pickup["id"], first["stop_id"], "emptied", at=WEDNESDAY + MINUTE)
    assert extra("lost-too") == (first["lat"], first["lon"])


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
    town.replanned(pickup["id"])
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


def test_a_crew_says_in_its_own_words_why_it_could_not(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    first = stops(pickup)[0]["stop_id"]
    assert town.report(pickup["id"], first, "could_not", reason="blocked", note="En bil står i porten.").status_code == 201
    told = stops(town.read(pickup["id"]))[0]
    assert (told["could_not"], told["note"]) == ("blocked", "En bil står i porten.")
    town.report(pickup["id"], first, "emptied", at=WEDNESDAY + 1)
    assert stops(town.read(pickup["id"]))[0]["note"] is None
    wrong = town.report(pickup["id"], first, "emptied", note="no words belong here")
    assert (wrong.status_code, "`note` belongs to `could_not`" in wrong.json()["detail"]) == (422, True)


def test_a_round_of_a_month_ago_tells_no_truck_and_takes_no_report(town: Town) -> None:
    pickup = town.planned("b1", "b0")
    for stop in stops(pickup):
        town.report(pickup["id"], stop["stop_id"], "emptied")
    km = sum(route["km"] for route in pickup["routes"])
    town.clock.now += 31 * DAY
    town.plan()
    old = town.read(pickup["id"])
    assert [route["vehicle"] for route in old["routes"]] == ["#1"]
    assert [stop["bin_id"] for stop in stops(old)] == ["b0", "b1"]
    assert old["notes"][-1].startswith("this round is more than 30 days old")
    assert (old["state"], sum(route["km"] for route in old["routes"])) == ("done", km)
    answer = town.report(pickup["id"], "s1", "undo")
    assert (answer.status_code, "more than 30 days old" in answer.json()["detail"]) == (409, True)


def test_the_page_of_a_round_of_a_month_ago_says_what_is_no_longer_kept(town: Town) -> None:
    pickup = town.planned("b1", "b0")
    services = town.client.app.state.services  # type: ignore[attr-defined]
    http = services.settings.http.model_copy(update={"open_pages": True})
    object.__setattr__(services, "settings", services.settings.model_copy(update={"http": http}))

    def page() -> str:
        return town.client.get(f"http://bysans/runder/{pickup['id']}?lang=nb").text

    assert ("eldre enn 30 dager" in page(), 'class="stops"' in page()) == (False, True)
    town.clock.now += 31 * DAY
    town.plan()
    assert ("eldre enn 30 dager" in page(), 'class="stops"' in page()) == (True, False)
