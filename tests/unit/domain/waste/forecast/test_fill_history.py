"""What levels teach: not of time at full, not over gaps, and of coarse sensors by how long they stay."""

from dataclasses import replace

import pytest

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.coarse_level import mean_of, scale_of, within_level
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.fill_history import FillHistory, add_level, expected_levels, outlook, restart

RULES = load_waste().demand
START = 20_000 * DAY
QUARTER = DAY // 96


def run(levels: list[float], step: int, learned: FillHistory | None = None, start: int = START) -> FillHistory:
    history = learned or FillHistory(demand=unknown_demand(RULES))
    for number, level in enumerate(levels):
        history = add_level(history, start + number * step, level, full=100.0, pool=0.1, rules=RULES)
    return history


def test_a_fine_sensor_teaches_a_rate_once_a_day() -> None:
    history = run([10 + number * 20 / 96 + 0.01 for number in range(96 * 4)], QUARTER)
    assert history.demand.days == pytest.approx(3.6, abs=0.2)
    assert history.demand.rate == pytest.approx(0.2, rel=0.05)


def test_nothing_is_learned_while_full() -> None:
    full = run([40.1, 70.1, 100.0], DAY)
    later = run([100.0] * 5, DAY, full, START + 3 * DAY)
    assert later.demand == full.demand


def test_nothing_is_learned_over_a_long_gap() -> None:
    history = run([10.1, 90.1], 6 * DAY)
    assert history.demand.days == 0


def test_an_emptying_is_no_negative_waste() -> None:
    before = run([10.1, 30.1, 50.1], DAY)
    after = restart(before, START + 3 * DAY, 0.1, full=100.0)
    assert after.demand == before.demand
    history = add_level(after, START + 4 * DAY, 20.1, full=100.0, pool=0.1, rules=RULES)
    assert history.demand.rate == pytest.approx(0.2, rel=0.05)


def test_steps_are_believed_after_twenty_readings() -> None:
    assert not run([20.0] * 5, DAY).coarse
    assert run([20.0] * 25, DAY).coarse
    assert not run([20.0] * 24 + [33.0], DAY).coarse


def test_a_coarse_sensor_at_one_step_for_long_is_nearer_the_next() -> None:
    fresh = restart(run([20.0] * 25, DAY), START + 25 * DAY, 0.0, full=80.0)
    stayed = fresh
    for day in range(26, 29):
        stayed = add_level(stayed, START + day * DAY, 0.0, full=80.0, pool=0.2, rules=RULES)
    early, late = (outlook(history, full=80.0, pool=0.2, rules=RULES) for history in (fresh, stayed))
    assert early is not None
    assert late is not None
    assert late.chance_full(late.since + 2 * DAY) > early.chance_full(early.since + 2 * DAY)


def test_before_any_level_there_is_no_outlook() -> None:
    assert outlook(replace(FillHistory(demand=unknown_demand(RULES))), full=90.0, pool=0.1, rules=RULES) is None


def coarse(levels: list[float], history: FillHistory, start: int) -> FillHistory:
    for number, level in enumerate(levels):
        history = add_level(history, start + number * DAY, level, full=80.0, pool=0.2, rules=RULES)
    return history


def test_a_coarse_sensor_teaches_nothing_while_its_bin_is_full() -> None:
    below = coarse([20.0] * 20, FillHistory(demand=unknown_demand(RULES)), START)
    full = coarse([80.0], below, START + 20 * DAY)
    later = coarse([80.0, 100.0, 80.0], full, START + 21 * DAY)
    assert full.demand != below.demand
    assert later.demand == full.demand


def test_a_coarse_level_stands_for_more_the_longer_the_bin_stays_at_it() -> None:
    history = coarse([20.0] * 24, FillHistory(demand=unknown_demand(RULES)), START)
    assert history.stayed == {20.0: 23.0}
    assert coarse([20.0], history, START + 30 * DAY).stayed == {20.0: 23.0}  # it may have been emptied in between


def test_a_sensor_that_tells_finer_steps_is_no_longer_taken_for_coarser() -> None:
    assert run([20.0] * 10, DAY).grain == 20.0
    assert run([20.0] * 10 + [30.0], DAY).grain == 10.0
    assert run([20.0] * 10 + [30.0, 40.0], DAY).grain == 10.0
    assert run([20.0] * 19, DAY).coarse is False
    assert run([20.0] * 20, DAY).coarse is True


def test_a_fine_sensors_bin_begins_anew_at_what_was_left_in_it() -> None:
    history = restart(run([10.1, 30.1], DAY), START + 2 * DAY, 20.0, full=80.0)
    assert (history.time, history.level, history.mark, history.marked, history.content) == (
        START + 2 * DAY,
        20.0,
        START + 2 * DAY,
        0.25,
        (),
    )


def test_a_coarse_sensors_bin_begins_anew_with_half_a_days_waste() -> None:
    before = coarse([20.0] * 24, FillHistory(demand=unknown_demand(RULES)), START)
    history = restart(before, START + 24 * DAY, 0.0, full=80.0)
    assert history.content == within_level(scale_of({20.0: 23.0}, 20.0, 80.0), 0.0, before.demand.rate / 2)
    assert history.marked == mean_of(history.content)


def test_an_outlook_begins_at_the_newest_level_with_the_rate_drawn_to_the_others() -> None:
    history = run([20.1, 40.2], DAY)
    ahead = outlook(history, full=80.4, pool=0.3, rules=RULES)
    assert ahead is not None
    assert (ahead.since, ahead.content, ahead.rate) == (START + DAY, ((0.5, 1.0),), history.demand.shrunk_rate(0.3, RULES))


@pytest.mark.parametrize(("hours", "days"), [(21.5, 0.0), (21.6, 0.9), (96.0, 4.0), (96.1, 0.0)])
def test_a_fine_sensor_teaches_of_gaps_from_most_of_a_day_to_four_days(hours: float, days: float) -> None:
    assert run([10.1, 30.1], round(hours * 3_600_000)).demand.days == pytest.approx(days)


def test_a_bin_that_became_full_within_the_day_teaches_at_once() -> None:
    full = run([50.1, 100.0], DAY // 8)
    assert full.demand.days == pytest.approx(0.125)
    assert run([50.1, 99.9], DAY // 8).demand.days == 0


def test_what_a_fine_sensor_teaches_is_the_difference_to_the_mark() -> None:
    history = run([10.1, 20.1, 30.1], DAY // 2)  # the second lies within a day of the first and only waits
    assert (history.mark, history.marked) == (START + DAY, pytest.approx(0.301))
    assert history.demand.rate == pytest.approx(0.2)


@pytest.mark.parametrize(("gap", "stayed"), [(4 * DAY, 27.0), (4 * DAY + 1, 23.0)])
def test_a_coarse_level_counts_for_gaps_up_to_four_days(gap: int, stayed: float) -> None:
    history = coarse([20.0] * 24, FillHistory(demand=unknown_demand(RULES)), START)
    later = coarse([20.0], history, START + 23 * DAY + gap)
    assert later.stayed == {20.0: stayed}
    assert (later.content == within_level(scale_of(later.stayed, 20.0, 80.0), 20.0, 0.0)) is (stayed == 23.0)  # anew after a long gap


def test_a_coarse_sensor_teaches_once_a_day_what_its_content_grew_by() -> None:
    history = coarse([20.0] * 24, FillHistory(demand=unknown_demand(RULES)), START)
    soon = add_level(history, START + 23 * DAY + DAY // 2, 40.0, full=80.0, pool=0.2, rules=RULES)
    assert (soon.demand, soon.mark) == (history.demand, history.mark)
    day = add_level(soon, START + 24 * DAY, 40.0, full=80.0, pool=0.2, rules=RULES)
    assert (day.mark, day.marked) == (START + 24 * DAY, mean_of(day.content))
    assert day.demand.rate > history.demand.rate
    assert mean_of(day.content) > history.marked + 0.1


def test_a_coarse_sensors_level_is_expected_from_its_content_grown() -> None:
    history = coarse([20.0] * 24, FillHistory(demand=unknown_demand(RULES)), START)
    assert expected_levels(run([10.1], DAY), START + DAY, full=80.0, pool=0.2, rules=RULES) is None
    expected = expected_levels(history, START + 24 * DAY, full=80.0, pool=0.2, rules=RULES)
    assert expected is not None
    scale, content = expected
    assert scale == scale_of({20.0: 23.0}, 20.0, 80.0)
    rate = history.demand.shrunk_rate(0.2, RULES)
    assert mean_of(content) == pytest.approx(mean_of(history.content) + rate * history.demand.expected(START, START + DAY, 1.0), abs=0.02)


@pytest.mark.parametrize("level", [100.0, 101.0, 120.0])
def test_a_bin_that_is_full_or_more_teaches_at_once_what_came_in_until_then(level: float) -> None:
    history = run([40.3, level], QUARTER)
    assert (history.mark, history.marked) == (START + QUARTER, level / 100)
    assert run([40.3, 99.9], QUARTER).mark == START
