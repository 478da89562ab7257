"""Fill follows the distance between empty and full; what can't be a level is a fault."""

from dataclasses import replace
from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device import Bin
from domain.waste.level.fill import clamped, fill_of, fill_percent, is_credible, state_of

DISTANCES = st.floats(min_value=0, max_value=5000)


def test_empty_is_nothing_and_full_is_everything() -> None:
    assert fill_percent(1200, empty_mm=1200, full_mm=200) == 0
    assert fill_percent(200, empty_mm=1200, full_mm=200) == 100
    assert fill_percent(540, empty_mm=1200, full_mm=200) == 66


@given(DISTANCES, DISTANCES)
def test_nearer_content_is_never_less_full(a: float, b: float) -> None:
    near, far = sorted((a, b))
    assert fill_percent(near, empty_mm=1200, full_mm=200) >= fill_percent(far, empty_mm=1200, full_mm=200)


def test_a_calibration_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="empty_mm"):
        fill_percent(500, empty_mm=200, full_mm=200)


@pytest.mark.parametrize(("bound", "at", "below"), [(75.0, "nearly_full", "ok"), (90.0, "full", "nearly_full"), (-15.0, "ok", "fault")])
def test_a_bound_begins_its_state(bound: float, at: str, below: str) -> None:
    assert state_of(bound) == at
    assert state_of(nextafter(bound, -inf)) == below


def test_far_above_full_is_a_fault() -> None:
    assert state_of(125.0) == "full"
    assert state_of(nextafter(125.0, inf)) == "fault"


def test_people_are_told_a_share_of_the_whole() -> None:
    assert [clamped(fill) for fill in (-3.0, 40.0, 104.0)] == [0.0, 40.0, 100.0]


CALIBRATED = Bin(id="b", name="B", lat=59, lon=10, fraction="rest", capacity_l=660, valid_from=0, empty_mm=1200, full_mm=200)


@pytest.mark.parametrize(
    ("parameter", "bin_", "fill"),
    [
        ("fill", None, 540.0),
        ("fill", CALIBRATED, 540.0),
        ("distance", CALIBRATED, 66.0),
        ("distance", None, None),
        ("distance", replace(CALIBRATED, empty_mm=None), None),
        ("distance", replace(CALIBRATED, full_mm=None), None),
        ("temperature", CALIBRATED, None),
    ],
)
def test_a_distance_is_a_fill_only_in_a_bin_that_is_calibrated_and_nothing_else_is_one(
    parameter: str, bin_: Bin | None, fill: float | None
) -> None:
    assert fill_of(parameter, 540.0, bin_) == fill


@pytest.mark.parametrize(
    ("fill", "credible"), [(-15.0, True), (nextafter(-15.0, -inf), False), (125.0, True), (nextafter(125.0, inf), False)]
)
def test_a_fill_is_credible_within_noise_of_what_a_bin_can_hold(fill: float, credible: bool) -> None:
    assert is_credible(fill) is credible
