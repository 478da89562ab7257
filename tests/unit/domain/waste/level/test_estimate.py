"""One reading never decides; what two readings tell is weighed; nonsense leaves a bin as it was."""

from dataclasses import replace
from math import inf, nextafter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.duration import DAY
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.bin_update import apply_message
from domain.waste.level.estimate import LevelEstimate, assume_emptied, update_level
from domain.waste.level.hypothesis import Hypothesis
from domain.waste.level.message import SensorMessage
from tests.bin_judge import RULES, mixes, score, single_drop, weighed
from tests.examples import examples

START, QUARTER = 1_767_607_200_000, 900_000
NOISE = 6.0  # %: what differs by less agrees


def after(*fills: float, tilted: frozenset[int] = frozenset()) -> tuple[float | None, list[str]]:
    """Return the level after readings a quarter of an hour apart, and what happened."""
    state, happened = unknown_bin("b", RULES), []
    for number, fill in enumerate(fills):
        message = SensorMessage(time=START + number * QUARTER, level=fill, raw=fill, tilted=number in tilted)
        update = apply_message(state, message, lambda _: (), 0.15, RULES)
        state = update.state
        happened += ["emptied"] * (update.detected is not None) + ["retracted"] * (update.retracted is not None)
    return state.estimate.level, happened


def test_two_readings_make_an_emptying() -> None:
    assert after(80, 80.5, 2) == (80.5, [])
    assert after(80, 80.5, 2, 2.5) == (2.5, ["emptied"])


def test_a_lid_that_was_open_takes_its_emptying_back() -> None:
    assert after(60, 60.5, 3, 3.5, 60.8, 60.6) == (60.6, ["emptied", "retracted"])


def test_a_lid_that_swings_is_not_believed() -> None:
    assert after(60, 60, 8, 9, 8, 9, 8, 60.5, 60, tilted=frozenset({2, 3, 4, 5})) == (60, [])


def test_a_full_bin_that_its_sensor_loses_from_sight_is_not_empty() -> None:
    wavering = [60 + number * 0.6 + number % 2 * 1.5 for number in range(56)]
    assert after(*wavering, 0, 0, 0, 0, 0, 0) == (wavering[-1], [])


def test_a_sensor_that_only_ever_rose_is_believed_when_it_repeats_that_the_bin_is_empty() -> None:
    assert after(*range(40, 93, 4), 3) == (92, [])
    assert after(*range(40, 93, 4), 3, 3) == (3, ["emptied"])
    assert after(96, 96, 2, 2) == (2, ["emptied"])


def test_a_box_put_before_the_sensor_at_an_emptying_hides_it_only_for_a_while() -> None:
    moving = [70 + number % 7 / 10 for number in range(30)]
    level, happened = after(*moving, 30, *[95.0] * 12, 3.1, 3.4, 3.2, tilted=frozenset({30}))
    assert (level, happened) == (3.2, ["emptied"])


def test_what_a_crew_could_not_do_is_no_emptying() -> None:
    state, happened = unknown_bin("b", RULES), []
    for number, fill in enumerate([80.0, 80.4, 2.0, 2.3]):
        message = SensorMessage(time=START + number * QUARTER, level=fill, raw=fill)
        update = apply_message(state, message, lambda _: ["could_not"], 0.15, RULES)
        state = update.state
        happened += [update.detected]
    assert happened == [None] * 4


def test_a_bin_that_reports_only_around_its_emptyings_tells_each() -> None:
    state, detected = unknown_bin("b", RULES), 0
    for day, fill in enumerate([70.0, 55.0, 80.0, 62.0, 75.0]):
        for minutes, level in ((0, fill), (10, 0.0), (70, 0.0)):
            message = SensorMessage(time=START + day * 48 * 3_600_000 + minutes * 60_000, level=level, raw=level)
            update = apply_message(state, message, lambda _: (), 0.15, RULES)
            state, detected = update.state, detected + (update.detected is not None)
    assert detected == 5


def test_waste_pressed_together_is_no_emptying() -> None:
    assert after(80, 80, 62, 62.3, 62.1) == (62.1, [])


def test_what_lay_before_the_sensor_and_is_gone_was_no_emptying() -> None:
    moving = [20 + number % 2 / 10 for number in range(30)]
    assert after(*moving, 95, 95, 95, 95, 95, 95, 20, 20.2, 20.1) == (20.1, [])


def fault_after(*values: float, hours: float = 1) -> str | None:
    """Return the fault after values that came so many hours apart."""
    state = unknown_bin("b", RULES)
    for number, value in enumerate(values):
        message = SensorMessage(time=START + round(number * hours * 3_600_000), level=value, raw=value)
        state = apply_message(state, message, lambda _: (), 0.15, RULES).state
    return state.estimate.fault


RISING = [10 + number * 0.4 for number in range(96)]  # four days, an hour apart: waste comes in, and no noise shows


@pytest.mark.parametrize(("alive", "repeated", "fault"), [(96, 48, "stuck"), (96, 46, None), (90, 48, None)])
def test_a_sensor_that_was_alive_for_four_days_is_stuck_after_48_hours_of_one_value(alive: int, repeated: int, fault: str | None) -> None:
    values = RISING[:alive]
    assert fault_after(*values, *[values[-1]] * repeated) == fault


def test_a_sensor_that_reports_every_six_hours_is_stuck_after_48_hours_too() -> None:
    values = [10 + number * 2.0 for number in range(17)]
    assert fault_after(*values, *[values[-1]] * 8, hours=6) == "stuck"


def test_a_full_bin_rests_and_its_sensor_is_not_stuck() -> None:
    values = [55 + number * 0.4 for number in range(96)]
    assert fault_after(*values, *[values[-1]] * 96) is None


def test_a_bin_that_nobody_uses_on_weekends_is_not_stuck_once_that_is_known() -> None:
    week = [10 + number * 0.2 for number in range(96)]
    weekend = [week[-1]] * 47
    following = [value + 20 for value in week]
    assert fault_after(*week, *weekend, *following, *[following[-1]] * 60) is None


def test_a_sensor_whose_noise_shows_it_is_alive_is_stuck_after_a_day() -> None:
    noisy = [40 + number % 2 * 1.5 for number in range(96)]
    assert fault_after(*noisy, *[noisy[-1]] * 24) == "stuck"
    assert fault_after(*noisy, *[noisy[-1]] * 23) is None


@example([25.0, 55.0, 1.0, 8.0, 0.0, 17.0, 55.0], 7.0)
@example([0.7, 25.0, 60.0, 60.0, 36.0, 25.0, 60.0], -10.0)
@example([1.0, 1.0, 1.0, 92.0, 1.0, 8.3, 1.0, 92.0, 8.0, 92.0, 0.7, 92.0, 92.0], -10.0)
@examples(50)
@given(st.lists(st.floats(min_value=0, max_value=100), min_size=2, max_size=20), st.floats(min_value=-20, max_value=125))
def test_one_more_reading_makes_neither_a_level_nor_an_emptying_of_itself(fills: list[float], odd: float) -> None:
    assume(abs(odd - fills[-1]) > NOISE)
    settled = [*fills, fills[-1], fills[-1]]
    state, emptied = unknown_bin("b", RULES), None
    for number, fill in enumerate([*settled, odd]):
        before = state.estimate.level
        update = apply_message(state, SensorMessage(time=START + number * QUARTER, level=fill, raw=fill), lambda _: (), 0.15, RULES)
        state, emptied = update.state, update.detected
    level = state.estimate.level
    assert emptied is None or emptied.time < START + len(settled) * QUARTER  # it may bear out what others told
    assert level is not None
    assert before is not None
    bags = 15 + 100 * len(settled) / 96  # %: what may have come in since its content was update
    assert level == before or min(abs(level - before), abs(level - fills[-1])) <= bags


@pytest.mark.parametrize("name", ["ordinary", "blocked", "everything"])
def test_it_finds_more_and_errs_less_than_a_single_drop(name: str) -> None:
    mix = mixes()[name]
    own_score, drop_score = score(mix, weighed, range(3), 30), score(mix, single_drop, range(3), 30)
    assert own_score.recall >= 0.95
    assert own_score.precision >= 0.95 > drop_score.precision
    assert sorted(own_score.delays)[len(own_score.delays) // 2] <= 1


def test_what_was_before_the_sensor_leaves_the_level_that_was_there_before() -> None:
    moving = [20 + number % 2 / 10 for number in range(30)]
    assert after(*moving, *[95.0] * 6) == (20.1, [])


def test_a_bin_that_was_emptied_unseen_and_is_hidden_now_keeps_what_is_known_of_it() -> None:
    seen = Hypothesis(1.0, 70.0, START, readings=5)
    hidden = replace(seen, view="blocked", shows=95.0, unseen=True)
    estimate = LevelEstimate(level=0.0, time=START + 5, last_seen=START, confirmed=True, hypotheses=(hidden,))
    message = SensorMessage(time=START + QUARTER, level=95.0, raw=95.0)
    unseen, _ = update_level(estimate, message, lambda _: (), RULES.emptying)
    assert (unseen.level, unseen.time, unseen.fault) == (0.0, START + 5, "blocked")
    estimate = replace(estimate, hypotheses=(replace(hidden, unseen=False),))
    known, _ = update_level(estimate, message, lambda _: (), RULES.emptying)
    assert (known.level, known.time, known.fault) == (70.0, START, "blocked")


def test_an_emptying_that_was_taken_back_is_known_no_longer() -> None:
    state = unknown_bin("b", RULES)
    known = []
    for number, fill in enumerate([60.0, 60.5, 3.0, 3.5, 60.8, 60.6, 60.7]):
        message = SensorMessage(time=START + number * QUARTER, level=fill, raw=fill)
        state = apply_message(state, message, lambda _: (), 0.15, RULES).state
        known.append(len(state.estimate.emptyings))
    assert known == [0, 0, 0, 1, 1, 0, 0]
    assert state.emptied_at is None


@pytest.mark.parametrize(
    ("level", "fault", "changes"),
    [(None, "no_sensor", False), (nextafter(125.0, inf), "false_echo", False), (125.0, None, True), (-15.0, None, True)],
)
def test_no_level_and_one_beyond_the_credible_span_leave_what_may_be_true_as_it_was(
    level: float | None, fault: str | None, changes: bool
) -> None:
    estimate, _ = update_level(LevelEstimate(), SensorMessage(time=START, level=60.0, raw=60.0), lambda _: (), RULES.emptying)
    later = SensorMessage(time=START + QUARTER, level=level, raw=level)
    after_, change = update_level(estimate, later, lambda _: (), RULES.emptying)
    assert (after_.fault, after_.hypotheses != estimate.hypotheses) == (fault, changes)
    assert (after_.level, after_.time, after_.last_seen, change.detected) == (60.0, START, START + QUARTER, None)


def test_a_full_bin_whose_content_comes_too_near_keeps_what_may_be_true() -> None:
    estimate, _ = update_level(LevelEstimate(), SensorMessage(time=START, level=90.0, raw=90.0), lambda _: (), RULES.emptying)
    lost, _ = update_level(estimate, SensorMessage(time=START + QUARTER, level=-15.1, raw=1.0), lambda _: (), RULES.emptying)
    assert (lost.fault, lost.hypotheses, lost.level) == ("dead_zone", estimate.hypotheses, 90.0)
    estimate, _ = update_level(LevelEstimate(), SensorMessage(time=START, level=89.9, raw=90.0), lambda _: (), RULES.emptying)
    opened, _ = update_level(estimate, SensorMessage(time=START + QUARTER, level=-15.1, raw=1.0), lambda _: (), RULES.emptying)
    assert (opened.fault, opened.hypotheses != estimate.hypotheses) == ("lid_open", True)


def test_a_fault_counts_its_readings_in_a_row_and_begins_anew_with_another() -> None:
    estimate, counts = LevelEstimate(), []
    for number, level in enumerate([60.0, 126.0, 127.0, -20.0, None, None, 60.0, 126.0]):
        message = SensorMessage(time=START + number * QUARTER, level=level, raw=level)
        estimate, _ = update_level(estimate, message, lambda _: (), RULES.emptying)
        counts.append((estimate.fault, estimate.fault_count))
    assert counts == [
        (None, 0), ("false_echo", 1), ("false_echo", 2), ("lid_open", 1), ("no_sensor", 1), ("no_sensor", 2), (None, 0), ("false_echo", 1),
    ]  # fmt: skip


def test_a_bin_that_is_taken_for_emptied_holds_nothing_and_that_for_sure() -> None:
    emptied = assume_emptied(LevelEstimate(level=80.0, time=START), START + 5)
    assert (emptied.level, emptied.time, emptied.confirmed) == (0.0, START + 5, True)
    assert emptied.hypotheses == (Hypothesis(1.0, 80.0, START + 5, unseen=True),)
    assert assume_emptied(LevelEstimate(), START).hypotheses[0].level == 0.0


@pytest.mark.parametrize(
    ("reported", "waits"),
    [(-DAY, False), (0, False), (RULES.tracking.report_ms, False), (RULES.tracking.report_ms + 1, True)],
)
def test_a_detected_emptying_settles_every_report_up_to_a_little_after_it(reported: int, waits: bool) -> None:
    state, detected = unknown_bin("b", RULES), None
    for number, fill in enumerate([80.0, 80.5, 30.0, 30.2]):
        before = state
        update = apply_message(state, SensorMessage(time=START + number * QUARTER, level=fill, raw=fill), lambda _: (), 0.15, RULES)
        state, detected = update.state, update.detected
    assert detected is not None
    told = replace(before, reported_at=detected.time + reported)
    state = apply_message(told, SensorMessage(time=START + 3 * QUARTER, level=30.2, raw=30.2), lambda _: (), 0.15, RULES).state
    assert (state.reported_at is not None) is waits
