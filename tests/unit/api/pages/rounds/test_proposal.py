"""A proposal says until when it holds, whether it leaves too late, and whether its truck is booked."""

import pytest

from api.pages.rounds.proposal import Proposal, proposal
from domain.duration import HOUR
from storage.state.engine import State
from tests.unit.api.pickup_town import MINUTE, WEDNESDAY, Town, raised


def shown(town: Town, pickup_id: str) -> Proposal:
    return proposal(town.client.app.state.services, "nb", pickup_id)  # type: ignore[attr-defined]


def proposed(town: Town, **body: object) -> str:
    pickup_id = str(town.ask(propose=True, **body).json()["id"])
    town.plan()
    return pickup_id


@pytest.mark.parametrize(("minutes", "is_late"), [(0, False), (15, False), (16, True)])
def test_it_is_late_a_quarter_of_an_hour_after_its_trigger_wants_a_truck(town: Town, state: State, minutes: int, is_late: bool) -> None:
    trigger = raised(state, "b0")  # which wants one to leave on WEDNESDAY, 08:00
    view = shown(town, proposed(town, trigger_id=trigger.id, departure=(WEDNESDAY + minutes * MINUTE) / 1000))
    assert (view.leave_by, view.start, view.is_late) == (WEDNESDAY, WEDNESDAY + minutes * MINUTE, is_late)


def test_it_expires_an_hour_after_it_was_planned_and_a_round_does_not(town: Town) -> None:
    pickup_id, round_ = proposed(town, bin_ids=["b0"]), town.planned("b1")
    town.clock.now += HOUR - 1
    assert not shown(town, pickup_id).has_expired
    town.clock.now += 1
    assert shown(town, pickup_id).has_expired
    assert (shown(town, round_["id"]).has_expired, shown(town, round_["id"]).is_proposal) == (False, False)


def test_it_says_that_its_truck_is_booked_twice_where_somebody_insisted(town: Town) -> None:
    town.planned("b0", vehicles=["restbil-1"])
    beside = shown(town, proposed(town, bin_ids=["b1"]))
    assert not beside.is_booked_twice
    assert [(truck.id, bool(truck.booked)) for truck in beside.choices.trucks] == [("restbil-1", True), ("restbil-2", False)]
    assert shown(town, proposed(town, bin_ids=["b1"], vehicles=["restbil-1"], insist_booked=True)).is_booked_twice
