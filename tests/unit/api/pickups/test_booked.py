"""A vehicle that another round has at the time is refused, unless somebody insists."""

from tests.unit.api.pickup_town import MINUTE, WEDNESDAY, Town, stops
from tests.unit.api.pickups.test_proposals import confirm, proposed

MORNING = "2026-02-04T05:00:00Z"  # 06:00 in Norway: the shift begins


def test_a_vehicle_named_for_a_time_at_which_another_round_has_it_is_refused(town: Town) -> None:
    town.clock.now = WEDNESDAY - 3 * 60 * MINUTE
    first = town.planned("b0", vehicles=["restbil-1"], departure=MORNING)
    refused = town.ask(bin_ids=["b1"], vehicles=["restbil-1"], departure=MORNING)
    assert refused.status_code == 409
    assert f"restbil-1 drives the round {first['id']} from 06:00" in refused.json()["detail"]
    (booking,) = refused.json()["bookings"]
    assert (booking["vehicle"], booking["pickup_id"], booking["start"]) == ("restbil-1", first["id"], first["routes"][0]["start"])
    assert town.ask(bin_ids=["b1"], vehicles=["restbil-1", "restbil-2"], departure=MORNING).status_code == 202, "one of them is free"
    assert town.ask(bin_ids=["b1"], vehicles=["restbil-1"], departure=first["routes"][0]["end"]).status_code == 202


def test_who_insists_gets_the_vehicle_at_that_time_and_is_told(town: Town) -> None:
    town.clock.now = WEDNESDAY - 3 * 60 * MINUTE
    first = town.planned("b0", vehicles=["restbil-1"], departure=MORNING)
    second = town.planned("b1", vehicles=["restbil-1"], departure=MORNING, insist_booked=True)
    assert second["routes"][0]["start"] == first["routes"][0]["start"]
    assert [booking["use"] for booking in second["bookings"]] == ["at_the_same_time"]


def test_a_planned_round_is_not_moved_to_a_time_at_which_its_vehicle_is_booked(town: Town) -> None:
    town.clock.now = WEDNESDAY - 3 * 60 * MINUTE
    town.planned("b0", vehicles=["restbil-1"], departure=MORNING)
    second = town.planned("b1", vehicles=["restbil-2"], departure=MORNING)
    body = {"vehicles": ["restbil-1"], "departure": MORNING}
    assert town.client.post(f"/pickups/{second['id']}/replan", json=body).status_code == 409
    assert town.client.post(f"/pickups/{second['id']}/replan", json={**body, "insist_booked": True}).status_code == 202
    town.plan()
    assert town.read(second["id"])["routes"][0]["vehicle"] == "restbil-1"
    assert town.client.post(f"/pickups/{second['id']}/replan", json={"vehicles": []}).status_code == 202


def test_of_two_proposals_for_one_vehicle_and_time_the_second_is_refused(town: Town) -> None:
    first, second = (proposed(town, bin_ids=[name], vehicles=["restbil-1"]) for name in ("b0", "b1"))
    assert confirm(town, first).status_code == 200
    refused = confirm(town, second)
    assert (refused.status_code, refused.json()["bookings"][0]["pickup_id"]) == (409, first["id"])
    insisted = confirm(town, second, insist_booked=True).json()
    assert [booking["use"] for booking in insisted["bookings"]] == ["at_the_same_time"]


def test_a_round_that_is_planned_again_keeps_its_day(town: Town) -> None:
    tomorrow = town.planned("b0", "b1", departure="2026-02-05T05:00:00Z")
    moved = town.ask(bin_ids=["b2"]).json()
    town.clock.now += 4 * 60 * MINUTE  # too late for today
    town.plan()
    assert town.read(moved["id"])["departure"][:10] == "2026-02-04"
    assert town.replanned(tomorrow["id"])["departure"] == tomorrow["departure"]
    earlier = {"departure": town.clock.now / 1000}
    assert town.client.post(f"/pickups/{tomorrow['id']}/replan", json=earlier).status_code == 202
    town.plan()
    again = town.read(tomorrow["id"])
    assert (again["departure"][:10], len(stops(again))) == ("2026-02-04", 2)
