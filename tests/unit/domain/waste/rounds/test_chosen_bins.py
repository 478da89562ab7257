"""What is taken off a round stays known, and taking nothing off brings it back."""

from hypothesis import given
from hypothesis import strategies as st

from domain.waste.rounds.chosen_bins import bin_ids, choose_bins
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest


def bin_(name: str, *, required: bool) -> RequestedBin:
    return RequestedBin(bin_id=name, lat=60, lon=11, fraction="rest", litres=1, kg=1, required=required, reason="near")


MIXED = RoundRequest(bins=(bin_("must", required=True), bin_("near", required=False), bin_("soon", required=False)), not_before=0)


def test_what_need_not_be_emptied_may_be_declined_as_a_whole_or_in_part() -> None:
    assert bin_ids(choose_bins(MIXED, without=(), along=()).bins) == {"must"}
    assert bin_ids(choose_bins(MIXED, without=(), along=("soon",)).bins) == {"must", "soon"}
    assert choose_bins(MIXED, without=()) == MIXED


def test_a_bin_that_must_be_emptied_is_on_the_round_unless_it_is_taken_off() -> None:
    fewer = choose_bins(MIXED, without=("must",))
    assert (bin_ids(fewer.bins), bin_ids(fewer.taken_off)) == ({"near", "soon"}, {"must"})


def test_what_no_plan_had_is_forgotten_when_it_is_declined() -> None:
    assert bin_ids(choose_bins(MIXED, without=(), along=(), seen=("near",)).taken_off) == {"near"}
    assert bin_ids(choose_bins(MIXED, without=("soon",), along=()).taken_off) == {"soon"}


@given(st.sets(st.sampled_from(["must", "near", "soon"])))
def test_what_is_taken_off_by_name_comes_back_when_nothing_is(names: set[str]) -> None:
    back = choose_bins(choose_bins(MIXED, without=names), without=())
    assert (bin_ids(back.bins), back.taken_off) == (bin_ids(MIXED.bins), ())
