"""The bins of a round by what they are to it, and those that a search finds."""

from dataclasses import replace

import pytest

from api.pages.rounds.bin_choices import BinChoices
from api.pages.rounds.proposal import proposal
from domain.duration import DAY, HOUR
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from storage.state.engine import State
from storage.state.waste import beliefs, bin_states
from tests.bin_judge import RULES
from tests.unit.api.hand import NOW
from tests.unit.api.pickup_town import Town, believed, raised


def shown(town: Town, pickup_id: str, search: str = "") -> BinChoices:
    return proposal(town.client.app.state.services, "nb", pickup_id, search=search).bins  # type: ignore[attr-defined]


def test_what_must_and_what_goes_along_stand_apart_with_what_is_known_of_them(town: Town, state: State) -> None:
    with state.begin() as connection:
        beliefs.put(connection, [believed("b0", 95.0, rate=0.2), believed("b2", 70.0, rate=0.2)])
    pickup = town.ask(trigger_id=raised(state, "b0").id, propose=True).json()
    town.plan()
    bins = shown(town, pickup["id"])
    assert [(choice.id, choice.reason) for choice in bins.must] == [("b0", "full")]
    assert bins.reasons["soon"] == 1
    assert all(choice.order and choice.detour_km is not None for choice in bins.along)
    assert (list(bins.taken_off), list(bins.unreached), list(bins.found)) == ([], [], [])


def test_a_bin_that_spares_a_trip_says_from_when_it_may_be_full(town: Town, state: State) -> None:
    with state.begin() as connection:
        beliefs.put(connection, [believed("b0", 95.0, rate=0.2), believed("b2", 70.0, rate=0.2)])
        bin_states.put(connection, [(unknown_bin("b2", RULES), (NOW + HOUR, NOW + DAY, NOW + 2 * DAY))])
    pickup = town.ask(trigger_id=raised(state, "b0").id, propose=True).json()
    town.plan()
    bins = shown(town, pickup["id"])
    assert {choice.id: choice.full_from for choice in bins.along if choice.reason == "soon"} == {"b2": NOW + HOUR}
    assert [choice.full_from for choice in bins.must] == [None]


def test_a_bin_that_must_and_does_not_fit_is_named(town: Town) -> None:
    town.put_bin("america", lat=40.7, lon=-74.0)
    pickup = town.ask(bin_ids=["b0", "america"], propose=True).json()
    town.plan()
    assert [(bin_.bin_id, bin_.constraint) for bin_ in shown(town, pickup["id"]).unreached] == [("america", "shift")]


@pytest.mark.parametrize(("search", "found"), [("stor b3", ["b3"]), ("B3", ["b3"]), ("torget", []), ("storgata", ["b0", "b1"]), ("", [])])
def test_a_search_finds_by_name_and_id_and_says_what_is_listed_already(town: Town, search: str, found: list[str]) -> None:
    pickup = town.ask(bin_ids=["b0"], propose=True).json()
    town.plan()
    choices = shown(town, pickup["id"], search).found
    assert [choice.id for choice in choices][:2] == found
    assert all(choice.is_listed == (choice.id == "b0") for choice in choices)


def test_a_bin_that_was_taken_off_is_found_and_may_be_put_back(town: Town, state: State) -> None:
    pickup = town.ask(trigger_id=raised(state, "b0", "b1").id, propose=True, without=["b1"]).json()
    town.plan()
    assert [(choice.id, choice.is_listed, choice.is_off) for choice in shown(town, pickup["id"], "b1").found] == [("b1", False, True)]


def test_storgata_2_stands_before_storgata_10_and_other_fractions_are_not_found(town: Town) -> None:
    for name, fraction in (("Torget 10", "restavfall"), ("Torget 2", "restavfall"), ("Torget 1", "papir")):
        body = {"name": name, "lat": 60.88, "lon": 11.56, "fraction": fraction, "capacity_l": 660}
        assert town.client.put(f"/bins/{name.replace(' ', '-')}", json=body).status_code == 201
    pickup = town.ask(bin_ids=["b0"], propose=True).json()
    town.plan()
    assert [choice.name for choice in shown(town, pickup["id"], "torget").found] == ["Torget 2", "Torget 10"]
    assert shown(town, pickup["id"], "torget").others == ()


def test_a_bin_of_another_waste_is_named_as_that_where_nothing_else_is_found(town: Town) -> None:
    body = {"name": "Havna 1", "lat": 60.88, "lon": 11.56, "fraction": "papir", "capacity_l": 660}
    assert town.client.put("/bins/havna-1", json=body).status_code == 201
    pickup = town.ask(bin_ids=["b0"], propose=True).json()
    town.plan()
    bins = shown(town, pickup["id"], "havna")
    assert (list(bins.found), [(choice.id, choice.fraction) for choice in bins.others]) == ([], [("havna-1", "papir")])


def test_a_bin_that_was_reported_emptied_and_is_not_says_so(town: Town, state: State) -> None:
    level = LevelEstimate(level=72.0, time=NOW, last_seen=NOW, confirmed=True)
    with state.begin() as connection:
        denied = replace(unknown_bin("b0", RULES), estimate=level, reported_at=NOW - HOUR)
        bin_states.put(connection, [(denied, None), (replace(denied, bin_id="b1", reported_at=None), None)])
    pickup = town.ask(bin_ids=["b0", "b1"], propose=True).json()
    town.plan()
    assert {choice.id: choice.is_denied for choice in shown(town, pickup["id"]).must} == {"b0": True, "b1": False}


def test_a_bin_that_has_been_visited_says_what_came_of_it(town: Town) -> None:
    pickup = town.planned("b0", "b1")
    town.report(pickup["id"], "s1", "could_not", reason="truck_full")
    states = {choice.state: choice.could_not for choice in shown(town, pickup["id"]).must}
    assert states == {"could_not": "truck_full", "planned": None}
