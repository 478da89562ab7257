"""The replay says what was measured at the same month, day and hour of 2020, and nothing where nothing was."""

import csv
import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR
from simulators.air.replay_air import STATIONS, ReplayedStation, Station, replay, same_hour_of_the_year
from simulators.device import times
from tests.shared_data import SHARED_DATA

ORIGINAL = SHARED_DATA / "air-norway"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds it
def test_month_day_and_hour_stay(moment: datetime) -> None:
    assert same_hour_of_the_year(int(moment.timestamp() * 1000)) == f"2020{moment:-%m-%dT%H}"


def test_a_leap_day_has_its_counterpart() -> None:
    assert same_hour_of_the_year(at("2028-02-29T05:00")) == "2020-02-29T05"


@pytest.mark.parametrize("station", STATIONS, ids=lambda station: station.column)
def test_values_and_gaps_are_those_of_the_source(station: Station) -> None:
    source = ORIGINAL / f"{station.column}.csv.gz"
    if not source.exists():
        pytest.skip(f"the source the extract was made from is not here: {source}")
    with gzip.open(source, "rt", newline="") as file:
        measured = {f"{row['date']}T{row['time']}": row["pm25"] for row in csv.DictReader(file) if row["date"].startswith("2020")}
    sender = ReplayedStation(id="x", station=station)
    for hour, value in measured.items():
        expected = {"pm25": round(float(value), 1)} if value else None
        assert sender.values(at(hour.replace("2020", "2024", 1))) == expected


def test_most_hours_are_there_and_some_are_real_gaps() -> None:
    for sender in replay().senders:
        hours = [sender.values(at("2024-01-01T00:00") + hour * 3_600_000) for hour in range(366 * 24)]
        assert 0.8 < sum(values is not None for values in hours) / len(hours) < 1


def test_an_hours_mean_comes_at_its_end() -> None:
    (sender, *_) = replay().senders
    noon = at("2024-06-01T12:00")
    assert list(times(sender, noon, noon + HOUR)) == [noon + HOUR - 1000]


def test_names_say_the_year_it_was_measured() -> None:
    scene = replay()
    for body in (*scene.devices.values(), *scene.sites.values()):
        assert str(body["name"]).endswith(" (2020)")
    assert {(body["model"], body["interval_s"], body["simulated"]) for body in scene.devices.values()} == {("reference", 3600, True)}
