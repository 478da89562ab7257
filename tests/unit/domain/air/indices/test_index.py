"""A class is what the published table says, at the bound and a hair beside it."""

from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.indices.index import Bands, judge, overall_classes

NORWAY_PM25 = Bands(bounds=(30.0, 50.0, 150.0), upper_inclusive=False)
EUROPE_PM25 = Bands(bounds=(5.0, 15.0, 50.0, 90.0, 140.0), upper_inclusive=True)


@pytest.mark.parametrize(("bound", "begins"), [(30.0, 2), (50.0, 3), (150.0, 4)])
def test_a_norwegian_bound_begins_the_next_class(bound: float, begins: int) -> None:
    assert NORWAY_PM25.class_of(bound) == begins
    assert NORWAY_PM25.class_of(nextafter(bound, -inf)) == begins - 1


@pytest.mark.parametrize(("bound", "ends"), [(5.0, 1), (15.0, 2), (50.0, 3), (90.0, 4), (140.0, 5)])
def test_a_european_bound_ends_its_class(bound: float, ends: int) -> None:
    assert EUROPE_PM25.class_of(bound) == ends
    assert EUROPE_PM25.class_of(nextafter(bound, inf)) == ends + 1


@given(st.floats(min_value=-100, max_value=5000), st.floats(min_value=-100, max_value=5000))
def test_dirtier_air_is_never_a_cleaner_class(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert EUROPE_PM25.class_of(low) <= EUROPE_PM25.class_of(high)


def test_nothing_measured_is_no_class() -> None:
    assert judge({"pm25": NORWAY_PM25}, {}).overall is None


def test_the_worst_parameter_decides_and_the_missing_are_named() -> None:
    verdict = judge({"pm25": NORWAY_PM25, "no2": Bands(bounds=(100.0, 200.0, 400.0), upper_inclusive=False)}, {"pm25": 49.0})
    assert (verdict.overall, verdict.worst, verdict.missing) == (2, "pm25", frozenset({"no2"}))


@pytest.mark.parametrize(("means", "worst"), [({"pm25": 49.0, "no2": 110.0}, "pm25"), ({"pm25": 31.0, "no2": 190.0}, "no2")])
def test_of_equal_classes_who_lies_furthest_into_it_is_the_worst(means: dict[str, float], worst: str) -> None:
    index = {"pm25": NORWAY_PM25, "no2": Bands(bounds=(100.0, 200.0, 400.0), upper_inclusive=False)}
    assert (judge(index, means).worst, judge(index, means).overall) == (worst, 2)


@given(st.floats(min_value=-100, max_value=5000), st.floats(min_value=-100, max_value=5000))
def test_who_lies_furthest_has_never_a_cleaner_class(a: float, b: float) -> None:
    low, high = sorted((a, b), key=NORWAY_PM25.severity_of)
    assert NORWAY_PM25.class_of(low) <= NORWAY_PM25.class_of(high)


@pytest.mark.parametrize(
    ("concentration", "severity"),
    [(0.0, (1, 0.0)), (15.0, (1, 0.5)), (30.0, (2, 0.0)), (100.0, (3, 0.5)), (150.0, (4, 0.0)), (300.0, (4, 1.0))],
)
def test_how_far_into_its_class_a_concentration_lies(concentration: float, severity: tuple[int, float]) -> None:
    assert NORWAY_PM25.severity_of(concentration) == severity


@pytest.mark.parametrize("bounds", [(30.0, 30.0), (50.0, 30.0)])
def test_bounds_that_do_not_ascend_are_refused(bounds: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="bounds must ascend"):
        Bands(bounds=bounds, upper_inclusive=True)


HOURLY = st.dictionaries(st.sampled_from(["pm25", "no2", "co"]), st.floats(min_value=-100, max_value=5000))


@given(st.lists(HOURLY, max_size=5))
def test_the_overall_class_of_each_hour_is_that_of_its_verdict(hours: list[dict[str, float]]) -> None:
    index = {"pm25": NORWAY_PM25, "no2": Bands(bounds=(100.0, 200.0, 400.0), upper_inclusive=False)}
    rows = [(parameter, start, mean) for start, means in enumerate(hours) for parameter, mean in means.items()]
    verdicts = {start: judge(index, means).overall for start, means in enumerate(hours)}
    assert overall_classes(index, rows) == {start: overall for start, overall in verdicts.items() if overall is not None}
