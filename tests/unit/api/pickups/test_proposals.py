"""A proposal is planned like a round, and is none before somebody confirms it."""

from typing import Any

import pytest

from domain.duration import DAY, HOUR
from storage.state.engine import State
from storage.state.waste import beliefs
from tests.unit.api.pickup_town import MINUTE, Town, believed, now, raised, stops


def proposed(town: Town, **body: object) -> dict[str, Any]:
    answer = town.ask(propose=True, **body)
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "proposing"
    town.plan()
    return town.read(answer.json()["id"])


def confirm(town: Town, pickup: dict[str, Any], **body: object) -> Any:
    return town.client.post(f"/pickups/{pickup['id']}/confirm", json=body)


def replanned(town: Town, pickup: dict[str, Any], **body: object) -> dict[str, Any]:
    answer = town.client.post(f"/pickups/{pickup['id']}/replan", json=body)
    assert answer.status_code == 202, answer.text
    town.plan()
    return town.read(pickup["id"])


def visited(pickup: dict[str, Any]) -> set[str]:
    return {stop["bin_id"] for stop in stops(pickup)}


@pytest.fixture
def fuller(town: Town, state: State) -> Town:
    """The town, where b0 overflows and b2 soon does."""
    with state.begin() as connection:
        beliefs.put(connection, [believed("b0", 95.0, rate=0.2), believed("b2", 70.0, rate=0.2)])
    return town


def test_a_proposal_is_no_round_until_it_is_confirmed(town: Town, state: State) -> None:
    trigger = raised(state, "b0", "b1")
    proposal = proposed(town, trigger_id=trigger.id, along="none")
    assert (proposal["state"], now(state, trigger)) == ("proposed", ("open", None))
    assert visited(proposal) == {"b0", "b1"}
    assert town.client.get("/pickups").json()["items"] == []
    assert [row["id"] for row in town.client.get("/pickups?state=proposed").json()["items"]] == [proposal["id"]]
    assert town.report(proposal["id"], "s1", "emptied").status_code == 409
    assert town.client.post(f"/pickups/{proposal['id']}/links", json={}).status_code == 409, "nobody is to drive it"
    assert town.planned("b5")["bookings"] == [], "it books no vehicle"
    confirmed = confirm(town, proposal, insist_booked=True).json()
    assert (confirmed["state"], confirmed["routes"], confirmed["expires_at"]) == ("planned", proposal["routes"], None)
    assert now(state, trigger) == ("planned", proposal["id"])
    assert confirm(town, proposal).json() == confirmed, "pressed twice, it is confirmed once"
    town.report(proposal["id"], "s1", "emptied")
    assert confirm(town, proposal).json()["state"] == "under_way"


def test_it_shows_the_round_with_and_without_what_goes_along(fuller: Town, state: State) -> None:
    selection = proposed(fuller, trigger_id=raised(state, "b0").id)["selection"]
    along = sum(selection["optional"].values())
    assert along > 0
    whole, without = selection["whole"], selection["without_optional"]
    assert (whole["stops"], without["stops"]) == (1 + along, 1)
    assert whole["km"] == pytest.approx(without["km"] + selection["optional_km"], abs=0.11)
    assert whole["minutes"] == pytest.approx(without["minutes"] + selection["optional_minutes"], abs=1)


def test_what_goes_along_can_be_declined_and_put_back(fuller: Town, state: State) -> None:
    proposal = proposed(fuller, trigger_id=raised(state, "b0").id)
    along = visited(proposal) - {"b0"}
    alone = replanned(fuller, proposal, along="none")
    assert visited(alone) == {"b0"}
    assert {bin_["bin_id"] for bin_ in alone["taken_off"]} == along
    assert all(not bin_["required"] for bin_ in alone["taken_off"])
    some = replanned(fuller, proposal, along=["b2"])
    assert visited(some) == {"b0", "b2"}
    assert {bin_["bin_id"] for bin_ in some["taken_off"]} == along - {"b2"}
    assert visited(replanned(fuller, proposal, along="as_planned")) == visited(proposal)
    assert fuller.read(proposal["id"])["taken_off"] == []


def test_a_round_asked_for_without_what_goes_along_has_only_what_must(fuller: Town, state: State) -> None:
    pickup = fuller.ask(trigger_id=raised(state, "b0").id, along="none").json()
    fuller.plan()
    planned = fuller.read(pickup["id"])
    assert (planned["state"], visited(planned), planned["taken_off"]) == ("planned", {"b0"}, [])


def test_only_these_go_along(fuller: Town, state: State) -> None:
    pickup = fuller.ask(trigger_id=raised(state, "b0").id, along=["b2"]).json()
    fuller.plan()
    assert visited(fuller.read(pickup["id"])) == {"b0", "b2"}
    refused = fuller.ask(trigger_id=raised(state, "b1", id="t-2").id, along=["b2"])
    assert (refused.status_code, "b2 cannot go along" in refused.json()["detail"]) == (422, True)


def test_a_bin_that_is_taken_off_stays_off_until_it_is_put_back(town: Town, state: State) -> None:
    proposal = proposed(town, trigger_id=raised(state, "b0", "b1").id, along="none")
    fewer = replanned(town, proposal, without=["b1"])
    assert (visited(fewer), fewer["taken_off"]) == ({"b0"}, [{"bin_id": "b1", "required": True, "reason": "will_overflow"}])
    more = replanned(town, proposal, bin_ids=["b5"])
    assert (visited(more), [bin_["bin_id"] for bin_ in more["taken_off"]]) == ({"b0", "b5"}, ["b1"])
    whole = replanned(town, proposal, without=[])
    assert visited(whole) == {"b0", "b1", "b5"}
    assert {stop["bin_id"]: stop["reason"] for stop in stops(whole)} == {"b0": "full", "b1": "will_overflow", "b5": "asked"}
    assert {stop["bin_id"]: stop["stop_id"] for stop in stops(whole)}["b1"] == {
        stop["bin_id"]: stop["stop_id"] for stop in stops(proposal)
    }["b1"], "a stop keeps its id"


def test_what_is_unknown_or_leaves_nothing_is_refused(town: Town, state: State) -> None:
    proposal = proposed(town, trigger_id=raised(state, "b0").id, along="none")
    for body, words in (
        ({"without": ["b0"]}, "leaves no bin"),
        ({"without": ["b9"]}, "b9 is not on this round"),
        ({"along": ["b9"]}, "b9 cannot go along"),
    ):
        answer = town.client.post(f"/pickups/{proposal['id']}/replan", json=body)
        assert (answer.status_code, words in answer.json()["detail"]) == (422, True)
    answer = town.ask(bin_ids=["b0"], without=["b9"])
    assert (answer.status_code, "there is no bin b9" in answer.json()["detail"]) == (422, True)


def test_what_is_taken_off_a_planned_round_needs_a_truck_again(fuller: Town, state: State) -> None:
    pickup = fuller.ask(trigger_id=raised(state, "b0", "b1").id).json()
    fuller.plan()
    assert "b0" not in {bin_["bin_id"] for bin_ in fuller.client.get("/pickups/decision").json()["bins"]}
    fewer = replanned(fuller, pickup, without=["b0"])
    assert (fewer["state"], "b0" in visited(fewer)) == ("planned", False)
    assert "b0" in {bin_["bin_id"] for bin_ in fuller.client.get("/pickups/decision").json()["bins"]}


def test_a_fraction_gets_a_round_for_what_it_needs_now(fuller: Town, state: State) -> None:
    proposal = proposed(fuller, fraction="restavfall")
    assert {stop["bin_id"] for stop in stops(proposal) if stop["required"]} == {"b0"}
    assert proposal["trigger_id"] is None
    trigger = raised(state, "b1")
    assert proposed(fuller, fraction="restavfall")["trigger_id"] == trigger.id
    raised(state, "b2", id="t-2", area="north")
    several = fuller.ask(fraction="restavfall")
    assert (several.status_code, "all, north" in several.json()["detail"]) == (422, True)
    assert fuller.ask(fraction="restavfall", trigger_id=trigger.id).status_code == 422
    assert fuller.ask(area="north", bin_ids=["b0"]).status_code == 422


def test_a_proposal_that_reaches_nothing_says_why_and_cannot_be_confirmed(town: Town) -> None:
    town.put_fleet(vehicles=[])
    proposal = proposed(town, bin_ids=["b0"])
    assert (proposal["state"], proposal["why"]) == ("proposed", "1 bin: there is no vehicle to send")
    refused = confirm(town, proposal)
    assert (refused.status_code, "reaches no bin" in refused.json()["detail"]) == (409, True)
    town.put_fleet()
    assert confirm(town, replanned(town, proposal)).json()["state"] == "planned"


def test_a_proposal_expires_until_it_is_planned_again_and_is_then_deleted(town: Town) -> None:
    proposal = proposed(town, bin_ids=["b0"])
    town.clock.now += HOUR
    refused = confirm(town, proposal)
    assert (refused.status_code, refused.json()["reason"]) == (409, "expired")
    assert confirm(town, replanned(town, proposal)).status_code == 200
    left = proposed(town, bin_ids=["b1"])
    town.clock.now += DAY + MINUTE
    proposed(town, bin_ids=["b1"])
    assert town.client.get(f"/pickups/{left['id']}").status_code == 404
    assert town.read(proposal["id"])["state"] == "planned", "a round is never deleted"


def test_a_proposal_that_is_cancelled_is_gone(town: Town, state: State) -> None:
    trigger = raised(state, "b0")
    proposal = proposed(town, trigger_id=trigger.id)
    assert town.client.post(f"/pickups/{proposal['id']}/cancel").json()["state"] == "cancelled"
    assert town.client.get(f"/pickups/{proposal['id']}").status_code == 404
    waiting = town.ask(propose=True, trigger_id=trigger.id).json()
    assert confirm(town, waiting).status_code == 409, "it is not planned yet"
    town.client.post(f"/pickups/{waiting['id']}/cancel")
    town.plan()
    assert now(state, trigger) == ("open", None)


def test_of_two_proposals_for_a_trigger_one_is_confirmed(town: Town, state: State) -> None:
    trigger = raised(state, "b0")
    first, second = proposed(town, trigger_id=trigger.id), proposed(town, trigger_id=trigger.id)
    assert confirm(town, first).status_code == 200
    refused = confirm(town, second)
    assert (refused.status_code, refused.json()["pickup_id"]) == (409, first["id"])


def test_what_another_round_has_taken_meanwhile_goes_along_no_more(fuller: Town, state: State) -> None:
    proposal = proposed(fuller, trigger_id=raised(state, "b0").id)
    other = fuller.planned("b2", vehicles=["restbil-2"])
    refused = confirm(fuller, proposal)
    assert (refused.status_code, refused.json()["reason"]) == (409, "taken")
    again = replanned(fuller, proposal)
    assert "b2" not in visited(again)
    assert confirm(fuller, again).status_code == 200
    assert visited(other) == {"b2"}


def test_a_proposal_is_no_record_of_collecting(town: Town) -> None:
    proposal = proposed(town, bin_ids=["b0"])
    rounds = lambda: next(figure for figure in town.client.get("/effects").json()["waste"] if figure["name"] == "rounds")  # noqa: E731
    assert (rounds()["value"], rounds()["note"]) == (None, "no round, emptying or level is recorded yet")
    confirm(town, proposal)
    town.clock.now += MINUTE
    assert (rounds()["value"], rounds()["note"]) == (None, "no round was reported in this period: what was driven besides is not known")
