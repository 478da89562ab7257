"""Hypotheses share a weight of 1, the likeliest first, and what comes to the same is one."""

from typing import Any

import pytest

from config.waste import load_waste
from domain.waste.level.hypothesis import EmptyingEvent, Hypothesis, prune
from domain.waste.level.hypothesis_update import Measurement, update

RULES = load_waste().emptying.hypothesis
NOW, QUARTER = 1_767_607_200_000, 900_000


def measurement(level: float, number: int = 1, *, tilted: bool = False) -> Measurement:
    return Measurement(time=NOW + number * QUARTER, days=1 / 96, days_emptied=1 / 96, level=level, tilted=tilted)


def test_an_ordinary_reading_needs_one_hypothesis() -> None:
    (hypothesis,) = update([Hypothesis(1.0, 40.0, NOW)], measurement(41.0), RULES)
    assert (hypothesis.level, hypothesis.readings, hypothesis.view, hypothesis.weight) == (41.0, 2, "open", 1.0)


@pytest.mark.parametrize(("level", "tilted"), [(2.0, False), (95.0, False), (60.0, True), (-100.0, False), (8.0, True)])
def test_weights_add_up_and_descend(level: float, tilted: bool) -> None:
    hypotheses = update([Hypothesis(1.0, 70.0, NOW)], measurement(level, tilted=tilted), RULES)
    weights = [hypothesis.weight for hypothesis in hypotheses]
    assert sum(weights) == pytest.approx(1.0)
    assert weights == sorted(weights, reverse=True)
    assert len(hypotheses) > 1


def test_a_fall_to_the_ground_may_be_an_emptying_an_echo_or_a_lid() -> None:
    hypotheses = update([Hypothesis(1.0, 70.0, NOW)], measurement(2.0), RULES)
    assert {(hypothesis.view, bool(hypothesis.emptyings)) for hypothesis in hypotheses} >= {
        ("open", True),
        ("open", False),
        ("lid_open", False),
    }


def test_a_tilt_leaves_the_level_unseen_or_as_it_was() -> None:
    emptied, bumped = update([Hypothesis(1.0, 70.0, NOW)], measurement(33.0, tilted=True), RULES)[:2]
    assert {(emptied.unseen, emptied.level), (bumped.unseen, bumped.level)} == {(True, 70.0), (False, 70.0)}


def test_the_next_reading_decides_between_them() -> None:
    after_tilt = update([Hypothesis(1.0, 70.0, NOW)], measurement(33.0, tilted=True), RULES)
    assert update(after_tilt, measurement(3.0, 2), RULES)[0].emptyings == (EmptyingEvent(NOW + QUARTER, 70.0, True),)
    assert update(after_tilt, measurement(70.4, 2), RULES)[0].emptyings == ()


def test_what_comes_to_the_same_is_one() -> None:
    (hypothesis,) = prune([Hypothesis(0.2, 40.0, NOW), Hypothesis(0.3, 40.5, NOW)])
    assert (hypothesis.level, hypothesis.weight) == (40.5, 1.0)


def test_what_is_hardly_likely_is_forgotten() -> None:
    assert len(prune([Hypothesis(1.0, 40.0, NOW), Hypothesis(1e-6, 80.0, NOW)])) == 1


def test_no_more_than_twelve_hypotheses_are_kept_and_those_the_likeliest() -> None:
    hypotheses = prune(Hypothesis(1.0 + level / 1000, float(level), NOW) for level in range(0, 60, 4))
    assert [hypothesis.level for hypothesis in hypotheses] == [float(level) for level in range(56, 8, -4)]


@pytest.mark.parametrize(("weight", "kept"), [(1.001e-4, 2), (0.999e-4, 1)])
def test_a_ten_thousandth_of_the_weight_is_too_little(weight: float, kept: int) -> None:
    assert len(prune([Hypothesis(1 - weight, 40.0, NOW), Hypothesis(weight, 80.0, NOW)])) == kept


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ({"level": 40.0}, {"level": 41.4}, True),
        ({"level": 40.0}, {"level": 41.5}, False),
        ({}, {"unseen": True}, False),
        ({}, {"view": "lid_open"}, False),
        ({"view": "blocked", "shows": 80.0}, {"view": "blocked", "shows": 81.4}, True),
        ({"view": "blocked", "shows": 80.0}, {"view": "blocked", "shows": 81.5}, False),
        ({"view": "blocked", "shows": 80.0}, {"view": "blocked", "shows": 90.0}, False),
        ({"level": 40.0}, {"level": 60.0}, False),
        ({"shows": 80.0}, {"shows": 90.0}, True),  # what an open view shows is the level
        ({"emptyings": (EmptyingEvent(NOW, 70.0, False),)}, {}, False),
        ({"emptyings": (EmptyingEvent(NOW, 70.0, False),)}, {"emptyings": (EmptyingEvent(NOW + 5_400_000, 60.0, True),)}, True),
        ({"emptyings": (EmptyingEvent(NOW, 70.0, False),)}, {"emptyings": (EmptyingEvent(NOW + 5_400_001, 70.0, False),)}, False),
    ],
)
def test_hypotheses_are_one_where_they_hold_the_same(a: dict[str, Any], b: dict[str, Any], same: bool) -> None:
    first, second = (Hypothesis(**{"weight": 0.5, "level": 40.0, "seen_at": NOW, **fields}) for fields in (a, b))
    assert (len(prune([first, second])) == 1) is same


def test_joined_hypotheses_weigh_as_much_as_both_and_may_lead() -> None:
    hypotheses = prune([Hypothesis(0.4, 80.0, NOW), Hypothesis(0.3, 20.0, NOW, 5), Hypothesis(0.3, 20.5, NOW)])
    assert hypotheses == (Hypothesis(0.6, 20.0, NOW, 5), Hypothesis(0.4, 80.0, NOW))


@pytest.mark.parametrize(("apart", "holds"), [(0, True), (-100, True), (100, True), (-101, False), (101, False)])
def test_an_emptying_is_held_within_a_while_of_its_time(apart: int, holds: bool) -> None:
    hypothesis = Hypothesis(1.0, 5.0, NOW, emptyings=(EmptyingEvent(NOW - 10_000, 70.0, False), EmptyingEvent(NOW, 70.0, False)))
    assert hypothesis.holds_emptying(NOW + apart, 100) is holds
