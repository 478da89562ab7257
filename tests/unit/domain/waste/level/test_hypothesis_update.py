"""Each branch weighs what its causes are likely to bring: worked from the rules, and none left out."""

from dataclasses import replace

import pytest

from domain.duration import DAY, HOUR
from domain.waste.level.hypothesis import EmptyingEvent, Hypothesis, View
from domain.waste.level.hypothesis_rules import HypothesisRules
from domain.waste.level.hypothesis_update import Measurement, update
from domain.waste.level.likelihood import ANYTHING, after_emptying, before_lens, chance, found_again, held, lid_held

NOW = 1_767_607_200_000
RULES = HypothesisRules(
    emptyings_a_day=(0.05, 0.15, 0.6),
    again_hours=4.0,
    again_share=0.02,
    tilt_seen=0.75,
    echo=0.02,
    tilt_error=0.003,
    knocks_a_day=0.1,
    lids_a_day=0.2,
    lid_hours=2.0,
    lid_tilted=0.4,
    blocked_a_day=0.3,
    blocked_hours=20.0,
    blocked_same=0.97,
    dead_zones_a_day=0.03,
)
Branch = tuple[View, bool, int, float, float]  # view, unseen, emptyings, level, shows


def after(prior: Hypothesis, level: float, *, hours: float = 6.0, **more: float | bool) -> tuple[Hypothesis, ...]:
    measurement = Measurement(time=NOW + round(hours * HOUR), days=hours / 24, days_emptied=hours / 12, level=level)
    return update([prior], replace(measurement, **more), RULES)


def weights(branches: tuple[Hypothesis, ...]) -> dict[Branch, float]:
    return {(each.view, each.unseen, len(each.emptyings), each.level, each.shows): each.weight for each in branches}


def shares(raw: dict[Branch, float]) -> dict[Branch, float]:
    total = sum(raw.values())
    return {branch: pytest.approx(weight / total, rel=1e-9) for branch, weight in raw.items()}


def test_what_may_follow_a_level_that_fell() -> None:
    raw: dict[Branch, float] = {
        ("open", False, 1, 30.0, 0.0): chance(0.15, 0.5) * after_emptying(70.0, 30.0, 0.0) * (1 - 0.75) * 0.8,
        ("open", False, 0, 30.0, 0.0): (1 - 0.02) * found_again(70.0, 30.0, 0.25) * 0.8,
        ("open", False, 0, 70.0, 0.0): 0.02 * ANYTHING * 0.8,
        ("lid_open", False, 0, 70.0, 30.0): chance(0.2, 0.25) * (1 - 0.4) * 0.0015 * 0.8,
    }
    assert weights(after(Hypothesis(1.0, 70.0, NOW), 30.0, if_open=0.8)) == shares(raw)


def test_a_sensor_that_never_says_that_it_is_tilted_shows_no_tilt_at_an_emptying() -> None:
    raw: dict[Branch, float] = {
        ("open", False, 1, 30.0, 0.0): chance(0.15, 0.5) * after_emptying(70.0, 30.0, 0.0),
        ("open", False, 0, 30.0, 0.0): (1 - 0.02) * found_again(70.0, 30.0, 0.25),
        ("open", False, 0, 70.0, 0.0): 0.02 * ANYTHING,
        ("lid_open", False, 0, 70.0, 30.0): chance(0.2, 0.25) * (1 - 0.4) * 0.0015,
    }
    assert weights(after(Hypothesis(1.0, 70.0, NOW), 30.0, reports_tilt=False)) == shares(raw)


def test_what_may_follow_a_level_that_rose() -> None:
    risen = weights(after(Hypothesis(1.0, 40.0, NOW), 90.0))
    ratio = risen["blocked", False, 0, 40.0, 90.0] / risen["open", False, 0, 90.0, 0.0]
    assert ratio == pytest.approx(chance(0.3, 0.25) * before_lens(40.0) / (0.98 * found_again(40.0, 90.0, 0.25)))
    assert not any(view == "blocked" for view, *_ in weights(after(Hypothesis(1.0, 40.0, NOW), 36.9)))


@pytest.mark.parametrize(("prior", "level", "may_be"), [(90.0, 0.0, True), (89.9, 0.0, False), (95.0, -3.0, True), (95.0, -3.1, False)])
def test_only_a_bin_nearly_full_is_lost_from_sight_and_then_seems_empty(prior: float, level: float, may_be: bool) -> None:
    branches = weights(after(Hypothesis(1.0, prior, NOW), level))
    assert (("dead_zone", False, 0, prior, level) in branches) is may_be
    if may_be:
        ratio = branches["dead_zone", False, 0, prior, level] / branches["open", False, 0, prior, 0.0]
        assert ratio == pytest.approx(chance(0.03, 0.25) / 6 / (0.02 * ANYTHING))


def test_below_every_level_nothing_was_seen_of_the_content() -> None:
    raw: dict[Branch, float] = {
        ("open", False, 0, 70.0, 0.0): 0.02 * ANYTHING,
        ("lid_open", False, 0, 70.0, -15.1): chance(0.2, 0.25) * (1 - 0.4) / 70,
    }
    assert weights(after(Hypothesis(1.0, 70.0, NOW), -15.1)) == shares(raw)
    lowest = Hypothesis(1.0, -9.0, NOW)
    assert ("open", False, 0, -15.0, 0.0) in weights(after(lowest, -15.0))
    assert {level for _, _, _, level, _ in weights(after(lowest, -15.1))} == {-9.0}


def test_after_an_emptying_that_was_not_seen_the_level_is_what_was_left() -> None:
    emptyings = (EmptyingEvent(NOW, 70.0, True),)
    prior = Hypothesis(1.0, 70.0, NOW, unseen=True, emptyings=emptyings)
    raw: dict[Branch, float] = {
        ("open", False, 2, 2.0, 0.0): chance(0.15 * 0.02, 1 / 6) * after_emptying(70.0, 2.0, 0.0) * 0.25,
        ("open", False, 1, 2.0, 0.0): 0.98 * after_emptying(70.0, 2.0, 1 / 12),
        ("open", True, 1, 70.0, 0.0): 0.02 * ANYTHING,
        ("lid_open", True, 1, 70.0, 2.0): chance(0.2, 1 / 12) * 0.6 / 70,
        ("blocked", True, 1, 70.0, 2.0): chance(0.3, 1 / 12) * before_lens(70.0),
    }
    branches = after(prior, 2.0, hours=2.0)
    total = sum(raw.values())
    assert weights(branches) == {branch: pytest.approx(weight / total, rel=1e-9) for branch, weight in raw.items() if weight > 1e-4 * total}
    assert branches[0].readings == 2  # the emptying, and now what was left


@pytest.mark.parametrize(("hours", "rate"), [(3.9, 0.15 * 0.02), (4.0, 0.15)])
def test_a_bin_is_hardly_emptied_again_within_four_hours(hours: float, rate: float) -> None:
    prior = Hypothesis(1.0, 70.0, NOW, emptyings=(EmptyingEvent(NOW - DAY, 70.0, False), EmptyingEvent(NOW, 70.0, False)))
    branches = weights(after(prior, 2.0, hours=hours))
    ratio = branches["open", False, 3, 2.0, 0.0] / branches["open", False, 2, 70.0, 0.0]
    assert ratio == pytest.approx(chance(rate, hours / 12) * after_emptying(70.0, 2.0, 0.0) * 0.25 / (0.02 * ANYTHING))


@pytest.mark.parametrize(("level", "rate"), [(24.9, 0.05), (25.0, 0.15), (74.9, 0.15), (75.0, 0.6)])
def test_a_fuller_bin_is_emptied_more_often(level: float, rate: float) -> None:
    branches = weights(after(Hypothesis(1.0, level, NOW), 1.0))
    ratio = branches["open", False, 1, 1.0, 0.0] / branches["open", False, 0, level, 0.0]
    assert ratio == pytest.approx(chance(rate, 0.5) * after_emptying(level, 1.0, 0.0) * 0.25 / (0.02 * ANYTHING))


@pytest.mark.parametrize(("shown", "now_shows"), [(12.0, 10 + 0.3 * 2), (4.1, 10 - 0.3 * 5.9), (16.0, 10.0), (4.0, 10.0)])
def test_what_an_open_lid_shows_is_followed_while_it_wavers(shown: float, now_shows: float) -> None:
    branches = after(Hypothesis(1.0, 70.0, NOW, view="lid_open", shows=10.0), shown, hours=0.25)
    assert next(each.shows for each in branches if each.view == "lid_open") == pytest.approx(now_shows)


def test_a_bin_is_emptied_also_while_its_lid_is_thought_to_be_open() -> None:
    lid, emptied = after(Hypothesis(1.0, 70.0, NOW, view="lid_open", shows=10.0), 4.1, hours=0.25, if_open=0.5)[:2]
    assert (lid.view, emptied.view, len(emptied.emptyings)) == ("lid_open", "open", 1)
    stays = (1 - chance(12.0, 1 / 96)) * 0.6 * lid_held(4.1, 10.0)
    assert lid.weight / emptied.weight == pytest.approx(stays / (chance(0.15, 1 / 48) * after_emptying(70.0, 4.1, 0.0) * 0.25))


def test_a_lid_that_closed_shows_the_content_again() -> None:
    branches = after(Hypothesis(1.0, 70.0, NOW, view="lid_open", shows=10.0), 70.5, hours=0.25, if_open=0.5)
    closed, lid = branches[:2]
    closes = chance(12.0, 1 / 96)
    assert (closed.view, closed.level, lid.view, lid.shows) == ("open", 70.5, "lid_open", 10.0)
    assert lid.weight / closed.weight == pytest.approx((1 - closes) * 0.6 * 0.03 * ANYTHING / (closes * found_again(70.0, 70.5, 1 / 96)))


def test_something_before_the_sensor_stays_goes_or_is_an_echo() -> None:
    prior = Hypothesis(1.0, 30.0, NOW, view="blocked", shows=80.0)
    frees = chance(24 / 20, 1 / 96)
    freed, blocked = after(prior, 30.5, hours=0.25, if_open=0.5, if_blocked=0.9)[:2]
    assert (freed.view, freed.level, blocked.view, blocked.shows) == ("open", 30.5, "blocked", 80.0)
    assert freed.weight / blocked.weight == pytest.approx(frees * found_again(30.0, 30.5, 1 / 96) / (0.02 * ANYTHING))
    stays, goes = after(prior, 86.0, hours=0.25, if_open=0.5, if_blocked=0.9)[:2]
    stays_weight = (1 - frees) * held(86.0, 80.0) * 0.9 + 0.02 * ANYTHING * 0.5
    assert (stays.view, goes.view) == ("blocked", "open")
    assert stays.weight / goes.weight == pytest.approx(stays_weight / (frees * found_again(30.0, 86.0, 1 / 96) * 0.5))


def test_a_sensor_on_its_side_was_emptied_or_knocked_over_or_has_an_open_lid() -> None:
    knocked = (0.003 + chance(0.1, 0.25)) * ANYTHING
    raw: dict[Branch, float] = {
        ("open", True, 1, 70.0, 0.0): chance(0.15, 0.5) * 0.75 * ANYTHING,
        ("open", False, 0, 70.0, 0.0): knocked,
        ("lid_open", False, 0, 70.0, 33.0): chance(0.2, 0.25) * 0.4 * 0.0015,
    }
    branches = after(Hypothesis(1.0, 70.0, NOW), 33.0, tilted=True)
    assert weights(branches) == shares(raw)
    emptied = next(each for each in branches if each.unseen)
    assert (emptied.seen_at, emptied.emptyings) == (NOW + 6 * HOUR, (EmptyingEvent(NOW + 6 * HOUR, 70.0, True),))


def test_a_blocked_sensor_on_its_side_stays_blocked_unless_it_was_emptied() -> None:
    raw: dict[Branch, float] = {
        ("open", True, 1, 70.0, 0.0): chance(0.15, 0.5) * 0.75 * ANYTHING,
        ("blocked", False, 0, 70.0, 95.0): (0.003 + chance(0.1, 0.25)) * ANYTHING,
    }
    assert weights(after(Hypothesis(1.0, 70.0, NOW, view="blocked", shows=95.0), 33.0, tilted=True)) == shares(raw)


def test_an_open_lid_that_is_tilted_closes_stays_or_was_left_open_by_the_crew() -> None:
    closes = chance(12.0, 0.25)
    emptied = chance(0.15, 0.5) * 0.75 * ANYTHING
    raw: dict[Branch, float] = {
        ("open", True, 1, 70.0, 0.0): emptied,
        ("lid_open", True, 1, 70.0, 10.0): emptied,
        ("open", False, 0, 70.0, 0.0): closes * (0.003 + chance(0.1, 0.25)) * ANYTHING,
        ("lid_open", False, 0, 70.0, 10.6): (1 - closes) * 0.4 * lid_held(12.0, 10.0),
    }
    assert weights(after(Hypothesis(1.0, 70.0, NOW, view="lid_open", shows=10.0), 12.0, tilted=True)) == shares(raw)


@pytest.mark.parametrize(("level", "hours", "readings"), [(64.0, 6, 4), (63.9, 6, 1), (95.0, 2.4, 4), (95.1, 2.4, 1)])
def test_a_level_that_moved_too_far_at_once_rests_on_this_reading_alone(level: float, hours: float, readings: int) -> None:
    branches = after(Hypothesis(1.0, 70.0, NOW, readings=3), level, hours=hours)
    assert next(each.readings for each in branches if each.level == level and not each.emptyings) == readings


@pytest.mark.parametrize(("level", "branches"), [(43.0, 1), (37.0, 1), (43.1, 4), (36.9, 4)])
def test_a_level_that_moves_by_up_to_three_percent_is_ordinary(level: float, branches: int) -> None:
    prior = Hypothesis(0.7, 40.0, NOW, readings=2, emptyings=(EmptyingEvent(NOW - DAY, 70.0, False),))
    hypotheses = after(prior, level, hours=100)
    assert (len(hypotheses) == 1) is (branches == 1)
    if branches == 1:
        assert hypotheses == (Hypothesis(1.0, level, NOW + 100 * HOUR, 3, emptyings=prior.emptyings),)


@pytest.mark.parametrize(("level", "may_be_emptied"), [(-15.1, False), (-40.0, False), (3.0, True)])
def test_what_lies_beyond_the_floor_is_no_emptying(level: float, may_be_emptied: bool) -> None:
    branches = after(Hypothesis(1.0, 70.0, NOW), level)
    assert any(branch.emptyings for branch in branches) is may_be_emptied
