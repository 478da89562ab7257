"""Explanations share a weight of 1, the likeliest first, and what comes to the same is one."""

import pytest

from config.waste import load_waste
from domain.waste.level.hypothesis import Explanation, Glimpse, Loss, explain, sift

RULES = load_waste().emptying.explanation
NOW, QUARTER = 1_767_607_200_000, 900_000


def glimpse(level: float, number: int = 1, *, tilted: bool = False) -> Glimpse:
    return Glimpse(time=NOW + number * QUARTER, days=1 / 96, days_emptied=1 / 96, level=level, tilted=tilted)


def test_an_ordinary_reading_needs_one_explanation() -> None:
    (found,) = explain([Explanation(1.0, 40.0, NOW)], glimpse(41.0), RULES)
    assert (found.level, found.readings, found.view, found.weight) == (41.0, 2, "open", 1.0)


@pytest.mark.parametrize(("level", "tilted"), [(2.0, False), (95.0, False), (60.0, True), (-100.0, False), (8.0, True)])
def test_weights_add_up_and_descend(level: float, tilted: bool) -> None:
    found = explain([Explanation(1.0, 70.0, NOW)], glimpse(level, tilted=tilted), RULES)
    weights = [one.weight for one in found]
    assert sum(weights) == pytest.approx(1.0)
    assert weights == sorted(weights, reverse=True)
    assert len(found) > 1


def test_a_fall_to_the_ground_may_be_an_emptying_an_echo_or_a_lid() -> None:
    found = explain([Explanation(1.0, 70.0, NOW)], glimpse(2.0), RULES)
    assert {(one.view, bool(one.losses)) for one in found} >= {("open", True), ("open", False), ("lid_open", False)}


def test_a_tilt_leaves_the_level_unseen_or_as_it_was() -> None:
    emptied, bumped = explain([Explanation(1.0, 70.0, NOW)], glimpse(33.0, tilted=True), RULES)[:2]
    assert {(emptied.unseen, emptied.level), (bumped.unseen, bumped.level)} == {(True, 70.0), (False, 70.0)}


def test_the_next_reading_decides_between_them() -> None:
    after_tilt = explain([Explanation(1.0, 70.0, NOW)], glimpse(33.0, tilted=True), RULES)
    assert explain(after_tilt, glimpse(3.0, 2), RULES)[0].losses == (Loss(NOW + QUARTER, 70.0, True),)
    assert explain(after_tilt, glimpse(70.4, 2), RULES)[0].losses == ()


def test_what_comes_to_the_same_is_one() -> None:
    (found,) = sift([Explanation(0.2, 40.0, NOW), Explanation(0.3, 40.5, NOW)])
    assert (found.level, found.weight) == (40.5, 1.0)


def test_what_is_hardly_likely_is_forgotten() -> None:
    assert len(sift([Explanation(1.0, 40.0, NOW), Explanation(1e-6, 80.0, NOW)])) == 1
