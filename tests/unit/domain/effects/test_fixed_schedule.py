"""The fixed schedule we are held against is the longest that the history allows, and says nothing without one."""

from domain.duration import DAY
from domain.effects.fixed_schedule import Cycle, estimate_schedule, interval
from domain.waste.routing.fleet import Place


def cycles(*fills: float, days: float = 2) -> list[Cycle]:
    return [Cycle(length=round(days * DAY), fill=fill) for fill in fills]


def test_a_bin_that_fills_a_quarter_a_day_is_emptied_every_fourth_day() -> None:
    assert interval(cycles(50, 50, 50)) == 4


def test_the_faster_cycles_decide_but_not_the_one_in_twenty() -> None:
    assert interval(cycles(*[20] * 20, 50, 50)) == 4
    assert interval(cycles(*[20] * 40, 90)) == 10


def test_of_few_cycles_the_fastest_decides() -> None:
    assert interval(cycles(20, 50, 90)) == 2


def test_too_few_cycles_give_no_interval_and_no_bins_no_comparison() -> None:
    assert interval(cycles(50, 50)) is None
    assert estimate_schedule({"a": cycles(50)}, {"a": Place(id="a", lat=60, lon=11)}, None, 30, 1.3) is None


def test_the_schedule_is_laid_over_the_period() -> None:
    places = {name: Place(id=name, lat=60 + n / 100, lon=11) for n, name in enumerate("ab")}
    schedule = estimate_schedule({"a": cycles(50, 50, 50), "b": cycles(100, 100, 100)}, places, Place(id="d", lat=60, lon=11), 8, 1.3)
    assert schedule is not None
    assert (schedule.bins, schedule.emptyings, schedule.rounds) == (2, 2 + 4, 4)
    assert schedule.km > 0


def test_an_always_empty_bin_is_seen_to_once_a_month() -> None:
    assert interval(cycles(0, 0, 0)) == 28


def test_two_emptyings_at_the_same_time_are_no_cycle() -> None:
    assert interval([*cycles(50, 50), *cycles(50, days=0)]) is None
    assert interval([*cycles(50, 50, 50), *cycles(50, days=0)]) == 4


def test_three_cycles_are_history_enough_and_no_interval_is_shorter_than_a_day_or_longer_than_four_weeks() -> None:
    assert interval(cycles(100, 100, 100, days=0.5)) == 1
    assert interval(cycles(100, 100, 100, days=27)) == 27
    assert interval(cycles(100, 100, 100, days=28)) == 28
    assert interval(cycles(100, 100, 100, days=29)) == 28


def test_bins_of_one_interval_share_a_tour_a_quarter_longer_than_the_best() -> None:
    depot, far = Place(id="d", lat=60, lon=11), Place(id="a", lat=60.1, lon=11)
    schedule = estimate_schedule({"a": cycles(50, 50, 50), "gone": cycles(50, 50, 50)}, {"a": far}, depot, 8, 1.0)
    assert schedule is not None
    assert (schedule.bins, schedule.emptyings, schedule.rounds) == (1, 2, 2)
    there_and_back = 2 * 11.12  # a tenth of a degree of latitude
    assert abs(schedule.km - schedule.rounds * there_and_back / 1.25) < 0.1


def test_an_interval_of_whole_days_loses_none_to_rounding() -> None:
    assert interval(cycles(28, 28, 28, days=7)) == 25


def test_every_bin_is_emptied_on_the_periods_first_day() -> None:
    schedule = estimate_schedule({"a": cycles(50, 50, 50)}, {"a": Place(id="a", lat=60, lon=11)}, None, 1, 1.3)
    assert schedule is not None
    assert (schedule.emptyings, schedule.rounds) == (1, 1)
