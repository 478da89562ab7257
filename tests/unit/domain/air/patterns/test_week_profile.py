"""A profile averages the hours by the town's clock, summer time included."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.air.patterns.week_profile import day_profile, week_profile
from domain.duration import HOUR


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_rush_hour_is_at_eight_in_winter_and_in_summer() -> None:
    winter, summer = at("2026-01-12T07:00"), at("2026-07-13T06:00")  # Mondays, 08 in Oslo
    [cell] = week_profile([(winter, 40.0), (summer, 20.0)])
    assert (cell.weekday, cell.hour, cell.mean, cell.n) == (0, 8, 30.0, 2)


@given(st.lists(st.tuples(st.integers(min_value=0, max_value=20_000), st.floats(min_value=0, max_value=100)), max_size=80))
def test_every_hour_is_in_one_cell(hours: list[tuple[int, float]]) -> None:
    cells = week_profile([(start * HOUR, mean) for start, mean in hours])
    assert sum(cell.n for cell in cells) == len(hours)
    assert len({(cell.weekday, cell.hour) for cell in cells}) == len(cells)
    assert set(day_profile(cells)) == {cell.hour for cell in cells}
