"""A round says what was asked, what was done, what could not be done, and what becomes of that."""

from dataclasses import replace

import pytest

from api.pages.rounds.outcome import Outcome, Then
from api.pages.rounds.print_list import print_list
from api.pages.rounds.round_list import round_list
from api.pages.rounds.round_view import round_view
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from storage.state.engine import State
from storage.state.waste import bin_states, work_items
from tests.bin_judge import RULES
from tests.unit.api.pickup_town import MINUTE, Town, stops


def told(town: Town, pickup_id: str) -> Outcome:
    return round_view(town.client.app.state.services, pickup_id).outcome  # type: ignore[attr-defined]


def test_it_counts_what_was_asked_emptied_extra_and_left(town: Town, state: State) -> None:
    pickup = town.planned("b0", "b1", "b2")
    town.report(pickup["id"], "s1", "emptied")
    body = {"type": "extra", "bin_id": "b5", "time": town.clock.now / 1000}
    assert town.client.post(f"/pickups/{pickup['id']}/events", json=body).status_code == 201
    found = told(town, pickup["id"])
    assert (found.asked, found.emptied, found.extra, found.left, found.not_emptied) == (3, 2, 1, 2, [])


@pytest.mark.parametrize(
    ("reason", "then"), [("damaged", "looked_at"), ("blocked", "looked_at"), ("other", "looked_at"), ("truck_full", "planned_again")]
)
def test_what_could_not_be_emptied_is_somebodys_work_or_planned_again(town: Town, state: State, reason: str, then: Then) -> None:
    pickup = town.planned("b0", "b1")
    town.report(pickup["id"], "s1", "could_not", reason=reason)
    (left,) = told(town, pickup["id"]).not_emptied
    assert (left.reason, left.then, left.item) == (reason, then, None)


def test_a_full_trucks_bin_calls_for_a_truck_again_once_the_round_is_done(town: Town, state: State) -> None:
    pickup = town.planned("b0")
    town.report(pickup["id"], "s1", "could_not", reason="truck_full")
    assert [left.then for left in told(town, pickup["id"]).not_emptied] == ["calls_again"]


def test_its_work_item_is_shown_until_and_after_it_is_settled(town: Town, state: State) -> None:
    pickup = town.planned("b0", "b1")
    town.report(pickup["id"], "s1", "could_not", reason="damaged")
    bin_id, time = next(stop for stop in stops(pickup) if stop["stop_id"] == "s1")["bin_id"], town.clock.now
    with state.begin() as connection:
        work_items.raise_(connection, bin_id, "damaged", time - 50 * MINUTE, time)  # of an earlier round
        work_items.raise_(connection, bin_id, "damaged", time, time)
    (left,) = told(town, pickup["id"]).not_emptied
    assert left.item is not None
    assert (left.item.time, left.then) == (time, "looked_at")
    town.client.post(f"/work-items/{left.item.id}/done", json={"note": "Nytt lokk"})
    (left,) = told(town, pickup["id"]).not_emptied
    assert left.item is not None
    assert (left.then, left.item.by, left.item.note) == ("settled", "tester", "Nytt lokk")


@pytest.mark.parametrize(("measured", "is_denied"), [(60 * MINUTE, True), (-60 * MINUTE, False)])
def test_a_stop_whose_sensor_denies_that_it_was_emptied_says_so(town: Town, state: State, measured: int, is_denied: bool) -> None:
    pickup = town.planned("b0", "b1")
    town.report(pickup["id"], "s1", "emptied")
    bin_id, time = next(stop for stop in stops(pickup) if stop["stop_id"] == "s1")["bin_id"], town.clock.now
    level = LevelEstimate(level=72.0, time=time + measured, last_seen=time + measured, confirmed=True)
    with state.begin() as connection:
        bin_states.put(connection, [(replace(unknown_bin(bin_id, RULES), estimate=level, reported_at=time), None)])
    view = round_view(town.client.app.state.services, pickup["id"])  # type: ignore[attr-defined]
    assert view.denied == ({"s1"} if is_denied else set())


def test_a_list_printed_under_way_has_ticked_what_was_reported(town: Town) -> None:
    pickup = town.planned("b0", "b1", "b2")
    town.report(pickup["id"], "s1", "emptied")
    town.report(pickup["id"], "s2", "could_not", reason="blocked")
    paper = print_list(town.client.app.state.services, pickup["id"], None, "nb")  # type: ignore[attr-defined]
    assert [(line.number, line.state, line.could_not) for line in paper.lines if line.number] == [
        (1, "emptied", None),
        (2, "could_not", "blocked"),
        (3, "planned", None),
    ]


def test_a_bin_that_was_tried_again_counts_once_and_by_its_last_try(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    town.report(pickup["id"], "s1", "could_not", reason="truck_full")
    town.clock.now += MINUTE
    (again,) = (stop["stop_id"] for stop in stops(town.replanned(pickup["id"])) if stop["stop_id"] not in ("s1", "s2"))
    waits = told(town, pickup["id"])
    assert (waits.asked, waits.emptied, waits.left, waits.not_emptied, waits.again) == (2, 0, 2, [], {"s1"})
    town.report(pickup["id"], again, "emptied")
    town.report(pickup["id"], "s2", "emptied")
    done = told(town, pickup["id"])
    assert (done.asked, done.emptied, done.left, done.not_emptied) == (2, 2, 0, [])
    view = round_view(town.client.app.state.services, pickup["id"])  # type: ignore[attr-defined]
    assert view.round.state == "done"
    assert view.round.selection is not None
    assert view.round.selection.required == 2
    assert view.driven_by_all is not None
    assert (view.driven_by_all.emptied, view.driven_by_all.could_not) == (2, 0)
    (row,) = (row for name, rows in round_list(town.client.app.state.services).groups if name == "over" for row in rows)  # type: ignore[attr-defined]
    assert (row.stops, row.settled, row.could_not) == (2, 2, 0)
