"""Spike, rate of change and flat line agree with ioos_qc, an independent implementation of QARTOD's tests; humidity is ours."""

import warnings
from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.quality.series import NEIGHBOURS_WITHIN, Series, SeriesRules, humid, is_flat, suspicions
from domain.duration import HOUR

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # theirs, on import
    from ioos_qc import qartod

TEN_MINUTES = HOUR // 6
SUSPECT = 3
NEVER = 1e12


def series(*values: float, step: int = TEN_MINUTES) -> Series:
    return [(i * step, value) for i, value in enumerate(values)]


def suspected(series_: Series, rules: SeriesRules) -> list[int]:
    """Return which values are suspect, by their place."""
    times = {time for time, _ in suspicions(series_, rules, "µg/m³")}
    return [i for i, (time, _) in enumerate(series_) if time in times]


def theirs(flags: object) -> list[int]:
    return [int(i) for i in np.flatnonzero(np.asarray(flags) == SUSPECT)]


def seconds(series_: Series) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    return np.array([time // 1000 for time, _ in series_], dtype="datetime64[s]")


values = st.lists(st.integers(-20, 400).map(float), min_size=3, max_size=60)


@given(values, st.integers(1, 300))
def test_a_spike_is_what_ioos_qc_calls_one(measured: list[float], most: int) -> None:
    oracle = theirs(qartod.spike_test(measured, suspect_threshold=most, fail_threshold=NEVER))
    assert suspected(series(*measured), SeriesRules(spike=most)) == oracle


@given(values, st.integers(1, 1000).map(lambda n: n * 3.6))
def test_a_change_is_too_fast_where_ioos_qc_says_so(measured: list[float], most: float) -> None:
    series_ = series(*measured)
    with np.errstate(all="ignore"):
        oracle = theirs(qartod.rate_of_change_test(measured, seconds(series_), threshold=most / 3600))
    ours = suspected(series_, SeriesRules(rate=most))
    edge = {i for i in range(1, len(measured)) if abs(abs(measured[i] - measured[i - 1]) * 6 - most) < 1e-6}  # a matter of rounding
    assert set(ours) - edge == set(oracle) - edge


@given(
    st.lists(st.sampled_from([5.0, 5.0, 5.0, 5.4, 9.0]), min_size=3, max_size=60), st.sampled_from([2, 3, 6]), st.sampled_from([0.1, 0.5])
)
def test_a_flat_line_is_what_ioos_qc_calls_one(measured: list[float], readings: int, tolerance: float) -> None:
    series_ = series(*measured)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = (
            theirs(qartod.flat_line_test(measured, seconds(series_), readings * 600, NEVER, tolerance)) if len(measured) > readings else []
        )
    assert suspected(series_, SeriesRules(flat_span=readings * TEN_MINUTES, flat_tolerance=tolerance)) == oracle


@pytest.mark.parametrize(("value", "suspect"), [(110.0, []), (110.1, [1])])
def test_a_spike_lies_further_than_the_bound_from_the_mean_of_its_neighbours(value: float, suspect: list[int]) -> None:
    assert suspected(series(5.0, value, 15.0), SeriesRules(spike=100)) == suspect


def test_values_far_apart_in_time_say_nothing_of_each_other() -> None:
    far = series(5.0, 500.0, 5.0, step=NEIGHBOURS_WITHIN + 1)
    assert suspected(far, SeriesRules(spike=10, rate=1)) == []


def test_a_flat_line_must_span_its_time_without_a_gap() -> None:
    rules = SeriesRules(flat_span=6 * HOUR, flat_tolerance=0.001)
    assert suspected(series(*[99.9] * 37), rules) == [36]
    assert suspected([(0, 99.9), *series(*[99.9] * 37)[20:]], rules) == []


def test_a_finding_is_a_sentence_with_value_and_bound() -> None:
    assert [sentence for _, sentence in suspicions(series(5.0, 200.0, 5.0), SeriesRules(spike=100, rate=900), "µg/m³")] == [
        "spike: 200 µg/m³ between 5 and 5, more than 100 from their mean",
        "rate of change: from 5 to 200 µg/m³, faster than 900 an hour",
        "rate of change: from 200 to 5 µg/m³, faster than 900 an hour",
    ]


@pytest.mark.parametrize(("humidity", "suspect"), [(85.0, False), (85.1, True)])
def test_humidity_above_85_percent_makes_optical_pm_suspect(humidity: float, suspect: bool) -> None:
    assert bool(list(humid([(0, 8.0)], {0: humidity}, 85.0))) is suspect


def test_without_a_humidity_nothing_is_suspected() -> None:
    assert list(humid([(0, 8.0)], {1: 99.0}, 85.0)) == []


@given(values, st.integers(0, 59))
def test_only_the_last_hours_say_whether_a_line_is_flat(measured: list[float], at: int) -> None:
    at = min(at, len(measured) - 1)
    series_ = series(*measured)
    assert is_flat(series_, at, HOUR, 0.1) == is_flat(series_[max(0, at - 6) : at + 1], min(at, 6), HOUR, 0.1)


def test_values_two_hours_apart_are_neighbours_still() -> None:
    near, far = (series(5.0, 500.0, 5.0, step=NEIGHBOURS_WITHIN + more) for more in (0, 1))
    assert [suspected(each, SeriesRules(spike=10)) for each in (near, far)] == [[1], []]
    assert [suspected(each, SeriesRules(rate=1)) for each in (near, far)] == [[1, 2], []]


@pytest.mark.parametrize(("before", "after"), [(NEIGHBOURS_WITHIN + 1, HOUR), (HOUR, NEIGHBOURS_WITHIN + 1)])
def test_a_spike_needs_both_neighbours(before: int, after: int) -> None:
    assert suspected([(0, 5.0), (before, 500.0), (before + after, 5.0)], SeriesRules(spike=10)) == []


@pytest.mark.parametrize(("value", "suspect"), [(105.0, []), (105.1, [1]), (-95.0, []), (-95.1, [1])])
def test_a_change_of_the_bound_within_an_hour_is_not_too_fast(value: float, suspect: list[int]) -> None:
    assert suspected(series(5.0, value, step=HOUR), SeriesRules(rate=100)) == suspect
    assert suspected(series(5.0, 5.0 + (value - 5.0) / 2, step=HOUR // 2), SeriesRules(rate=100)) == suspect


def test_a_flat_line_may_have_gaps_of_two_hours() -> None:
    rules = SeriesRules(flat_span=4 * HOUR, flat_tolerance=0.1)
    assert suspected(series(*[7.0] * 3, step=NEIGHBOURS_WITHIN), rules) == [2]
    assert suspected(series(*[7.0] * 3, step=NEIGHBOURS_WITHIN + 1), rules) == []


@pytest.mark.parametrize(("last", "suspect"), [(7.124, [2]), (7.125, [])])
def test_a_flat_line_lies_within_less_than_its_tolerance(last: float, suspect: list[int]) -> None:
    assert suspected(series(7.0, 7.0, last, step=HOUR), SeriesRules(flat_span=2 * HOUR, flat_tolerance=0.125)) == suspect


def test_a_flat_line_drifts_no_further_than_its_tolerance_from_end_to_end() -> None:
    assert suspected(series(7.0, 7.08, 7.16, step=HOUR), SeriesRules(flat_span=2 * HOUR, flat_tolerance=0.1)) == []
    assert suspected(series(7.16, 7.0, 7.08, step=HOUR), SeriesRules(flat_span=2 * HOUR, flat_tolerance=0.1)) == []


@pytest.mark.parametrize(("span", "refused"), [(0, True), (1, False), (6 * HOUR, False), (6 * HOUR + 1, True)])
def test_a_flat_lines_span_lies_within_six_hours(span: int, refused: bool) -> None:
    with pytest.raises(ValueError, match="within 6 h") if refused else nullcontext():
        SeriesRules(flat_span=span)


def test_a_flat_line_is_told_with_its_hours() -> None:
    rules = SeriesRules(flat_span=HOUR, flat_tolerance=0.1)
    assert [sentence for _, sentence in suspicions(series(7.5, 7.5, step=HOUR), rules, "ppb")] == ["flat line: 7.5 ppb for 1 h"]


def test_humidity_is_told_with_its_bound() -> None:
    assert list(humid([(0, 8.0)], {0: 91.5}, 85.0)) == [(0, "humidity: 91.5 % is above 85 %, where drops count as dust")]


def test_a_flat_line_may_begin_before_its_span() -> None:
    irregular = [(0, 7.0), (2 * HOUR, 7.0), (7 * HOUR // 2, 7.0)]
    assert suspected(irregular, SeriesRules(flat_span=3 * HOUR, flat_tolerance=0.1)) == [2]
