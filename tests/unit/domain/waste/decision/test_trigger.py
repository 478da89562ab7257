"""A trigger lives once: open, planned for a round, done; or withdrawn when nobody needs it."""

import pytest

from domain.device import Bin
from domain.waste.decision.trigger import DueBin, Trigger, area_of, contract_form, finish, plan, release, renew, resume, stands_in, withdraw

NOW = 1_769_860_800_000
FULL = DueBin(bin_id="b1", reason="full", fill=96.0, full_at=NOW, probability=1.0)
SOON = DueBin(bin_id="b2", reason="will_overflow", fill=80.0, full_at=NOW + 1, probability=0.3)
OPEN = Trigger(id="t", raised_at=NOW, latest_departure=NOW + 10, area="all", fraction="rest", bins=(FULL,))


def test_it_stays_the_same_trigger_while_its_bins_change() -> None:
    renewed = renew(OPEN, [FULL, SOON], NOW + 5)
    assert (renewed.id, renewed.raised_at, renewed.state) == ("t", NOW, "open")
    assert (renewed.bin_ids, renewed.latest_departure) == ({"b1", "b2"}, NOW + 5)


def test_planned_it_names_its_pickup_and_ends_done() -> None:
    planned = plan(OPEN, "p", NOW + 1)
    assert (planned.state, planned.pickup_id, planned.planned_at) == ("planned", "p", NOW + 1)
    done = finish(planned, NOW + 2)
    assert (done.state, done.pickup_id, done.ended_at) == ("done", "p", NOW + 2)


def test_a_cancelled_round_lets_it_wait_again() -> None:
    assert release(plan(OPEN, "p", NOW + 1)) == OPEN


def test_what_is_over_is_not_planned_or_ended_again() -> None:
    over = withdraw(OPEN, NOW + 1)
    assert over.state == "withdrawn"
    assert withdraw(over, NOW + 9) == finish(over, NOW + 9) == release(over) == over
    with pytest.raises(ValueError, match="nothing left to plan"):
        plan(over, "p", NOW + 2)


def test_a_planned_trigger_is_not_withdrawn_under_the_truck() -> None:
    planned = plan(OPEN, "p", NOW + 1)
    assert withdraw(planned, NOW + 2) == planned


def test_it_is_for_at_least_one_bin() -> None:
    with pytest.raises(ValueError, match="at least one bin"):
        renew(OPEN, [], NOW)


def test_it_is_told_as_the_contract_has_it() -> None:
    assert contract_form(OPEN) == {
        "id": "t",
        "raised_at": NOW,
        "latest_departure": NOW + 10,
        "area": "all",
        "fraction": "rest",
        "bins": [{"bin_id": "b1", "reason": "full", "fill": 96.0, "full_at": NOW, "probability": 1.0}],
        "state": "open",
        "pickup_id": None,
    }


def test_a_done_round_that_goes_on_after_all_makes_it_planned_again_and_nothing_else() -> None:
    planned = plan(OPEN, "p", NOW + 1)
    assert resume(finish(planned, NOW + 2)) == planned
    assert resume(OPEN) == OPEN


@pytest.mark.parametrize(
    ("tags", "area", "inside"),
    [
        (("north", "school"), "north", True),
        (("north", "school"), "school", True),
        (("north", "school"), "south", False),
        (("north",), "all", True),
        (("north",), None, True),
        ((), "all", True),
        ((), "north", False),
    ],
)
def test_a_bin_stands_in_each_of_its_tags_and_everywhere(tags: tuple[str, ...], area: str | None, inside: bool) -> None:
    bin_ = Bin(id="b", name="b", lat=60.0, lon=11.0, fraction="rest", capacity_l=660, valid_from=0, tags=tags)
    assert stands_in(bin_, area) is inside
    assert area_of(bin_) == (tags[0] if tags else "all")


def test_planned_without_a_pickup_is_no_trigger() -> None:
    with pytest.raises(ValueError, match="there is a pickup"):
        Trigger(id="t", raised_at=NOW, latest_departure=NOW, area="all", fraction="rest", bins=(FULL,), state="planned")
