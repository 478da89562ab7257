"""A form changes only what differs from how the round is."""

from dataclasses import replace
from typing import Any

import pytest

from api.pages.rounds.proposal_form import ProposalForm, replan_body
from api.web.problems import ProblemError
from domain.local_time import TOWN
from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load
from storage.state.waste.pickups import Pickup
from tests.unit.api.pickup_town import WEDNESDAY


def bin_(name: str, *, required: bool) -> RequestedBin:
    return RequestedBin(bin_id=name, lat=60, lon=11, fraction="rest", litres=1, kg=1, required=required, reason="near")


def stop(name: str) -> Stop:
    return Stop(stop_id=name, bin_id=name, lat=60, lon=11, fraction="rest", load=Load(), eta=0, required=True, reason="near")


DEPOT = Place(id="d", lat=60, lon=11)
ROUTE = VehicleRoute(vehicle="v", depot=DEPOT, start=0, end=1, metres=1, stops=(stop("must"), stop("near"), stop("soon")), tips=())
BINS = (bin_("must", required=True), bin_("near", required=False), bin_("soon", required=False), bin_("far", required=False))
ROUND = Pickup(
    id="p", seq=1, state="proposed", trigger_id=None, created_at=0, departure=WEDNESDAY, changed_at=0, next_stop=9,
    request=RoundRequest(bins=BINS, not_before=WEDNESDAY + 1, taken_off=(bin_("off", required=True),)),
    plan=RoundPlan(distance_source="straight_line", routes=(ROUTE,)),
)  # fmt: skip
AS_IT_IS = {"truck": [""], "day": ["2026-02-04"], "time": [""], "shown": ["must", "near", "soon", "off"], "keep": ["must", "near", "soon"]}


def changes(pickup: Pickup = ROUND, **fields: list[str]) -> dict[str, Any] | None:
    body = replan_body(ProposalForm.of({**AS_IT_IS, **fields}), pickup, WEDNESDAY, TOWN)
    return None if body is None else body.model_dump(exclude_unset=True)


def test_a_form_as_the_round_is_changes_nothing() -> None:
    assert changes() is None
    assert changes(act=["confirm"], q=["stor"], searched=["stor"]) is None


@pytest.mark.parametrize(
    ("keep", "without", "along"),
    [
        (["near", "soon"], ["must", "off"], ["near", "soon"]),
        (["must", "soon"], ["off"], ["soon"]),
        (["must", "near", "soon", "off"], [], ["near", "soon"]),
    ],
)
def test_ticks_say_which_bins_are_off_and_which_go_along(keep: list[str], without: list[str], along: list[str]) -> None:
    assert changes(keep=keep) == {"without": tuple(without), "along": tuple(along)}


def test_what_was_not_listed_stays_as_it_is() -> None:
    assert changes(shown=["must"], keep=[]) == {"without": ("must",), "along": ("near", "soon")}


def test_truck_day_and_time_are_changed_together_with_nothing_else() -> None:
    assert changes(truck=["v2"]) == {"vehicles": ("v2",)}
    moved = changes(day=["2026-02-05"], time=["06:30"])
    assert moved == {"departure": 1_770_269_400_000}
    chosen = replace(ROUND, request=replace(ROUND.request, not_before=WEDNESDAY))
    assert changes(chosen, time=["08:00"], truck=["v2"]) == {"vehicles": ("v2",), "departure": WEDNESDAY}, "another truck, at that time"
    with pytest.raises(ProblemError):
        changes(day=["never"])


def test_buttons_decline_or_take_what_goes_along_and_added_bins_must_be_reached() -> None:
    assert changes(act=["only-must"]) == {"along": "none"}
    assert changes(act=["only-must"], shown=["must"], keep=[]) == {"without": ("must",), "along": "none"}, "what was unticked stays off"
    assert changes(act=["along"]) == {"along": "as_planned"}
    assert changes(add=["x", "x", "y"]) == {"bin_ids": ("x", "y")}


def test_who_insists_does_so_for_what_this_form_asks() -> None:
    assert changes(insist=["1"]) == {"insist_booked": True}
    assert changes(insist=["1"], act=["confirm"]) is None, "the proposal stands as it was shown"
    insisted = replace(ROUND, request=replace(ROUND.request, insist_booked=True))
    assert changes(insisted, insist=["1"], truck=["v2"]) == {"vehicles": ("v2",)}
    assert changes(insisted, truck=["v2"]) == {"vehicles": ("v2",), "insist_booked": False}


def test_a_search_counts_when_its_button_is_pressed_or_its_words_are_new() -> None:
    assert ProposalForm.of({**AS_IT_IS, "q": ["stor"], "searched": ["stor"], "act": ["search"]}).search == "stor"
    assert ProposalForm.of({**AS_IT_IS, "q": ["stor"], "searched": [""], "act": ["confirm"]}).search == "stor"
    assert ProposalForm.of({**AS_IT_IS, "q": ["stor"], "searched": ["stor"], "act": ["confirm"]}).search == ""
