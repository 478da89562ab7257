"""A trigger has one round at a time, which takes along what would soon call for another."""

from domain.waste.decision.trigger import withdraw
from storage.state.engine import State
from storage.state.waste import beliefs, triggers
from tests.unit.api.hand import NOW
from tests.unit.api.pickup_town import Town, believed, now, raised, stops


def test_a_trigger_is_planned_once_and_done_with_its_round(town: Town, state: State) -> None:
    trigger = raised(state, "b0", "b1")
    pickup = town.ask("k", trigger_id=trigger.id).json()
    assert pickup["trigger_id"] == trigger.id
    assert now(state, trigger) == ("planned", pickup["id"])
    other = town.ask(trigger_id=trigger.id)
    assert (other.status_code, other.json()["pickup_id"]) == (409, pickup["id"])
    assert town.ask("k", trigger_id=trigger.id).json() == pickup, "the same request again is no second round"
    town.plan()
    round_ = town.read(pickup["id"])
    assert {stop["bin_id"]: stop["reason"] for stop in stops(round_) if stop["required"]} == {"b0": "full", "b1": "will_overflow"}
    assert {stop["bin_id"] for stop in stops(round_) if not stop["required"]} <= {"b2", "b3", "b4", "b5"}, "others near may go along"
    for stop in stops(round_):
        town.report(pickup["id"], stop["stop_id"], "emptied")
    assert now(state, trigger) == ("done", pickup["id"])
    town.report(pickup["id"], "s1", "undo")
    assert now(state, trigger) == ("planned", pickup["id"])


def test_a_triggers_round_takes_along_what_would_soon_call_for_another(town: Town, state: State) -> None:
    with state.begin() as connection:
        beliefs.put(connection, [believed("b0", 95.0, rate=0.2), believed("b2", 70.0, rate=0.2), believed("b3", 10.0, rate=0.02)])
    pickup = town.ask(trigger_id=raised(state, "b0").id).json()
    town.plan()
    reasons = {stop["bin_id"]: (stop["required"], stop["reason"]) for stop in stops(town.read(pickup["id"]))}
    assert reasons["b2"] == (False, "soon")
    assert reasons.get("b3", (False, "near")) == (False, "near")
    decided = town.client.get("/pickups/decision").json()
    assert not {due["bin_id"] for due in decided["bins"]} & {"b0", "b2"}, "for both a truck is sent already"


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
