"""Hours on the road come from what was driven, or are reckoned from km and emptyings."""

from domain.effects.driving import DrivenTotals
from domain.effects.effort import Effort, driven_effort, reckoned_effort


def test_what_was_driven_has_its_own_hours_and_those_at_its_stops() -> None:
    driven = DrivenTotals(rounds=1, metres=10_000, seconds=4 * 3600, stops=40, sources=frozenset())
    assert driven_effort(driven, 90) == Effort(km=10, hours=4, stop_hours=1)


def test_what_another_schedule_takes_is_its_way_at_speed_and_its_stops() -> None:
    assert reckoned_effort(50, 80, speed_kmh=25, stop_s=90) == Effort(km=50, hours=4, stop_hours=2)
