"""The service lives in the world's time, or in that of the newest reading, and neither lets a wrong clock carry it away."""

from hypothesis import given
from hypothesis import strategies as st

from domain.reading import AHEAD_MS
from ingest.decode.service_time import DATA_FUTURE_MS, DataTime, WorldTime

NOW = 1_767_268_800_000
YEAR = 365 * 24 * 3_600_000
TIMES = st.integers(min_value=NOW - 30 * YEAR, max_value=NOW + 30 * YEAR)


@given(TIMES)
def test_the_worlds_time_does_not_care_for_readings(seen: int) -> None:
    time = WorldTime()
    time.saw(seen)
    assert (time.at(NOW), time.latest(NOW)) == (NOW, NOW + AHEAD_MS)


@given(st.lists(TIMES, min_size=1))
def test_the_datas_time_is_the_newest_readings_and_never_goes_back(seen: list[int]) -> None:
    time = DataTime(None)
    for moment in seen:
        time.saw(moment)
    assert time.at(NOW) == max(seen)


def test_before_the_first_reading_it_is_the_worlds() -> None:
    assert DataTime(None).at(NOW) == NOW


def test_a_simulation_may_run_ahead_of_the_world_but_a_clock_a_day_ahead_of_everybodys_is_wrong() -> None:
    assert DataTime(NOW + YEAR).latest(NOW) == NOW + YEAR + DATA_FUTURE_MS


def test_a_replay_of_years_ago_may_come_back_to_today_at_once() -> None:
    assert DataTime(NOW - 5 * YEAR).latest(NOW) == NOW + DATA_FUTURE_MS
