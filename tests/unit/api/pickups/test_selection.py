"""A round says how many bins it must empty, how many it takes along and why, and how much shorter it is without them."""

import pytest

from api.pickups.selection import selection_answer, selection_notes
from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Detour, Load
from storage.state.engine import State
from storage.state.waste import beliefs
from tests.unit.api.pickup_town import Town, believed, raised, stops


def plan(*reasons: tuple[bool, str], optional: Detour | None = None) -> RoundPlan:
    own = [
        Stop(stop_id=f"s{n}", bin_id=f"b{n}", lat=60, lon=11, fraction="rest", load=Load(), eta=n, required=required, reason=reason)
        for n, (required, reason) in enumerate(reasons)
    ]
    route = VehicleRoute(vehicle="v", depot=Place(id="d", lat=60, lon=11), start=0, end=9, metres=9, stops=tuple(own), tips=())
    return RoundPlan(distance_source="straight_line", routes=(route,), optional=optional)


def test_it_counts_what_must_and_what_goes_along_by_reason_without_a_crews_extras() -> None:
    stops = [(True, "full"), (True, "age"), (False, "near"), (False, "soon"), (False, "soon"), (False, "extra")]
    selection = selection_answer(plan(*stops, optional=Detour(metres=12_345, seconds=2471)))
    assert (selection.required, selection.optional) == (2, {"near": 1, "soon": 2})
    assert (selection.optional_km, selection.optional_minutes) == (12.3, 41)
    assert selection_notes(selection) == [
        "The round must empty 2 of its bins and takes 3 along: 1 that is worth its detour and 2 that would soon call for a round of "
        "their own. Without these it would be 12.3 km and 41 min shorter."
    ]


def test_a_round_of_required_bins_alone_says_nothing_of_it() -> None:
    selection = selection_answer(plan((True, "full"), optional=Detour(metres=0, seconds=0)))
    assert (selection.required, selection.optional, selection_notes(selection)) == (1, {}, [])


def test_a_plan_from_before_this_was_worked_out_says_only_how_many() -> None:
    selection = selection_answer(plan((True, "full"), (False, "asked")))
    assert (selection.optional_km, selection.optional_minutes) == (None, None)
    assert selection_notes(selection) == ["The round must empty 1 of its bins and takes 1 along: 1 that is worth its detour."]


def test_a_planned_round_says_it_in_its_answer_and_in_its_notes(town: Town, state: State) -> None:
    assert town.ask(bin_ids=["b1"]).json()["selection"] is None
    with state.begin() as connection:
        beliefs.put(connection, [believed("b0", 95.0, rate=0.2), believed("b2", 70.0, rate=0.2), believed("b3", 5.0, rate=0.001)])
    pickup = town.ask(trigger_id=raised(state, "b0").id).json()
    town.plan()
    pickup = town.read(pickup["id"])
    along = [stop for stop in stops(pickup) if not stop["required"]]
    assert "soon" in {stop["reason"] for stop in along}
    selection = pickup["selection"]
    assert (selection["required"], sum(selection["optional"].values())) == (1, len(along))
    assert selection["optional_km"] == pytest.approx(sum(stop["marginal_km"] for stop in along), abs=2)
    assert 0 < selection["optional_km"] < sum(route["km"] for route in pickup["routes"])
    assert 0 < selection["optional_minutes"] < sum(route["minutes"] for route in pickup["routes"])
    assert [note for note in pickup["notes"] if note.startswith("The round must empty 1 of its bins")]
