"""A bin's level is a curve with its gaps, never longer than can be drawn, and says the same as days."""

from hypothesis import given
from hypothesis import strategies as st

from api.pages.waste.level_history import Point, curve, days, thinned
from domain.duration import DAY, HOUR
from domain.waste.level.belief import Belief
from domain.waste.level.message import Fault

START = 1_769_900_400_000  # midnight in Oslo
END = START + 3 * DAY


def belief(hours: float, fill: float | None, *, fault: Fault | None = None, silent_after: float | None = None) -> Belief:
    time = START + round(hours * HOUR)
    silent = None if silent_after is None else START + round(silent_after * HOUR)
    return Belief(bin_id="b", known_at=time, time=time, fill=fill, fault=fault, silent_after=silent)


def in_hours(points: list[Point]) -> list[tuple[float, float | None]]:
    return [((point.time - START) / HOUR, point.fill) for point in points]


def test_a_level_holds_until_the_end_and_what_held_at_the_start_begins_there() -> None:
    assert in_hours(curve([belief(-5, 10.0), belief(8, 20.0)], START, END)) == [(0, 10.0), (8, 20.0), (72, 20.0)]


def test_silence_and_a_fault_are_gaps_from_when_they_are_found() -> None:
    history = [belief(1, 10.0, silent_after=5), belief(9, 30.0, silent_after=13), belief(12, 31.0, fault="blocked"), belief(20, 40.0)]
    assert in_hours(curve(history, START, END)) == [(1, 10.0), (5, None), (9, 30.0), (12, None), (20, 40.0), (72, 40.0)]


def test_a_bin_of_which_nothing_is_known_has_no_curve() -> None:
    assert curve([Belief(bin_id="b", known_at=START)], START, END) == []
    assert days([], START, END)[0].highest is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.none() | st.floats(0, 100)), min_size=1, max_size=300, unique_by=lambda pair: pair[0]))
def test_a_thinned_curve_is_bounded_in_order_and_keeps_its_extremes(pairs: list[tuple[int, float | None]]) -> None:
    points = [Point(time=time, fill=fill) for time, fill in sorted(pairs, key=lambda pair: pair[0])]
    kept = thinned(points, stretches=20)
    assert len(kept) <= 60
    assert [point.time for point in kept] == sorted({point.time for point in kept})
    assert set(kept) <= set(points)
    fills = [point.fill for point in points if point.fill is not None]
    assert {min(fills, default=None), max(fills, default=None)} <= {point.fill for point in kept} | {None}
    assert (None in {point.fill for point in points}) == (None in {point.fill for point in kept})


def test_a_day_tells_its_highest_level_and_its_last_also_where_nothing_new_was_measured() -> None:
    points = curve([belief(2, 80.0), belief(10, 95.0), belief(12, 5.0, silent_after=60)], START, END)
    assert [(day.highest, day.last) for day in days(points, START, END)] == [(5.0, None), (5.0, 5.0), (95.0, 5.0)]
