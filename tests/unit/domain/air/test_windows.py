"""An hour counts with 75 % of its readings, devices are averaged first, and a valid reference stands for its site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.windows import (
    DeviceHour,
    device_hour,
    expected_readings,
    is_covered,
    mean_of,
    site_hour,
    start_of_hour,
    weighted_mean,
)
from domain.bounded_value import BoundedValue
from domain.duration import HOUR

values = st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=60)
expectations = st.integers(min_value=1, max_value=60)


def exactly(readings: list[float]) -> list[BoundedValue]:
    return [BoundedValue(value) for value in readings]


def hour(device_id: str, mean: float, n: int = 6, *, reference: bool = False) -> DeviceHour:
    return DeviceHour(device_id=device_id, mean=mean, n=n, expected=6, reference=reference)


@pytest.mark.parametrize(("enough", "expected"), [(45, 60), (5, 6), (1, 1), (18, 24)])
def test_three_quarters_are_enough_and_one_reading_less_is_not(enough: int, expected: int) -> None:
    assert is_covered(enough, expected)
    assert not is_covered(enough - 1, expected)


@pytest.mark.parametrize(("interval_s", "expected"), [(60, 60), (600, 6), (150, 24), (3600, 1), (7200, 1), (700, 5), (1, 3600)])
def test_the_interval_says_how_many_readings_an_hour_should_hold(interval_s: int, expected: int) -> None:
    assert expected_readings([(HOUR, interval_s)]) == expected


def test_an_interval_changed_within_the_hour_counts_for_its_part() -> None:
    assert expected_readings([(HOUR // 2, 600), (HOUR // 2, 60)]) == 3 + 30
    assert expected_readings([(HOUR // 3, 600), (HOUR - HOUR // 3, 600)]) == 6


def test_an_hour_begins_on_the_hour_and_holds_its_last_millisecond() -> None:
    assert [start_of_hour(time) for time in (HOUR, 2 * HOUR - 1, 2 * HOUR)] == [HOUR, HOUR, 2 * HOUR]


def test_negative_noise_stays_in_the_mean() -> None:
    assert device_hour("a", exactly([-1.0, 0.0, 4.0]), 3).mean == 1.0


def test_a_mean_with_a_reading_above_what_its_device_can_measure_is_a_lower_bound() -> None:
    smoky = device_hour("a", [BoundedValue(900.0), BoundedValue(1000.0, "at_least")], 2)
    assert (smoky.mean, smoky.valid, smoky.at_least) == (950.0, True, True)
    assert site_hour("square", "pm25", 0, [smoky, hour("b", 50.0)]).at_least
    assert not site_hour("square", "pm25", 0, [smoky, hour("official", 50.0, reference=True)]).at_least


def test_an_hour_without_readings_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="device a needs readings"):
        DeviceHour(device_id="a", mean=0.0, n=0, expected=6)


def test_a_site_without_a_reference_is_the_mean_of_its_devices_hours_not_of_their_readings() -> None:
    result = site_hour("square", "pm25", 0, [hour("b", 10.0, n=6), hour("a", 20.0, n=5)])
    assert (result.mean, result.n, result.expected, result.valid, result.sources) == (15.0, 11, 12, True, ("a", "b"))


def test_an_invalid_hour_does_not_take_part_where_another_is_valid() -> None:
    result = site_hour("square", "pm25", 0, [hour("a", 10.0), hour("b", 99.0, n=4)])
    assert (result.mean, result.sources) == (10.0, ("a",))


def test_a_valid_reference_stands_for_its_site() -> None:
    result = site_hour("square", "pm25", 0, [hour("a", 10.0), hour("official", 12.0, n=5, reference=True)])
    assert (result.mean, result.sources) == (12.0, ("official",))


def test_an_invalid_reference_leaves_the_site_to_its_devices() -> None:
    result = site_hour("square", "pm25", 0, [hour("a", 10.0), hour("official", 12.0, n=4, reference=True)])
    assert (result.mean, result.sources, result.valid) == (10.0, ("a",), True)


def test_where_no_hour_is_valid_the_mean_is_shown_as_insufficient() -> None:
    result = site_hour("square", "pm25", 0, [hour("a", 10.0, n=1), hour("b", 20.0, n=2)])
    assert (result.mean, result.valid, result.coverage) == (15.0, False, 0.25)


def test_vanes_that_point_opposite_ways_show_the_first_ones_direction_and_judge_nothing() -> None:
    result = site_hour("square", "wind_direction", 0, [hour("a", 90.0), hour("b", 270.0)])
    assert (result.mean, result.valid, result.sources) == (90.0, False, ("a", "b"))


def test_more_readings_than_expected_cover_no_more_than_the_whole_hour() -> None:
    assert site_hour("square", "pm25", 0, [hour("a", 10.0, n=7)]).coverage == 1.0


@given(values, expectations, st.randoms(use_true_random=False))
def test_the_order_of_readings_does_not_matter(readings: list[float], expected: int, random: object) -> None:
    shuffled = list(readings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert device_hour("a", exactly(shuffled), expected) == device_hour("a", exactly(readings), expected)


@given(values, expectations)
def test_a_mean_lies_between_the_least_and_the_greatest(readings: list[float], expected: int) -> None:
    assert min(readings) <= device_hour("a", exactly(readings), expected).mean <= max(readings)


@given(values, values, expectations)
def test_more_readings_never_lower_the_coverage(readings: list[float], more: list[float], expected: int) -> None:
    def coverage(of: list[float]) -> tuple[float, bool]:
        result = site_hour("s", "pm25", 0, [device_hour("a", exactly(of), expected)])
        return result.coverage, result.valid

    assert coverage(readings + more) >= coverage(readings)


@given(st.lists(st.tuples(st.floats(-100, 1000), st.integers(1, 6), st.booleans()), min_size=1, max_size=6))
def test_a_site_lies_between_the_devices_it_names(devices: list[tuple[float, int, bool]]) -> None:
    hours = [hour(f"d{i}", mean, n, reference=official) for i, (mean, n, official) in enumerate(devices)]
    result = site_hour("s", "pm25", 0, hours)
    named = [each for each in hours if each.device_id in result.sources]
    assert min(each.mean for each in named) <= result.mean <= max(each.mean for each in named)
    assert result.valid == any(each.valid for each in hours)


def test_a_mean_has_no_noise_that_could_exceed_a_limit() -> None:
    assert mean_of([49.9, 50.0, 50.1]) == 50.0
    assert mean_of([8.1, 8.2, 8.3]) == 8.2
    assert weighted_mean([(3, 49.9), (3, 50.1), (1, 50.0)]) == 50.0


@given(st.lists(st.tuples(st.integers(1, 24), st.floats(-1e4, 1e4)), min_size=1, max_size=366))
def test_a_weighted_mean_lies_within_its_means(counted: list[tuple[int, float]]) -> None:
    assert min(mean for _, mean in counted) <= weighted_mean(counted) <= max(mean for _, mean in counted)
