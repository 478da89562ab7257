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
