"""What was measured raises, clears or leaves things as they are, at the limit and a hair beside it, and never flaps within the gap."""

from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts.severity import Severity, rank
from domain.alerts.threshold import Sample, Scope, Threshold, ladders, severity_after, unbroken
from domain.bounded_value import Bound

HOUR = 3_600_000


def threshold(**more: object) -> Threshold:
    body = {"id": "t", "kind": "air", "parameter": "pm25", "averaging": "hour", "raise_at": 50.0, "clear_at": 40.0, **more}
    return Threshold(**body)  # type: ignore[arg-type]


def run(*values: float, coverage: float = 1.0) -> list[Sample]:
    return [Sample(start=n * HOUR, end=(n + 1) * HOUR, value=value, coverage=coverage) for n, value in enumerate(values)]


HIGH = threshold()
VERY_HIGH = threshold(id="very", raise_at=150.0, clear_at=120.0, severity="critical", worsens="t")
LOW_BATTERY = threshold(kind="device", parameter="battery", averaging="instant", raise_at=2.8, clear_at=2.9)


@pytest.mark.parametrize(
    ("threshold_", "value", "verdict"),
    [
        (HIGH, 50.0, "raise"), (HIGH, nextafter(50.0, -inf), "neither"), (HIGH, 40.0, "neither"), (HIGH, nextafter(40.0, -inf), "clear"),
        (LOW_BATTERY, 2.8, "raise"), (LOW_BATTERY, nextafter(2.8, inf), "neither"), (LOW_BATTERY, 2.9, "neither"),
        (LOW_BATTERY, nextafter(2.9, inf), "clear"),
    ],
)  # fmt: skip
def test_the_limit_itself_raises_and_only_what_is_back_beyond_clear_clears(threshold_: Threshold, value: float, verdict: str) -> None:
    assert threshold_.judge(run(value)) == verdict


@pytest.mark.parametrize(
    ("threshold_", "value", "bound", "verdict"),
    [
        (HIGH, 50.0, "at_least", "raise"), (HIGH, 45.0, "at_least", "neither"), (HIGH, 5.0, "at_least", "neither"),
        (HIGH, 50.0, "at_most", "neither"), (HIGH, nextafter(40.0, -inf), "at_most", "clear"),
        (LOW_BATTERY, 2.8, "at_most", "raise"), (LOW_BATTERY, 3.5, "at_most", "neither"),
        (LOW_BATTERY, 2.8, "at_least", "neither"), (LOW_BATTERY, nextafter(2.9, inf), "at_least", "clear"),
    ],
)  # fmt: skip
def test_a_bound_raises_or_clears_only_what_every_value_beyond_it_would(
    threshold_: Threshold, value: float, bound: Bound, verdict: str
) -> None:
    assert threshold_.judge([Sample(start=0, end=HOUR, value=value, bound=bound)]) == verdict


@given(st.floats(0, 300), st.floats(0, 300), st.sampled_from(["exact", "at_least", "at_most"]))
def test_a_bound_never_contradicts_a_value_that_it_allows(bound_at: float, value: float, bound: Bound) -> None:
    if {"exact": value == bound_at, "at_least": value >= bound_at, "at_most": value <= bound_at}[bound]:
        assert HIGH.judge([Sample(start=0, end=HOUR, value=bound_at, bound=bound)]) in ("neither", HIGH.judge(run(value)))


def test_so_many_in_a_row_are_needed_for_either() -> None:
    three = threshold(consecutive=3)
    assert [three.judge(run(*values)) for values in ((60, 60), (60, 45, 60), (60, 60, 60), (30, 30), (30, 30, 30))] == [
        "neither", "neither", "raise", "neither", "clear",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [90.0, 5.0])
def test_too_little_data_says_nothing(value: float) -> None:
    assert HIGH.judge(run(value, coverage=0.74)) == "neither"
    assert HIGH.judge(run(value, coverage=0.75)) != "neither"


@given(st.lists(st.floats(min_value=40.0, max_value=nextafter(50.0, -inf)), max_size=30), st.sampled_from([None, "warning"]))
def test_within_the_gap_nothing_ever_changes(values: list[float], before: Severity | None) -> None:
    now = before
    for value in values:
        now = severity_after([HIGH], now, run(value))
    assert now == before


@given(st.floats(min_value=0, max_value=300), st.floats(min_value=0, max_value=300), st.sampled_from([None, "warning", "critical"]))
def test_dirtier_air_is_never_less_severe(concentration: float, other_concentration: float, before: Severity | None) -> None:
    low, high = sorted((concentration, other_concentration))
    ladder = [HIGH, VERY_HIGH]
    assert rank(severity_after(ladder, before, run(low))) <= rank(severity_after(ladder, before, run(high)))


def test_each_rung_holds_what_it_raised_until_its_own_clear() -> None:
    ladder = next(iter(ladders([VERY_HIGH, HIGH])))
    severity: Severity | None = None
    seen = []
    for value in (60, 150, 120, 119, 45, 39):
        severity = severity_after(ladder, severity, run(value))
        seen.append(severity)
    assert seen == ["warning", "critical", "critical", "warning", "warning", None]


def test_one_whose_base_is_gone_or_about_something_else_stands_by_itself() -> None:
    assert [len(ladder) for ladder in ladders([VERY_HIGH])] == [1]
    elsewhere = threshold(scope=Scope(place="site", id="square"))
    assert sorted(len(ladder) for ladder in ladders([VERY_HIGH, elsewhere])) == [1, 1]


def test_what_follows_without_a_gap_is_in_a_row() -> None:
    samples = [Sample(start=at, end=at, value=1.0) for at in (0, 10, 20, 41, 51)]
    assert [sample.end for sample in unbroken(samples, 20)] == [41, 51]
    assert unbroken(samples, 21) == samples
    assert unbroken([], 1) == []


@pytest.mark.parametrize("wrong", [{"clear_at": 50.0}, {"consecutive": 0}])
def test_what_would_flap_can_not_be_built(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        threshold(**wrong)


@pytest.mark.parametrize(
    ("more", "can"),
    [
        ({}, True),
        ({"severity": "warning"}, False),
        ({"severity": "info"}, False),
        ({"parameter": "pm10"}, False),
        ({"kind": "device"}, False),
        ({"averaging": "day"}, False),
        ({"scope": Scope(place="site", id="s")}, False),
        ({"raise_at": 30.0}, False),
    ],
)
def test_only_a_more_severe_threshold_about_the_same_worsens_another(more: dict[str, object], can: bool) -> None:
    worse = threshold(**{"id": "worse", "raise_at": 80.0, "clear_at": 60.0, "severity": "critical", "worsens": "t", **more})
    assert worse.can_worsen(HIGH) is can
    assert not worse.can_worsen(threshold(worsens="another"))


def test_what_was_critical_and_eased_below_its_own_clear_is_still_what_the_step_below_holds() -> None:
    assert severity_after([HIGH, VERY_HIGH], "critical", run(45.0)) == "warning"
    assert severity_after([HIGH, VERY_HIGH], None, run(45.0)) is None
