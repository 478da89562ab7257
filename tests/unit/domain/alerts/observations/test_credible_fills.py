"""Two readings prove a fill, but for what a sensor is known to get wrong by what it said before."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.threshold_file import threshold_file
from domain.alerts.observations.credible_fills import CredibilityRules, credible_fills
from domain.alerts.threshold import Sample

RULES = threshold_file().credibility.rules()
MINUTE = 60_000
LIVELY = [40.0 + n % 7 / 10 for n in range(14)]  # says no value twice in a row


def fills(*values: float) -> list[Sample]:
    return [Sample(start=n * 10 * MINUTE, end=n * 10 * MINUTE, value=value) for n, value in enumerate(values)]


def count(*values: float) -> Sequence[float]:
    return [sample.value for sample in credible_fills(fills(*values), RULES)]


def test_of_a_sensor_that_nothing_is_known_of_every_reading_counts() -> None:
    assert count(20, 95, 95) == [20, 95, 95]


def test_after_a_sudden_rise_the_very_same_again_counts_once_and_as_the_newest() -> None:
    credible = fills(*LIVELY, 97, 97, 97)
    assert credible_fills(credible, RULES) == [*credible[:-3], credible[-1]]
    assert count(*LIVELY, 97, 97, 98)[-2:] == [97, 98]


@pytest.mark.parametrize("step", [14.0, 15.6])
def test_what_bags_may_bring_is_believed_also_when_it_stands_still(step: float) -> None:
    full = LIVELY[-1] + step  # ten minutes may bring 0.7 % beside the 15 %
    assert count(*LIVELY, full, full)[-2:] == [full, full]


def test_a_sensor_that_counts_in_coarse_steps_may_repeat_itself() -> None:
    coarse = [40.0, 40.0, 41.0, 41.0] * 7
    assert count(*coarse, 95, 95)[-2:] == [95, 95]


def test_whole_percents_may_repeat_themselves_however_steadily_the_bin_filled_before() -> None:
    assert count(*range(0, 90, 5), 2, 2)[-2:] == [2, 2]


def test_a_lens_that_stays_wet_is_still_known_to_be_lively() -> None:
    assert count(*LIVELY, *[97.0] * 200)[-2:] == [LIVELY[-1], 97]


def test_one_echo_takes_nothing_from_a_sensor_and_two_make_it_be_borne_out() -> None:
    assert count(40, 95, 41, 90, 91)[-2:] == [90, 91]
    assert count(40, 95, 41, 88, 40, 90, 91, 92)[-3:] == [40, 91, 92]
    assert count(40, 95, 41, 88, 40, 85, 95)[-1] == 40  # two echoes in a row that say different things


def test_what_an_echoing_sensor_says_falls_counts() -> None:
    assert count(40, 95, 41, 88, 40, 20, 3)[-3:] == [40, 20, 3]


def test_after_a_sudden_fall_the_very_same_counts_once_too() -> None:
    assert count(*LIVELY, 0, 0, 0)[-2:] == [LIVELY[-1], 0]
    assert count(*LIVELY, 0, 0.4)[-2:] == [0, 0.4]


@given(st.lists(st.floats(min_value=0, max_value=3), min_size=2, max_size=60))
def test_a_bin_that_fills_by_small_steps_is_always_believed(steps: list[float]) -> None:
    credible = fills(*[sum(steps[: n + 1]) for n in range(len(steps))])
    assert credible_fills(credible, RULES) == credible


DAY = 24 * 60 * MINUTE
BY_HAND = CredibilityRules(look_back_ms=DAY, sudden=15.0, a_day_brings=100.0, noise=3.0, lively=0.75, lively_values=4, echoes=1)


@pytest.mark.parametrize(("rise", "sudden"), [(40.0, False), (40.1, True)])
def test_a_rise_is_sudden_beyond_fifteen_percent_and_what_a_day_brings(rise: float, sudden: bool) -> None:
    before, fill = Sample(start=0, end=0, value=20.0), Sample(start=DAY // 4, end=DAY // 4, value=20.0 + rise)
    assert BY_HAND.is_sudden(before, fill) is sudden
    assert BY_HAND.jumps(before, fill) is sudden


@pytest.mark.parametrize(("fall", "jumps"), [(15.0, False), (15.1, True)])
def test_a_fall_of_more_than_fifteen_percent_is_a_jump_however_long_it_took(fall: float, jumps: bool) -> None:
    before, fill = Sample(start=0, end=0, value=60.0), Sample(start=DAY, end=DAY, value=60.0 - fall)
    assert BY_HAND.jumps(before, fill) is jumps
    assert not BY_HAND.is_sudden(before, fill)


@pytest.mark.parametrize(("rise", "confirms"), [(28.0, True), (28.1, False)])
def test_a_fill_confirms_another_within_noise_and_what_a_day_brings(rise: float, confirms: bool) -> None:
    before, fill = Sample(start=0, end=0, value=20.0), Sample(start=DAY // 4, end=DAY // 4, value=20.0 + rise)
    assert BY_HAND.confirms(before, fill) is confirms


@pytest.mark.parametrize(
    ("earlier", "counts_twice"),
    [
        ([40.1, 40.2, 40.3, 40.2], False),
        ([40.1, 40.2, 40.3], False),  # with the jump four values
        ([40.1, 40.2], True),  # of too few nothing is known
        ([40.1, 40.1, 40.2, 40.3], True),  # only two of four are said once, the jump's repetition being none
        ([40.1, 40.1, 40.2, 40.3, 40.2, 40.3, 40.2, 40.1], False),
        ([40.0, 41.0, 42.0, 41.0], True),  # whole percents
    ],
)
def test_a_sensor_is_lively_if_it_says_three_of_four_values_only_once(earlier: list[float], counts_twice: bool) -> None:
    credible = credible_fills(fills(*earlier, 97.0, 97.0), BY_HAND)
    assert (len([sample for sample in credible if sample.value == 97.0]) == 2) is counts_twice


@pytest.mark.parametrize(("echoes", "counts"), [(0, True), (1, False), (2, False)])
def test_as_many_echoes_as_the_rules_say_or_more_make_a_rise_wait_for_the_next_reading(echoes: int, counts: bool) -> None:
    credible = credible_fills(fills(*[40.5, 95.5] * echoes, 40.5, 90.0), BY_HAND)
    assert (credible[-1].value == 90.0) is counts
