"""A round says what was asked, what was done, what could not be done, and what becomes of that."""

import pytest

from api.pages.rounds.outcome import Outcome, Then, outcome
from api.pickups.routes import answer_of, existing_round
from api.web.services import Services
from storage.state.engine import State
from storage.state.waste import work_items
from tests.unit.api.pickup_town import MINUTE, Town, stops


def told(town: Town, state: State, pickup_id: str) -> Outcome:
    services: Services = town.client.app.state.services  # type: ignore[attr-defined]
    with state.begin() as connection:
        return outcome(connection, answer_of(services, connection, existing_round(connection, pickup_id)))


def test_it_counts_what_was_asked_emptied_extra_and_left(town: Town, state: State) -> None:
    pickup = town.planned("b0", "b1", "b2")
    town.report(pickup["id"], "s1", "emptied")
    body = {"type": "extra", "bin_id": "b5", "time": town.clock.now / 1000}
    assert town.client.post(f"/pickups/{pickup['id']}/events", json=body).status_code == 201
    found = told(town, state, pickup["id"])
    assert (found.asked, found.emptied, found.extra, found.left, found.not_emptied) == (3, 2, 1, 2, [])


@pytest.mark.parametrize(
    ("reason", "then"), [("damaged", "looked_at"), ("blocked", "looked_at"), ("other", "looked_at"), ("truck_full", "planned_again")]
)
def test_what_could_not_be_emptied_is_somebodys_work_or_planned_again(town: Town, state: State, reason: str, then: Then) -> None:
    pickup = town.planned("b0", "b1")
    town.report(pickup["id"], "s1", "could_not", reason=reason)
    (left,) = told(town, state, pickup["id"]).not_emptied
    assert (left.reason, left.then, left.item) == (reason, then, None)


def test_a_full_trucks_bin_calls_for_a_truck_again_once_the_round_is_done(town: Town, state: State) -> None:
    pickup = town.planned("b0")
    town.report(pickup["id"], "s1", "could_not", reason="truck_full")
    assert [left.then for left in told(town, state, pickup["id"]).not_emptied] == ["calls_again"]


def test_its_work_item_is_shown_until_and_after_it_is_settled(town: Town, state: State) -> None:
    pickup = town.planned("b0", "b1")
    town.report(pickup["id"], "s1", "could_not", reason="damaged")
    bin_id, time = next(stop for stop in stops(pickup) if stop["stop_id"] == "s1")["bin_id"], town.clock.now
    with state.begin() as connection:
        work_items.raise_(connection, bin_id, "damaged", time - 50 * MINUTE, time)  # of an earlier round
        work_items.raise_(connection, bin_id, "damaged", time, time)
    (left,) = told(town, state, pickup["id"]).not_emptied
    assert left.item is not None
    assert (left.item.time, left.then) == (time, "looked_at")
    town.client.post(f"/work-items/{left.item.id}/done", json={"note": "Nytt lokk"})
    (left,) = told(town, state, pickup["id"]).not_emptied
    assert left.item is not None
    assert (left.then, left.item.by, left.item.note) == ("settled", "tester", "Nytt lokk")
