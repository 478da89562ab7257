"""Which backups stay as time goes by, with a stepped clock."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bysans.backup.manifest import Manifest
from bysans.backup.retention import kept

BEGIN = datetime(2025, 1, 1, 3, tzinfo=UTC)


def ms(time: datetime) -> int:
    return round(time.timestamp() * 1000)


def name(time: datetime) -> str:
    return Manifest(at=ms(time), ended=0, version="", revision="").name


def test_a_year_of_nights_leaves_the_last_month_and_one_of_each_month_before() -> None:
    names: list[str] = []
    for night in range(400):
        time = BEGIN + timedelta(days=night)
        names = kept([*names, name(time)], ms(time), keep_days=30, keep_months=6)
    month_ends = [(2025, 8, 31), (2025, 9, 30), (2025, 10, 31), (2025, 11, 30), (2025, 12, 31)]
    assert names[:5] == [name(datetime(*day, 3, tzinfo=UTC)) for day in month_ends]
    assert names[-1] == name(BEGIN + timedelta(days=399))
    assert len(names) == 5 + 30


@given(st.lists(st.integers(0, 1000), min_size=1, unique=True), st.integers(0, 2000), st.floats(0.1, 100), st.integers(0, 24))
def test_the_newest_always_stays(nights: list[int], at: int, keep_days: float, keep_months: int) -> None:
    names = [name(BEGIN + timedelta(days=night)) for night in nights]
    stay = kept(names, ms(BEGIN + timedelta(days=at)), keep_days=keep_days, keep_months=keep_months)
    assert max(names) in stay
    assert set(stay) <= set(names)
    assert stay == sorted(stay)
